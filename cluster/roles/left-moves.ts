// Moves that this Fairlead does not run: what others tell of them is written down, and the leader goes on with those that
// somebody left in the middle. What is decided stands in rules/heard-move.ts and rules/left-move.ts.

import { run } from './begin-move.ts';
import { type KeeperState, keep, save } from './keeper-state.ts';
import type { Move } from './role.ts';
import { standingNow } from './roles-state.ts';
import { hearMove, type MoveNews } from './rules/heard-move.ts';
import { type LeftStep, leftStep } from './rules/left-move.ts';

export type HeardMove = { readonly move: Move; readonly news: MoveNews };

/** Resolves with what people should hear of, when it is on the disk. */
export async function hearMoves(state: KeeperState, told: readonly Move[]): Promise<readonly HeardMove[]> {
  const news = told.flatMap((each) => hearOne(state, each));
  if (told.length > 0) await save(state);
  return news;
}

function hearOne(state: KeeperState, told: Move): readonly HeardMove[] {
  const { book, running, mayAct } = state;
  const mine = running.get(told.role);
  const runsHere = mine !== undefined && !mine.stop.signal.aborted;
  const heard = hearMove({ own: book.moves.get(told.role), told, runsHere, leads: mayAct() });
  switch (heard.kind) {
    case 'pass-over':
      return [];
    case 'overrule':
      book.moves.set(told.role, heard.move);
      // Nobody waits for it: whoever told this waits for our answer.
      state.tellOthers(heard.move).catch(state.onProblem);
      return [];
    case 'keep':
      book.moves.set(told.role, heard.move);
      if (heard.stops) mine?.stop.abort();
      return heard.news === undefined ? [] : [{ move: heard.move, news: heard.news }];
  }
}

/** Whether something is to be gone on with now. */
export function hasLeft(state: KeeperState): boolean {
  return [...state.book.moves.values()].some((move) => stepOf(state, move).kind !== 'leave');
}

/** Goes on with what was left, from what is seen now. */
export async function goOnWithLeft(state: KeeperState): Promise<void> {
  const { book, fence, nowMs } = state;
  for (const move of book.moves.values()) {
    const step = stepOf(state, move);
    const atMs = nowMs();
    switch (step.kind) {
      case 'leave':
        break;
      case 'give-up':
        await keep(state, { ...move, end: { atMs, outcome: 'given-up', text: step.because } }, fence());
        break;
      case 'go-on': {
        const deed = { atMs, ok: true, text: `taken over: ${step.because}` };
        void run(state, { ...move, beganAtMs: atMs, deeds: [...move.deeds, deed] });
        break;
      }
    }
  }
}

function stepOf(state: KeeperState, move: Move): LeftStep {
  const { book, running, mayAct, fence, heardOthers, nowMs, times } = state;
  if (running.has(move.role)) return { kind: 'leave', because: 'it-is-over' };
  const role = state.roles().find(({ name }) => name === move.role);
  return leftStep({
    move,
    leads: mayAct(),
    fence: fence(),
    heardOthers: heardOthers(),
    standing: role && standingNow(role, book, state),
    nowMs: nowMs(),
    moveTimeoutMs: times().moveTimeoutMs,
  });
}
