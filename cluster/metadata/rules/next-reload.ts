// Which servers load their metadata anew now, or why none does (F5). Asked again after everything that happens. Pure.
// What must stay true: never more at once than allowed or than the database has connections for, and log-ons always
// have `minServing` servers, unless a person said that this does not matter now.

import type { ServerId } from '../../model.ts';
import type { Standing } from './standing.ts';

export type ReloadAttempt =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly tries: number; readonly retryAtMs: number };

export type ReloadServer = {
  readonly id: ServerId;
  /** True where it takes log-ons now. */
  readonly serving: boolean;
  /** True where it answers at all. */
  readonly up: boolean;
  readonly standing: Standing;
  /** A person asked for it; `forced`: whatever that leaves serving. */
  readonly asked: 'no' | 'asked' | 'forced';
  /** `person`: Fairlead cannot ask this server. */
  readonly by: 'itself' | 'person';
  readonly attempt: ReloadAttempt;
  /** Connections to the database that it may open beyond those it has. */
  readonly moreConnections: number;
};

export type ReloadInput = {
  readonly servers: readonly ReloadServer[];
  readonly mode: 'auto' | 'approval';
  readonly leader: boolean;
  readonly nowMs: number;
  /** Until then a change may be followed by another one. */
  readonly quietUntilMs: number;
  readonly atOnce: number;
  readonly tries: number;
  readonly minServing: number;
  /** Undefined: cannot be known, so one server at a time. */
  readonly freeConnections: number | undefined;
};

/** Closed set. */
export type WaitReason =
  | 'not-leader'
  | 'running'
  | 'quiet'
  | 'retry'
  | 'failed'
  | 'approval'
  | 'by-hand'
  | 'server-down'
  | 'budget'
  | 'min-serving';

export type NextReload =
  | { readonly kind: 'reload'; readonly servers: readonly ServerId[] }
  | { readonly kind: 'wait'; readonly because: WaitReason; readonly untilMs?: number }
  | { readonly kind: 'done' }
  /** Nothing is known to be stale, and not everything to be fresh. */
  | { readonly kind: 'unknown' };

/** The next thing to do. */
export function nextReload(input: ReloadInput): NextReload {
  const running = input.servers.filter((server) => server.attempt.kind === 'running');
  const wanting = input.servers.filter(
    (server) =>
      server.attempt.kind !== 'running' && (server.asked !== 'no' || server.standing.kind === 'stale'),
  );
  if (wanting.length === 0) {
    if (running.length > 0) return wait('running');
    return { kind: input.servers.some((server) => server.standing.kind === 'unknown') ? 'unknown' : 'done' };
  }
  const candidates = wanting.filter((server) => holdsBack(server, input) === undefined);
  const [first] = candidates;
  if (first === undefined) return running.length > 0 ? wait('running') : whyNone(wanting, input);
  if (!input.leader) return wait('not-leader');
  const chosen = withinLimits(candidates, running, input);
  if (chosen.length > 0) return { kind: 'reload', servers: chosen.map((server) => server.id) };
  if (running.length > 0) return wait('running');
  return wait(fitsBudget([first], input) ? 'min-serving' : 'budget');
}

type HeldBack = Extract<NextReload, { readonly kind: 'wait' }>;

/** Why this server is not to be asked now, whatever the others do; undefined where it may be. */
function holdsBack(server: ReloadServer, input: ReloadInput): HeldBack | undefined {
  if (server.by === 'person') return wait('by-hand');
  if (!server.up) return wait('server-down');
  if (server.asked !== 'no') return undefined;
  if (input.mode === 'approval') return wait('approval');
  if (input.nowMs < input.quietUntilMs) return wait('quiet', input.quietUntilMs);
  return holdsBackFailed(server.attempt, input) ?? holdsBackOthers(server, input);
}

function holdsBackFailed(attempt: ReloadAttempt, { tries, nowMs }: ReloadInput): HeldBack | undefined {
  if (attempt.kind !== 'failed') return undefined;
  if (attempt.tries >= tries) return wait('failed');
  return nowMs < attempt.retryAtMs ? wait('retry', attempt.retryAtMs) : undefined;
}

/** What failed on one server may well harm the next: first the one that failed. */
function holdsBackOthers(server: ReloadServer, { servers, tries }: ReloadInput): HeldBack | undefined {
  if (server.attempt.kind === 'failed') return undefined;
  for (const { attempt } of servers) {
    if (attempt.kind !== 'failed') continue;
    return attempt.tries >= tries ? wait('failed') : wait('retry', attempt.retryAtMs);
  }
  return undefined;
}

/** The most telling reason: what a person must do before what time will do. */
const telling: readonly WaitReason[] = ['failed', 'retry', 'quiet', 'approval', 'by-hand', 'server-down'];

function whyNone(wanting: readonly ReloadServer[], input: ReloadInput): NextReload {
  const reasons = wanting.flatMap((server) => holdsBack(server, input) ?? []);
  const told = telling.flatMap((word) => reasons.find((reason) => reason.because === word) ?? []);
  return told[0] ?? wait('failed');
}

/** As many as all limits allow, in list order; those whose reload takes nothing from users first. */
function withinLimits(
  candidates: readonly ReloadServer[],
  running: readonly ReloadServer[],
  input: ReloadInput,
): readonly ReloadServer[] {
  const busy = [...running];
  const order = [...candidates].sort((one, other) => Number(one.serving) - Number(other.serving));
  for (const server of order) {
    const all = [...busy, server];
    if (all.length <= mostAtOnce(input) && fitsBudget(all, input) && leavesEnough(server, all, input))
      busy.push(server);
  }
  return busy.slice(running.length);
}

const mostAtOnce = ({ atOnce, freeConnections }: ReloadInput) => (freeConnections === undefined ? 1 : atOnce);

function fitsBudget(busy: readonly ReloadServer[], { freeConnections }: ReloadInput): boolean {
  if (freeConnections === undefined) return true;
  return busy.reduce((sum, server) => sum + server.moreConnections, 0) <= freeConnections;
}

/** A server that takes no log-ons anyway takes none away. */
function leavesEnough(server: ReloadServer, busy: readonly ReloadServer[], input: ReloadInput): boolean {
  if (!server.serving || server.asked === 'forced') return true;
  const serving = input.servers.filter((each) => each.serving && !busy.includes(each));
  return serving.length >= input.minServing;
}

const wait = (because: WaitReason, untilMs?: number): HeldBack =>
  untilMs === undefined ? { kind: 'wait', because } : { kind: 'wait', because, untilMs };
