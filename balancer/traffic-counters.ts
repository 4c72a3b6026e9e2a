// The numbers of traffic as plain data with closed label sets; whoever shows them gives them names. Counting is a
// plain addition on the request's way.

import type { ServerId } from '../cluster/model.ts';
import type { EndReason, ExchangeEnd } from './engine.ts';
import { type FailureKind, failureKinds } from './rules/failure-kind.ts';
import { type LogOnOutcome, logOnOutcomes } from './rules/log-on-outcome.ts';
import { type NoServer, noServerReasons } from './rules/pick.ts';

/** Why a log-on went where it went. `next-server`: the first choice could not be connected to. */
/** `next-free`: the server with the fewest users takes no further log-on for a while. */
/** `tester`: somebody who was given a link tries out one server. */
export type LogOnReason =
  | 'fewest-users'
  | 'next-free'
  | 'confirmation'
  | 'next-server'
  | 'redirect'
  | 'tester';
export const logOnReasons: readonly LogOnReason[] = [
  'fewest-users',
  'next-free',
  'confirmation',
  'next-server',
  'redirect',
  'tester',
];

/**
 * Why no server took a log-on: there is none, or too many wait, or it has waited too long, or the one server that a
 * tester tries out does not answer.
 */
export type LogOnRefusal = NoServer | 'queue-full' | 'queue-timeout' | 'tester-down';
export const logOnRefusals: readonly LogOnRefusal[] = [
  ...noServerReasons,
  'queue-full',
  'queue-timeout',
  'tester-down',
];

/** How the wait of a log-on ended: a server took it, none did, its person left. */
export type WaitEnd = 'served' | 'refused' | 'left';
export const waitEnds: readonly WaitEnd[] = ['served', 'refused', 'left'];

/** How exchanges end; the words are those of engine.ts. */
export const endReasons: readonly EndReason[] = [
  'completed',
  'replied',
  'client-gone',
  'connect-failed',
  'upstream-failed',
  'upstream-cut',
  'upstream-timeout',
  'client-timeout',
  'bad-request',
  'tunnel-closed',
];

/** Why we answered ourselves; a status that no engine is known to fail with is `status-other`. */
export const replyReasons = [
  ...noServerReasons,
  'queue-full',
  'queue-timeout',
  'locked',
  'redirect',
  'moved-draining',
  'moved-maintenance',
  'tester-link',
  'tester-forged',
  'tester-expired',
  'tester-down',
  'status-400',
  'status-408',
  'status-413',
  'status-502',
  'status-503',
  'status-504',
  'status-other',
] as const;
export type ReplyReason = (typeof replyReasons)[number];

/** `hit`: its server has it; `miss`: nothing to go by; `moved`: its server cannot have it; `invalid`: forged. */
export type AffinityResult = 'hit' | 'miss' | 'moved' | 'invalid';
export const affinityResults: readonly AffinityResult[] = ['hit', 'miss', 'moved', 'invalid'];

export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'none';
const statusClasses: readonly StatusClass[] = ['1xx', '2xx', '3xx', '4xx', '5xx', 'none'];

export type MethodClass = 'GET' | 'HEAD' | 'POST' | 'other';
const methodClasses: readonly MethodClass[] = ['GET', 'HEAD', 'POST', 'other'];

/** Upper bounds in seconds; one further bucket takes what is longer. Reports take minutes (F3). */
export const durationBoundsSeconds: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300,
];

/** A row of numbers: an array, or memory that threads share. */
export type Row = { [index: number]: number; readonly length: number };

/** `counts[i]` are those up to bound i and above the one before: not cumulative. */
export type Durations = { readonly counts: Row; sumSeconds: number };

/** What counters are made of. */
export type Numbers = {
  /** A record with every label at 0. */
  record<Label extends string>(labels: readonly Label[]): Record<Label, number>;
  row(length: number): Row;
};

export type ServerCounters = {
  readonly logOnDecisions: Record<LogOnReason, number>;
  readonly logOnOutcomes: Record<LogOnOutcome, number>;
  readonly requests: Record<StatusClass, Record<MethodClass, number>>;
  readonly failures: Record<FailureKind, number>;
  /** How often it was taken out because live requests failed. */
  ejections: number;
  /** Sent there and not yet over: how many there are now. */
  inFlight: number;
  readonly total: Durations;
  readonly connect: Durations;
  readonly firstByte: Durations;
};

/** Everything since the start; `servers` holds those of the topology. */
export type TrafficCounters = {
  readonly servers: ReadonlyMap<ServerId, ServerCounters>;
  readonly affinity: Readonly<Record<AffinityResult, number>>;
  /** Log-ons that no server took. */
  readonly logOnRefusals: Readonly<Record<LogOnRefusal, number>>;
  /** How long log-ons waited for a place, of those that had to. */
  readonly logOnWaits: Readonly<Record<WaitEnd, Durations>>;
  /** Answers of our own. */
  readonly replies: Readonly<Record<ReplyReason, number>>;
  readonly ends: Readonly<Record<EndReason, number>>;
};

/** What is counted without regard to a server. */
export type SharedCounters = {
  readonly affinity: Record<AffinityResult, number>;
  readonly logOnRefusals: Record<LogOnRefusal, number>;
  readonly logOnWaits: Record<WaitEnd, Durations>;
  readonly replies: Record<ReplyReason, number>;
  readonly ends: Record<EndReason, number>;
};

/** Numbers of this thread alone. */
const plainNumbers: Numbers = {
  record: zeros,
  row: (length) => Array<number>(length).fill(0),
};

/** All labels there from the beginning, at 0. */
export function createSharedCounters(numbers: Numbers = plainNumbers): SharedCounters {
  return {
    affinity: numbers.record(affinityResults),
    logOnRefusals: numbers.record(logOnRefusals),
    logOnWaits: {
      served: createDurations(numbers),
      refused: createDurations(numbers),
      left: createDurations(numbers),
    },
    replies: numbers.record(replyReasons),
    ends: numbers.record(endReasons),
  };
}

/** The word under which a failure's own page is counted. */
export function replyReasonOf(status: number): ReplyReason {
  return replyReasons.find((reason) => reason === `status-${status}`) ?? 'status-other';
}

/** All labels there from the beginning, at 0. */
export function createServerCounters(numbers: Numbers = plainNumbers): ServerCounters {
  // Assigned to and not spread: a record of shared numbers has accessors.
  return Object.assign(numbers.record(['ejections', 'inFlight'] as const), {
    logOnDecisions: numbers.record(logOnReasons),
    logOnOutcomes: numbers.record(logOnOutcomes),
    requests: Object.fromEntries(
      statusClasses.map((status) => [status, numbers.record(methodClasses)]),
    ) as ServerCounters['requests'],
    failures: numbers.record(failureKinds),
    total: createDurations(numbers),
    connect: createDurations(numbers),
    firstByte: createDurations(numbers),
  });
}

/** A record with every label at 0. */
export function zeros<Label extends string>(labels: readonly Label[]): Record<Label, number> {
  return Object.fromEntries(labels.map((label) => [label, 0])) as Record<Label, number>;
}

/** Counts how long a log-on waited. */
export function countWait(counters: SharedCounters, end: WaitEnd, waitedMs: number): void {
  addDuration(counters.logOnWaits[end], waitedMs);
}

/** Counts one exchange that was sent to a server; its durations are without the `queueMs` that it waited for a place. */
export function countRequest(
  counters: ServerCounters,
  method: string,
  { end, queueMs }: { readonly end: ExchangeEnd; readonly queueMs: number },
): void {
  counters.requests[statusClassOf(end.status)][methodClassOf(method)] += 1;
  const failure = failureOf(end.reason);
  if (failure !== undefined) counters.failures[failure] += 1;
  const add = (durations: Durations, ms: number) => addDuration(durations, Math.max(0, ms - queueMs));
  add(counters.total, end.totalMs);
  if (end.connectMs !== undefined) add(counters.connect, end.connectMs);
  if (end.firstByteMs !== undefined) add(counters.firstByte, end.firstByteMs);
}

function failureOf(reason: EndReason): FailureKind | undefined {
  if (reason === 'upstream-failed') return 'no-answer';
  if (reason === 'upstream-cut') return 'cut';
  return reason === 'upstream-timeout' ? 'silent' : undefined;
}

function createDurations(numbers: Numbers): Durations {
  const counts = numbers.row(durationBoundsSeconds.length + 1);
  return Object.assign(numbers.record(['sumSeconds'] as const), { counts });
}

function addDuration(durations: Durations, ms: number): void {
  const seconds = ms / 1000;
  let index = 0;
  while (index < durationBoundsSeconds.length && seconds > (durationBoundsSeconds[index] ?? 0)) index += 1;
  durations.counts[index] = (durations.counts[index] ?? 0) + 1;
  durations.sumSeconds += seconds;
}

function statusClassOf(status: number): StatusClass {
  if (status < 200) return status >= 100 ? '1xx' : 'none';
  if (status < 300) return '2xx';
  if (status < 400) return '3xx';
  return status < 500 ? '4xx' : '5xx';
}

function methodClassOf(method: string): MethodClass {
  return method === 'GET' || method === 'POST' || method === 'HEAD' ? method : 'other';
}
