// A chaos run: people at work, one fault after another from a schedule, and at the end the verdict. Joins the parts of
// this folder; what is next and what is right is decided in rules/.

import type { CrmHooks } from '../../demo/crm/model.ts';
import type { PeopleEvent } from '../../demo/people/events.ts';
import type { Stage } from '../support/fairlead-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { startCrowd } from './crowd.ts';
import { fairleadNames } from './fairleads.ts';
import { type DrainBegun, type Inflicted, inflict } from './inflict.ts';
import { rolesSeen } from './roles.ts';
import { type Fault, type FaultKind, faultNames, type Planned } from './rules/faults.ts';
import type { SentLogOn } from './rules/known-down.ts';
import { seenSessions } from './rules/met.ts';
import type { Harm } from './rules/notice.ts';
import { schedule } from './rules/schedule.ts';
import type { ChaosSummary } from './rules/summary-text.ts';
import { type Limits, type Recorded, verdict } from './rules/verdict.ts';
import { openWorld, type World } from './world.ts';

export type ChaosOptions = {
  readonly minutes: number;
  readonly seed: number;
  readonly users: number;
  readonly servers: number;
  readonly kinds?: readonly FaultKind[];
  /** Ends after so many faults, even before the time is over. */
  readonly faults?: number;
  /** Told of each fault, one line. */
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
};

const people = { workMs: 60_000, pauseMs: 3_000, timeoutMs: 30_000 };
const limits: Limits = {
  answerMs: people.timeoutMs,
  pauseMs: people.pauseMs * 1.5,
  cutMs: 2_000,
  staleMs: 3_000,
  onTheWayMs: 1_000,
  cutLogOns: 3,
  graceMs: 500,
};
/** Everybody is there after this time, and few people sooner. */
const arrivalMs = 10_000;
const mostBetweenMs = 200;
const arrivalLimitMs = 120_000;
/** After the last fault, so that its effects are seen. */
const lastPauseMs = 3_000;

type Records = {
  readonly events: PeopleEvent[];
  readonly arrivals: SentLogOn[];
  readonly harms: Harm[];
  readonly drains: DrainBegun[];
  readonly troubles: string[];
  readonly differences: number[];
  requests: number;
  sentAgain: number;
};

/** Resolves with the summary; what was started ends with the stage. */
export async function runChaos(stage: Stage, options: ChaosOptions): Promise<ChaosSummary> {
  const records = emptyRecords();
  const { users, servers, seed, minutes } = options;
  const world = await openWorld(stage, { servers, users: users * 2, hooks: hooksOf(records) });
  const crowd = invite(world, records, options);
  const loggedOn = () => records.events.filter((each) => each.type === 'log-on-answered').length >= users;
  await waitFor('everybody to come', () => loggedOn() || options.stop.aborted, arrivalLimitMs);
  const endMs = Date.now() + minutes * 60_000;
  for (const planned of schedule(options)) {
    if (isOver(records, options, endMs)) break;
    await oneFault(world, records, { planned, options, endMs });
  }
  await pause(lastPauseMs, options.stop);
  const differenceAtEnd = difference(world);
  await crowd.stop();
  const recorded = await gather(world, records);
  const judged = verdict(recorded, limits);
  const interrupted = options.stop.aborted;
  return {
    ...judged,
    passed: judged.passed && !interrupted,
    ...{ seed, minutes, users, servers, interrupted, differenceAtEnd },
    harms: records.harms,
    requests: records.requests,
    sentAgain: records.sentAgain,
    largestDifference: Math.max(differenceAtEnd, ...records.differences),
  };
}

/** What does not become well again makes all that would follow worthless. */
function isOver({ harms, troubles }: Records, { faults, stop }: ChaosOptions, endMs: number): boolean {
  return Date.now() >= endMs || stop.aborted || troubles.length > 0 || harms.length === faults;
}

function emptyRecords(): Records {
  const lists = { events: [], arrivals: [], harms: [], drains: [], troubles: [], differences: [] };
  return { ...lists, requests: 0, sentAgain: 0 };
}

/** What the servers themselves say: which log-ons came. */
function hooksOf({ arrivals }: Records): CrmHooks {
  return { onLogOn: ({ server, atMs }) => arrivals.push({ server, atMs, fairlead: undefined }) };
}

function invite({ url, cluster }: World, records: Records, { users, seed }: ChaosOptions) {
  return startCrowd({
    ...people,
    url,
    users: cluster.logOns,
    seats: users,
    seed,
    ratePerSecond: Math.max(1_000 / mostBetweenMs, (users * 1_000) / arrivalMs),
    serverNames: cluster.crm.servers.flatMap(({ name, origin }) => [name, new URL(origin).host]),
    onEvent: (event) => records.events.push(event),
    onSent(again) {
      records.requests += 1;
      if (again) records.sentAgain += 1;
    },
  });
}

type OneFault = { readonly planned: Planned; readonly options: ChaosOptions; readonly endMs: number };

/** A pause, the fault, and waiting until all is well again; what goes wrong with that is a trouble. */
async function oneFault(
  world: World,
  records: Records,
  { planned, options, endMs }: OneFault,
): Promise<void> {
  const { fault, pauseMs } = planned;
  await pause(pauseMs, options.stop);
  records.differences.push(difference(world));
  const fromMs = Date.now();
  if (options.stop.aborted || fromMs >= endMs) return;
  options.say(faultText(world, fault));
  let inflicted: Inflicted | undefined;
  let overMs: number | undefined;
  try {
    inflicted = await inflict(fault, { world, pause: (ms) => pause(ms, options.stop) });
    await world.becomeWell();
    overMs = Date.now();
  } catch (error) {
    records.troubles.push(`${faultText(world, fault)}: ${(error as Error).message}`);
  }
  const server = inflicted?.server;
  const knownMs = server === undefined ? undefined : world.watch.knownSince(server, fromMs);
  const movesPeople = fault.kind === 'drain' && fault.policy !== 'finish';
  const cutsMs = inflicted?.cutsMs ?? [];
  records.harms.push({ kind: fault.kind, server, fromMs, knownMs, overMs, movesPeople, cutsMs });
  if (inflicted?.drain) records.drains.push(inflicted.drain);
}

function faultText({ cluster }: World, fault: Fault): string {
  const server = 'server' in fault ? `${cluster.crm.servers[fault.server]?.name}: ` : '';
  const time = 'forMs' in fault ? ` for ${(fault.forMs / 1_000).toFixed(1)} s` : '';
  const how = fault.kind === 'drain' ? ` with ${fault.policy}` : '';
  const dying = fault.kind === 'role' && fault.leaderDies ? ', and the leader killed' : '';
  return `${server}${faultNames[fault.kind]}${how}${dying}${time}`;
}

function difference({ cluster }: World): number {
  const counts = cluster.crm.servers.map((each) => each.truth().sessions);
  return Math.max(...counts) - Math.min(...counts);
}

async function gather({ watch, fairleads, cluster }: World, records: Records): Promise<Recorded> {
  const { events, harms, arrivals, troubles } = records;
  const drains = records.drains.map((each) => ({
    ...each,
    samples: watch.samplesOf(each.server),
    pagesMs: events.flatMap(({ atMs, ...event }) =>
      event.type === 'page' && event.server === each.server ? [atMs] : [],
    ),
    seen: seenSessions(events, each.server),
  }));
  return {
    ...{ events, harms, drains, troubles },
    logOns: [...fairleads.decisions(), ...arrivals],
    spans: watch.spans(),
    fairleads: fairleadNames,
    roles: await rolesSeen(cluster, fairleads),
  };
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const over = () => {
    clearTimeout(timer);
    resolve();
  };
  stop.addEventListener('abort', over, { once: true });
  if (stop.aborted) over();
  return promise.finally(() => stop.removeEventListener('abort', over));
}
