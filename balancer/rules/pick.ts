// The server with the fewest logged-on users for its weight. Nothing here knows why somebody asks.

import type { AdminState, Health } from '../../cluster/model.ts';

/** What a choice looks at. */
export type Candidate = {
  readonly admin: AdminState['state'];
  readonly health: Health['state'];
  /** Users there, log-ons under way included. */
  readonly users: number;
  /** Whole number, see `wholeWeight`. */
  readonly weight: number;
  readonly maxUsers: number | undefined;
  /** Somebody prepares it: it gets a log-on only where no other server can take it. */
  readonly warming?: boolean;
};

/** `log-on` keeps caps and drains; `any` is for requests that make no session and must be answered by somebody. */
export type Purpose = 'log-on' | 'any';

/** Why there is no server; closed set. `all-draining`: a person or a run took every server out of service. */
export type NoServer = 'no-server' | 'all-down' | 'all-draining' | 'all-full';

export const noServerReasons: readonly NoServer[] = ['no-server', 'all-down', 'all-draining', 'all-full'];

export type Picked<C extends Candidate> =
  | { readonly kind: 'picked'; readonly candidate: C }
  | { readonly kind: 'none'; readonly because: NoServer };

/**
 * Whether another log-on may go to a server now. `soon`: no, but its log-ons are quick, so it is worth waiting for;
 * `closed`: no, and it is passed over.
 */
export type GateState = 'open' | 'soon' | 'closed';

/** `busy`: there are servers for it, but not just now. */
export type PickedNow<C extends Candidate> =
  | Picked<C>
  /** The server with the fewest users was passed over; this one is next. */
  | { readonly kind: 'next-free'; readonly candidate: C }
  | { readonly kind: 'busy' };

/**
 * Weights as thousandths. Shares such as 0.1 and 0.3 have no exact binary form, and a tie decided by rounding
 * would break list order.
 */
export function wholeWeight(weight: number): number {
  return Math.max(1, Math.round(weight * 1000));
}

/**
 * Lowest `(users + 1) / weight`; a tie goes to the first in list order (F2: the vendor's example). `tried` are
 * servers a connection could not be made to. A server that was never checked, or has only begun to answer again,
 * is taken only where no server is known to be up.
 */
export function pick<C extends Candidate>(
  candidates: readonly C[],
  tried: readonly C[],
  purpose: Purpose,
): Picked<C> {
  let best: C | undefined;
  let bestRank = unusable;
  for (const candidate of candidates) {
    const rank = tried.includes(candidate) ? unusable : rankOf(candidate, purpose);
    if (rank === unusable || rank > bestRank) continue;
    if (best === undefined || rank < bestRank || lessBusy(candidate, best)) {
      best = candidate;
      bestRank = rank;
    }
  }
  if (best !== undefined) return { kind: 'picked', candidate: best };
  return { kind: 'none', because: whyNone(candidates, tried) };
}

/**
 * The list as ties are decided: from the server at `share` (0 to 1) of it on. Fairleads that decide at the same moment
 * begin at different servers, so that they do not all take the same one.
 */
export function fromShare<C>(list: readonly C[], share: number): readonly C[] {
  const start = Math.floor(list.length * share);
  return start === 0 ? list : [...list.slice(start), ...list.slice(0, start)];
}

/** How a log-on is let in: the gates, and how many users more than the one worth waiting for a server may have. */
export type Admission<C extends Candidate> = {
  readonly gateOf: (candidate: C) => GateState;
  readonly tolerance: number;
};

/**
 * As `pick` for a log-on, but only to a server whose gate is open. Those that are only taken where no other is known to
 * be up are no way out of a queue.
 */
export function pickOpen<C extends Candidate>(
  candidates: readonly C[],
  tried: readonly C[],
  { gateOf, tolerance }: Admission<C>,
): PickedNow<C> {
  const first = pick(candidates, tried, 'log-on');
  if (first.kind === 'none') return first;
  const rank = rankOf(first.candidate, 'log-on');
  let left = candidates.filter((each) => rankOf(each, 'log-on') === rank);
  let awaited: C | undefined;
  for (let picked: Picked<C> = first; picked.kind === 'picked'; picked = pick(left, tried, 'log-on')) {
    const { candidate } = picked;
    // Waiting is for the sake of the fewest users: one that is hardly busier is as good.
    if (awaited !== undefined && lessBusy(awaited, candidate, tolerance)) break;
    const gate = gateOf(candidate);
    if (gate === 'open')
      return lessBusy(first.candidate, candidate) ? { kind: 'next-free', candidate } : picked;
    if (gate === 'soon') awaited ??= candidate;
    left = left.filter((each) => each !== candidate);
  }
  return { kind: 'busy' };
}

/** True where a log-on may go there, its cap aside. */
export function takesLogOns(candidate: Candidate): boolean {
  return candidate.admin === 'in-service' && candidate.health !== 'down';
}

/** True where the sessions a server has still go to it: draining keeps them; maintenance and down do not. */
export function keepsSessions(candidate: Candidate): boolean {
  return candidate.admin !== 'maintenance' && candidate.health !== 'down';
}

const unusable = 9;

/** Lower is better: health first (known up, never checked, coming back), then whether it is in service. */
function rankOf(candidate: Candidate, purpose: Purpose): number {
  if (!keepsSessions(candidate)) return unusable;
  const health = healthRank(candidate.health);
  const spared = candidate.admin !== 'in-service' || candidate.warming === true;
  if (purpose === 'any') return spared ? 3 + health : health;
  if (!takesLogOns(candidate) || isFull(candidate)) return unusable;
  return candidate.warming === true ? 3 + health : health;
}

function healthRank(health: Health['state']): number {
  switch (health) {
    case 'up':
    case 'going-down':
      return 0;
    case 'unknown':
      return 1;
    case 'going-up':
      return 2;
    case 'down':
      return unusable;
  }
}

function isFull(candidate: Candidate): boolean {
  return candidate.maxUsers !== undefined && candidate.users >= candidate.maxUsers;
}

/** Compares by cross multiplication: whole numbers, so no rounding. `more` users are added to the left one. */
function lessBusy(left: Candidate, right: Candidate, more = 0): boolean {
  return (left.users + more + 1) * right.weight < (right.users + 1) * left.weight;
}

function whyNone<C extends Candidate>(candidates: readonly C[], tried: readonly C[]): NoServer {
  if (candidates.length === 0) return 'no-server';
  const inService = candidates.filter((candidate) => candidate.admin === 'in-service');
  if (inService.length === 0) return 'all-draining';
  const healthy = inService.filter((candidate) => candidate.health !== 'down' && !tried.includes(candidate));
  return healthy.length === 0 ? 'all-down' : 'all-full';
}
