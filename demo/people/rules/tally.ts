// Counting what simulated people tell: log-ons, users per server as they see it, failures by kind with a first
// example each. Events in, counts out.

import type { FailureKind, PeopleEvent } from '../events.ts';

export type FailureCount = { readonly kind: FailureKind; readonly count: number; readonly first: string };

export type ServerTally = {
  readonly server: string;
  /** People who think that they have a session there; those who left without logging off are among them. */
  readonly users: number;
  readonly logOns: number;
};

/** What is to be seen at one moment. */
export type PeopleTally = {
  readonly logOns: number;
  readonly logOffs: number;
  /** Sessions begun by confirming "already logged on". */
  readonly confirmed: number;
  readonly pages: number;
  readonly lostSessions: number;
  readonly left: number;
  readonly servers: readonly ServerTally[];
  readonly failures: readonly FailureCount[];
};

export const emptyTally: PeopleTally = {
  logOns: 0,
  logOffs: 0,
  confirmed: 0,
  pages: 0,
  lostSessions: 0,
  left: 0,
  servers: [],
  failures: [],
};

/** The tally after one more event. */
export function countEvent(tally: PeopleTally, event: PeopleEvent): PeopleTally {
  switch (event.type) {
    case 'log-on-sent':
      return tally;
    case 'log-on-answered':
      return event.outcome === 'success' ? countLogOn(tally, event.server, event.confirm) : tally;
    case 'log-off-answered':
      return { ...withUsers(tally, event.server, { users: -1 }), logOffs: tally.logOffs + 1 };
    case 'lost-session-seen':
      return { ...withUsers(tally, event.server, { users: -1 }), lostSessions: tally.lostSessions + 1 };
    case 'page':
      return { ...tally, pages: tally.pages + 1 };
    case 'left':
      return { ...tally, left: tally.left + 1 };
    case 'failure':
      return { ...tally, failures: countFailure(tally.failures, event.kind, event.text) };
  }
}

function countLogOn(tally: PeopleTally, server: string | undefined, confirm: boolean): PeopleTally {
  const counted = withUsers(tally, server, { users: 1, logOns: 1 });
  return { ...counted, logOns: tally.logOns + 1, confirmed: tally.confirmed + Number(confirm) };
}

type Change = { readonly users: number; readonly logOns?: number };

function withUsers(tally: PeopleTally, server: string | undefined, change: Change): PeopleTally {
  const name = server ?? 'unknown';
  const old = tally.servers.find((each) => each.server === name) ?? { server: name, users: 0, logOns: 0 };
  const { users, logOns = 0 } = change;
  const next = { server: name, users: old.users + users, logOns: old.logOns + logOns };
  const others = tally.servers.filter((each) => each.server !== name);
  const servers = [...others, next].sort((one, two) => (one.server < two.server ? -1 : 1));
  return { ...tally, servers };
}

function countFailure(
  failures: readonly FailureCount[],
  kind: FailureKind,
  text: string,
): readonly FailureCount[] {
  const old = failures.find((each) => each.kind === kind);
  if (!old) return [...failures, { kind, count: 1, first: text }];
  return failures.map((each) => (each === old ? { ...old, count: old.count + 1 } : each));
}
