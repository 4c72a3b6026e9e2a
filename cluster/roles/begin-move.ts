// How a move begins: never two of one role at once, and none that could not go on.

import type { ServerId } from '../model.ts';
import { type KeeperState, keep } from './keeper-state.ts';
import { moveWorld } from './move-world.ts';
import type { Move, MoveCause, Role } from './role.ts';
import { nameOf, sightsOf, standingNow } from './roles-state.ts';
import { nextMoveStep } from './rules/next-step.ts';
import { runMove } from './run-move.ts';

export type MoveWish = {
  readonly role: Role;
  readonly to: ServerId;
  readonly by: string;
  readonly why: string;
  readonly cause: MoveCause;
};

/** `already`: it is there and nowhere else. `refused` with what stands in the way, seen just now. */
export type Begun =
  | { readonly kind: 'begun'; readonly move: Move; readonly ended: Promise<Move> }
  | { readonly kind: 'already' }
  | { readonly kind: 'under-way'; readonly move: Move }
  | { readonly kind: 'refused'; readonly because: string };

/** Begins at once, or goes on where one was left. It ends without an end when this Fairlead ceases to lead. */
export function run(state: KeeperState, move: Move): Promise<Move> {
  const stop = new AbortController();
  const signal = AbortSignal.any([state.signal, stop.signal]);
  const fence = state.fence();
  const own = {
    name: move.role,
    signal,
    mayAct: () => state.mayAct() && state.fence() === fence,
    // Somebody else may have written meanwhile.
    keep: async (next: Move) => (signal.aborted ? undefined : keep(state, next, fence)),
  };
  const work = async () => {
    await own.keep(move);
    return runMove(move, moveWorld(state, own), signal);
  };
  const ended = work().finally(() => state.running.delete(move.role));
  state.running.set(move.role, { ended, stop, fence });
  ended.catch(state.onProblem);
  return ended;
}

/** Looks first. */
export async function begin(state: KeeperState, wish: MoveWish): Promise<Begun> {
  const { role } = wish;
  // One that nobody runs just now was left by another leader, and is gone on with at the next look.
  const underWay = () => {
    const last = state.book.moves.get(role.name);
    return last?.end === undefined || state.running.has(role.name) ? last : undefined;
  };
  const before = underWay();
  if (before !== undefined) return { kind: 'under-way', move: before };
  await state.look();
  const move = moveOf(state, wish);
  const first = nextMoveStep({
    move,
    means: role.means,
    sights: sightsOf(role, state.book, state),
    nameOf: (id) => nameOf(state, id),
    tries: state.times().tries,
  });
  if (first.kind === 'end' && first.outcome === 'moved') return { kind: 'already' };
  if (first.kind === 'end' || first.kind === 'wait' || first.kind === 'turn-back')
    return { kind: 'refused', because: first.because };
  if (!state.mayAct()) return { kind: 'refused', because: 'this Fairlead does not lead any more' };
  const meanwhile = underWay();
  if (meanwhile !== undefined) return { kind: 'under-way', move: meanwhile };
  return { kind: 'begun', move, ended: run(state, move) };
}

function moveOf(state: KeeperState, { role, to, by, why, cause }: MoveWish): Move {
  const standing = standingNow(role, state.book, state);
  return {
    role: role.name,
    from: standing.kind === 'one' ? standing.on : undefined,
    to,
    by,
    why,
    cause,
    beganAtMs: state.nowMs(),
    fence: state.fence(),
    version: { fence: state.fence(), number: 0 },
    heading: 'there',
    failedStarts: 0,
    refreshSinceMs: undefined,
    deeds: [],
    end: undefined,
  };
}
