// The verdict over a chaos run: five checks, each with what it found, from everything that was recorded. Pure.

import type { PeopleEvent } from '../../../demo/people/events.ts';
import { type DrainLimits, type DrainRecord, drainLies, toldTooMany } from './drain-truth.ts';
import { type FaultKind, faultKinds, faultNames } from './faults.ts';
import { type DownSpan, type SentLogOn, sentToKnownDown } from './known-down.ts';
import { metBy } from './met.ts';
import { type Blame, type BlameLimits, blame, type Harm, type Met } from './notice.ts';

/** A role, on which servers it really is, and on which the leader says it is. */
export type RoleSeen = {
  readonly role: string;
  readonly on: readonly string[];
  readonly said: readonly string[];
};

export type Recorded = {
  readonly events: readonly PeopleEvent[];
  readonly harms: readonly Harm[];
  readonly logOns: readonly SentLogOn[];
  readonly spans: readonly DownSpan[];
  readonly fairleads: readonly string[];
  readonly drains: readonly DrainRecord[];
  readonly roles: readonly RoleSeen[];
  /** What did not become well again in time, or could not be done, in sentences. */
  readonly troubles: readonly string[];
};

export type Limits = BlameLimits &
  DrainLimits & {
    /** For so long a status may be known before a log-on must heed it: it was on its way. */
    readonly graceMs: number;
  };

export type Check = {
  readonly check: 'known-down' | 'healthy-users' | 'roles' | 'drains' | 'recovery';
  readonly passed: boolean;
  /** One sentence. */
  readonly found: string;
  /** What is wrong, one sentence each. */
  readonly wrong: readonly string[];
};

export type Verdict = {
  readonly passed: boolean;
  readonly faults: readonly { readonly kind: FaultKind; readonly name: string; readonly count: number }[];
  readonly logOns: number;
  readonly pages: number;
  readonly checks: readonly Check[];
};

/** Judges. A run in which nobody logged on, or nothing was done, proves nothing and has not passed. */
export function verdict(recorded: Recorded, limits: Limits): Verdict {
  const { events, harms } = recorded;
  const checks = [
    knownDown(recorded, limits),
    healthyUsers(recorded, limits),
    roles(recorded),
    drains(recorded, limits),
    recovery(recorded),
  ];
  const logOns = events.filter(
    (each) => each.type === 'log-on-answered' && each.outcome === 'success',
  ).length;
  return {
    passed: checks.every((each) => each.passed) && logOns > 0 && harms.length > 0,
    faults: faultKinds.map((kind) => ({
      kind,
      name: faultNames[kind],
      count: harms.filter((each) => each.kind === kind).length,
    })),
    logOns,
    pages: events.filter((each) => each.type === 'page').length,
    checks,
  };
}

function knownDown({ logOns, spans, fairleads }: Recorded, { graceMs }: Limits): Check {
  const guilty = sentToKnownDown(logOns, spans, { fairleads, graceMs });
  return checked('known-down', {
    found: `${logOns.length} decisions and arrivals, ${spans.length} times a server was known to be down`,
    wrong: guilty.map(
      ({ server, atMs, fairlead }) => `${timeOf(atMs)} a log-on went to ${server} by ${fairlead ?? 'nobody'}`,
    ),
  });
}

function healthyUsers({ events, harms }: Recorded, limits: Limits): Check {
  const met = metBy(events).map((each) => ({ ...each, blame: blame(each, harms, limits) }));
  const count = (wanted: Blame) => met.filter((each) => each.blame === wanted).length;
  return checked('healthy-users', {
    found:
      `${count('own-server')} met a fault of their own server, ${count('cut')} were cut with a Fairlead, ` +
      `${count('not-yet-known')} tried to log on before a fault could be known, ${count('noticed')} noticed otherwise`,
    wrong: met.filter((each) => each.blame === 'noticed').map(metText),
  });
}

function metText({ user, atMs, kind, text, session }: Met): string {
  const where =
    session === undefined ? 'not logged on' : `on ${session.server} since ${timeOf(session.sinceMs)}`;
  return `${timeOf(atMs)} ${user}, ${where}: ${kind}, ${text}`;
}

function roles({ roles: seen }: Recorded): Check {
  const wrong = seen.filter((each) => each.on.length !== 1);
  return checked('roles', {
    found: `${seen.length} roles, ${seen.length - wrong.length} of them on exactly one server`,
    wrong: [
      ...wrong.map(({ role, on }) => `${role} is on ${listed(on)}`),
      ...seen
        .filter(({ on, said }) => on.join() !== said.join())
        .map(({ role, on, said }) => `${role} is on ${listed(on)}, and the leader says ${listed(said)}`),
      ...(seen.length === 0 ? ['no role was looked at'] : []),
    ],
  });
}

function listed(servers: readonly string[]): string {
  return servers.length === 0 ? 'no server' : servers.join(' and ');
}

function drains({ drains: records }: Recorded, limits: Limits): Check {
  const claims = records.map((each) => each.claims[0]?.end);
  const count = (end: string) => claims.filter((each) => each === end).length;
  const tooMany = Math.max(0, ...records.map((each) => toldTooMany(each, limits)));
  return checked('drains', {
    found:
      `${records.length} drains, ${count('drained')} drained, ${count('deadline-reached')} deadlines reached; ` +
      `at most ${tooMany} people too many were told to be left (sessions that nobody saw end)`,
    wrong: records.flatMap((each) => drainLies(each, limits)),
  });
}

function recovery({ troubles, harms }: Recorded): Check {
  return checked('recovery', {
    found: `${harms.filter((each) => each.overMs !== undefined).length} of ${harms.length} times all was well again`,
    wrong: troubles,
  });
}

function checked(
  check: Check['check'],
  { found, wrong }: { readonly found: string; readonly wrong: readonly string[] },
): Check {
  return { check, passed: wrong.length === 0, found, wrong };
}

/** As in the logs: UTC, to the millisecond. */
function timeOf(atMs: number): string {
  const pad = (number: number, digits = 2) => String(Math.floor(number)).padStart(digits, '0');
  const second = atMs / 1_000;
  return `${pad((second / 3_600) % 24)}:${pad((second / 60) % 60)}:${pad(second % 60)}.${pad(atMs % 1_000, 3)}`;
}
