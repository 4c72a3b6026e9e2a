// Keeps each role that exists once on one server (F6): looks at all servers now and then, runs moves that were asked for,
// and lets the leader do what rules/own-move.ts says. What is decided stands in rules/.

import type { ServerId } from '../model.ts';
import { type Begun, begin, type MoveWish } from './begin-move.ts';
import { createState, type KeeperState, type RolesKeeperOptions, save } from './keeper-state.ts';
import type { Told } from './kept.ts';
import { goOnWithLeft, type HeardMove, hasLeft, hearMoves } from './left-moves.ts';
import { note } from './look-at-all.ts';
import type { Move, MoveCause, RoleName } from './role.ts';
import { placesOf, type RolesBook, standingNow, toldKey } from './roles-state.ts';
import { ownMove } from './rules/own-move.ts';

export type RolesKeeper = {
  readonly book: RolesBook;
  /** Looks at every server at once. Never rejects. */
  look(): Promise<void>;
  /** Looks first, so that nothing is begun that cannot go on. Resolves when the move has begun. */
  begin(wish: MoveWish): Promise<Begun>;
  moving(role: RoleName): boolean;
  /** A person said how a role stands on a server that nobody sees, or that a server is dead (or not). */
  tell(told: Told): Promise<void>;
  tellDead(server: ServerId, dead: boolean, by: string): Promise<void>;
  /** Called with each step and each end of a move. */
  onMove(listener: (move: Move) => void): () => void;
  /** Another Fairlead tells of moves, in whatever order. Resolves when it is on the disk, with what is news to people. */
  hear(moves: readonly Move[]): Promise<readonly HeardMove[]>;
  start(): void;
  /** Moves under way stay as they are, and go on at the next start. */
  close(): Promise<void>;
};

/** Looks at nothing before `start`, `look` or `begin`. */
export function createRolesKeeper(options: RolesKeeperOptions): RolesKeeper {
  const stop = new AbortController();
  const state = createState(options, stop.signal);
  const { book, running, moves } = state;
  let timer: NodeJS.Timeout | undefined;
  let turning: Promise<void> | undefined;
  const turn = async () => {
    await state.look();
    if (stop.signal.aborted) return;
    await countScripts(state);
    await goOnWithLeft(state);
    await doOwn(state);
    await save(state);
  };
  const again = async () => {
    turning = turn().catch((error: Error) => options.onProblem(error));
    await turning;
    rest(options.times().lookMs);
  };
  const rest = (leftMs: number) => {
    if (stop.signal.aborted) return;
    const next = () => (leftMs <= soonMs || hasLeft(state) ? void again() : rest(leftMs - soonMs));
    timer = setTimeout(next, Math.min(leftMs, soonMs));
  };
  // Whoever leads next may look before a command of ours is over.
  const stopLead = options.onLead((leads) => {
    if (!leads) for (const each of running.values()) each.stop.abort();
  });
  return {
    book,
    look: state.look,
    begin: (wish) => begin(state, wish),
    moving: (role) => running.has(role),
    async tell(told) {
      book.told.set(toldKey(told.role, told.server), told);
      note(book, options);
      await save(state);
    },
    async tellDead(server, dead, by) {
      if (dead) book.dead.set(server, { by, atMs: options.nowMs() });
      else book.dead.delete(server);
      note(book, options);
      await save(state);
    },
    onMove: moves.add,
    hear: (told) => hearMoves(state, told),
    start: () => void again(),
    async close() {
      stop.abort();
      stopLead();
      clearTimeout(timer);
      await turning;
      await Promise.all([...running.values()].map(({ ended }) => ended));
      await options.store.settled();
    },
  };
}

/** How often is asked between two looks whether something is to be gone on with, which costs nothing. */
const soonMs = 1_000;

async function countScripts(state: KeeperState): Promise<void> {
  const { book, nowMs, times } = state;
  const dtls = state.roles().some(({ name }) => name === 'dtls');
  const due = state.countedAtMs === undefined || nowMs() - state.countedAtMs >= times().countScriptsMs;
  if (!dtls || !due) return;
  state.countedAtMs = nowMs();
  book.detachedScripts = await state.countScripts();
}

async function doOwn(state: KeeperState): Promise<void> {
  const { book, running, mayAct, nowMs, times } = state;
  for (const role of state.roles()) {
    if (!mayAct() || running.has(role.name)) continue;
    const lastOn = book.known.get(role.name)?.on;
    const last = book.moves.get(role.name);
    if (last !== undefined && last.end === undefined) continue;
    const wish = ownMove(
      {
        role,
        lastOn,
        standing: standingNow(role, book, state),
        places: placesOf(role, book, state),
        deadSinceMs: lastOn === undefined ? undefined : book.deadSince.get(lastOn),
        movedAtMs: last?.end?.atMs ?? book.known.get(role.name)?.sinceMs,
        nowMs: nowMs(),
      },
      times(),
    );
    if (wish === undefined || hasJustFailed(last, wish.cause, nowMs())) continue;
    await begin(state, { role, by: 'fairlead', ...wish });
  }
}

/** What failed is not tried again at every look. */
function hasJustFailed(last: Move | undefined, cause: MoveCause, nowMs: number): boolean {
  if (last?.end === undefined || last.cause !== cause || last.end.outcome === 'moved') return false;
  return nowMs - last.end.atMs < afterFailureMs;
}

const afterFailureMs = 600_000;
