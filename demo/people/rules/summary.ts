// The end of a run as plain data: counts, the largest difference, failures, misjudged log-ons, and whether the run
// passed, with the reasons where it did not.

import { largestDifference } from './fewest.ts';
import type { JudgeResult, Misjudged } from './judge.ts';
import type { FailureCount, PeopleTally } from './tally.ts';

/** A server at the end, by its own truth. */
export type ServerAtEnd = { readonly server: string; readonly users: number; readonly weight: number };

export type RunSummary = {
  readonly people: number;
  readonly logOns: number;
  readonly logOffs: number;
  readonly pages: number;
  readonly usersPerServer: readonly ServerAtEnd[];
  readonly largestDifference: number;
  /** True where the difference counts: equal weights, and no session ended. */
  readonly differenceCounts: boolean;
  readonly failures: readonly FailureCount[];
  readonly judged: number;
  readonly misjudged: readonly Misjudged[];
  readonly passed: boolean;
  /** Why it did not pass; empty where it did. */
  readonly because: readonly string[];
};

export type SummaryInput = {
  readonly people: number;
  readonly tally: PeopleTally;
  /** Of `finish()`. */
  readonly judged: JudgeResult;
  /** The servers that serve at the end. */
  readonly servers: readonly ServerAtEnd[];
};

/** Sums up a run. It passes only if nothing failed, every log-on was judged right, and nothing went unjudged. */
export function summarise({ people, tally, judged, servers }: SummaryInput): RunSummary {
  const difference = largestDifference(servers.map((each) => each.users));
  const equal = new Set(servers.map((each) => each.weight)).size <= 1;
  const differenceCounts = equal && judged.sessionsEnded === 0;
  const because = [
    ...tally.failures.map(({ kind, count, first }) => `${count} x ${kind}, first: ${first}`),
    ...(judged.misjudged.length > 0 ? [misjudgedText(judged)] : []),
    ...(differenceCounts && difference > 1 ? [`largest difference ${difference}, at most 1 is right`] : []),
    ...(judged.judged < tally.logOns
      ? [`${tally.logOns} log-ons succeeded and only ${judged.judged} were judged`]
      : []),
    ...(tally.logOns === 0 ? ['nobody logged on'] : []),
  ];
  return {
    people,
    logOns: tally.logOns,
    logOffs: tally.logOffs,
    pages: tally.pages,
    usersPerServer: servers,
    largestDifference: difference,
    differenceCounts,
    failures: tally.failures,
    judged: judged.judged,
    misjudged: judged.misjudged,
    passed: because.length === 0,
    because,
  };
}

function misjudgedText({ misjudged }: JudgeResult): string {
  const [first] = misjudged;
  if (!first) return '';
  const counts = first.counts.map((each) => `${each.server} ${each.users}`).join(', ');
  return `${misjudged.length} misjudged log-ons, first: ${first.user} to ${first.server} (${first.because}; ${counts})`;
}
