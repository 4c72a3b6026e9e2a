// What the keeper of roles stands on, and how a move begins: never two of one role at once, and none that could not go on.

import { createListeners, type Listeners } from '../listeners.ts';
import type { Server, ServerId } from '../model.ts';
import type { RemoteRunner } from '../remote/command.ts';
import { lookAtAll } from './look-at-all.ts';
import { moveWorld } from './move-world.ts';
import type { Move, MoveCause, Role, RoleName } from './role.ts';
import {
  createBook,
  keptOf,
  nameOf,
  type RolesBook,
  type RolesWorld,
  sightsOf,
  standingNow,
} from './roles-state.ts';
import type { RolesStore } from './roles-store.ts';
import { nextVersion } from './rules/move-version.ts';
import { nextMoveStep } from './rules/next-step.ts';
import type { OwnTimes } from './rules/own-move.ts';
import { runMove, type StepDone } from './run-move.ts';

export type RoleTimes = OwnTimes & {
  readonly lookMs: number;
  readonly waitMs: number;
  readonly tries: number;
  readonly moveTimeoutMs: number;
  readonly countScriptsMs: number;
};

export type RolesKeeperOptions = RolesWorld & {
  readonly store: RolesStore;
  /** Over SSH; and by hand, for servers without it. */
  readonly runner: RemoteRunner;
  readonly byHand: RemoteRunner;
  readonly times: () => RoleTimes;
  /** Gives the parameter the server's name, and reads it back. */
  readonly writeParameter: (role: Role, server: Server) => Promise<StepDone>;
  /** Has the servers load it. */
  readonly refresh: () => Promise<StepDone>;
  /** Undefined where the database does not tell. */
  readonly countScripts: () => Promise<number | undefined>;
  readonly mayAct: () => boolean;
  readonly fence: () => number;
  /** Called when it begins or ceases to lead; returns the way to stop. */
  readonly onLead: (listener: (leads: boolean) => void) => () => void;
  /** False while another Fairlead may know more of moves than is known here. */
  readonly heardOthers: () => boolean;
  /** Tells the others; resolves when those that can be reached know it. Never rejects. */
  readonly tellOthers: (move: Move) => Promise<void>;
  readonly onProblem: (problem: Error) => void;
};

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

/** A move that is run here. `stop`: what it does is cut, and it writes nothing any more. */
export type MoveRun = {
  readonly ended: Promise<Move>;
  readonly stop: AbortController;
  readonly fence: number;
};

export type KeeperState = RolesKeeperOptions & {
  readonly book: RolesBook;
  readonly running: Map<RoleName, MoveRun>;
  readonly moves: Listeners<[Move]>;
  readonly look: () => Promise<void>;
  readonly signal: AbortSignal;
  countedAtMs: number | undefined;
};

export function createState(options: RolesKeeperOptions, signal: AbortSignal): KeeperState {
  const book = createBook(options.store.kept);
  let looking: Promise<void> | undefined;
  // A look that began before something was done does not show it: whoever asks meanwhile gets the next one.
  const look = async () => {
    await looking;
    looking ??= lookAtAll(book, options, options.runner, signal).finally(() => {
      looking = undefined;
    });
    await looking;
  };
  const moves = createListeners<[Move]>(options.onProblem);
  return { ...options, book, running: new Map(), moves, look, signal, countedAtMs: undefined };
}

export async function save({ store, book, onProblem }: KeeperState): Promise<void> {
  await store.write(keptOf(book)).catch(onProblem);
}

/** On the disk first, then told: before the first step of a move the others know of it, and could go on with it. */
export async function keep(state: KeeperState, written: Move, fence: number): Promise<void> {
  const before = state.book.moves.get(written.role);
  const move = { ...written, version: nextVersion(before?.version, fence) };
  state.book.moves.set(move.role, move);
  await save(state);
  state.moves.tell(move);
  await state.tellOthers(move);
}

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
