// What the keeper of roles stands on, and how a move is written down: on the disk first, then told.

import { createListeners, type Listeners } from '../listeners.ts';
import type { Server } from '../model.ts';
import type { RemoteRunner } from '../remote/command.ts';
import { lookAtAll } from './look-at-all.ts';
import type { Move, Role, RoleName } from './role.ts';
import { createBook, keptOf, type RolesBook, type RolesWorld } from './roles-state.ts';
import type { RolesStore } from './roles-store.ts';
import { nextVersion } from './rules/move-version.ts';
import type { OwnTimes } from './rules/own-move.ts';
import type { StepDone } from './run-move.ts';

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
