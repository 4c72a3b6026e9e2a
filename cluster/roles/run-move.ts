// Runs one move: look, name the next step, do it, write it down, look again. What the next step is stands in
// rules/next-step.ts; killed at any point and asked again, it goes on from what it sees.

import type { ServerId } from '../model.ts';
import type { Move, MoveDeed, MoveEnd, Role } from './role.ts';
import { type MoveSight, type MoveStep, nextMoveStep } from './rules/next-step.ts';

/** What one step came to. */
export type StepDone = { readonly ok: boolean; readonly text: string };

export type MoveWorld = {
  /** Undefined where it is not watched any more. */
  readonly role: () => Role | undefined;
  /** Looks at every server; resolves when that is done, whatever was seen. */
  readonly look: () => Promise<void>;
  readonly sights: (role: Role) => MoveSight['sights'];
  readonly nameOf: (server: ServerId) => string;
  readonly start: (role: Role, on: ServerId) => Promise<StepDone>;
  readonly stop: (role: Role, on: ServerId) => Promise<StepDone>;
  readonly write: (role: Role, on: ServerId) => Promise<StepDone>;
  readonly refresh: () => Promise<StepDone>;
  /** Asked again before every step. */
  readonly mayAct: () => boolean;
  readonly limits: () => { readonly tries: number; readonly moveTimeoutMs: number; readonly againMs: number };
  /** Keeps the move as it is now; resolves when it is on the disk. */
  readonly keep: (move: Move) => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
};

type Step = Exclude<MoveStep, { readonly kind: 'end' }>;

/** Resolves with the move as it ended; without an end where it was stopped or does not lead any more: whoever leads goes on. */
export async function runMove(begun: Move, world: MoveWorld, signal: AbortSignal): Promise<Move> {
  let move = begun;
  let failures = 0;
  while (!signal.aborted) {
    const step = await nextStep(move, world);
    if (signal.aborted || step === 'not-leading') break;
    if (step.kind === 'end') return finish(move, world, step.outcome, step.because);
    if (failures >= world.limits().tries) return finish(move, world, 'failed', lastText(move));
    const { next, ok } = await take(move, step, world);
    // Stopped in the middle: what it did is seen at the next start.
    if (signal.aborted) break;
    failures = ok || step.kind === 'start' ? 0 : failures + 1;
    move = next;
    await world.keep(move);
    if (!ok || step.kind === 'wait') await world.pause(world.limits().againMs);
  }
  return move;
}

type NextStep =
  | Step
  | { readonly kind: 'end'; readonly outcome: MoveEnd['outcome']; readonly because: string };

/** Who does not lead writes nothing either: that it ended is for the leader to say. */
async function nextStep(move: Move, world: MoveWorld): Promise<NextStep | 'not-leading'> {
  await world.look();
  if (!world.mayAct()) return 'not-leading';
  const role = world.role();
  if (role === undefined) return { kind: 'end', outcome: 'given-up', because: 'it is not watched any more' };
  const { tries, moveTimeoutMs } = world.limits();
  const step = nextMoveStep({
    move,
    means: role.means,
    sights: world.sights(role),
    nameOf: world.nameOf,
    tries,
  });
  if (step.kind === 'end') return step;
  const late = world.nowMs() - move.beganAtMs > moveTimeoutMs;
  if (late) return { kind: 'end', outcome: 'given-up', because: `it took too long; then: ${step.because}` };
  return step;
}

async function take(move: Move, step: Step, world: MoveWorld): Promise<{ next: Move; ok: boolean }> {
  const role = world.role();
  if (role === undefined) return { next: move, ok: false };
  const told = (done: StepDone, text: string, change: Partial<Move> = {}) => {
    const deed = { atMs: world.nowMs(), ok: done.ok, text: `${text}: ${done.text}` };
    return { next: { ...move, ...change, deeds: [...move.deeds, deed].slice(-mostDeeds) }, ok: done.ok };
  };
  switch (step.kind) {
    case 'stop':
      return told(await world.stop(role, step.on), `stop on ${world.nameOf(step.on)}, since ${step.because}`);
    case 'start': {
      const done = await world.start(role, step.on);
      const failedStarts = done.ok ? move.failedStarts : move.failedStarts + 1;
      return told(done, `start on ${world.nameOf(step.on)}, since ${step.because}`, { failedStarts });
    }
    case 'write': {
      const done = await world.write(role, step.on);
      const change = done.ok ? { refreshSinceMs: world.nowMs() } : {};
      return told(done, `write ${world.nameOf(step.on)}, since ${step.because}`, change);
    }
    case 'refresh':
      return told(await world.refresh(), 'tell the servers', { refreshSinceMs: undefined });
    case 'turn-back':
      return told({ ok: true, text: step.because }, 'turn back', { heading: 'back', failedStarts: 0 });
    case 'wait':
      // Many looks alike are one line.
      return move.deeds.at(-1)?.text.endsWith(step.because)
        ? { next: move, ok: true }
        : told({ ok: true, text: step.because }, 'wait');
  }
}

/** More than any move takes, so that one that waits does not grow without end. */
const mostDeeds = 40;

async function finish(
  move: Move,
  world: MoveWorld,
  outcome: MoveEnd['outcome'],
  because: string,
): Promise<Move> {
  const ended = { ...move, end: { atMs: world.nowMs(), outcome, text: because } };
  await world.keep(ended);
  return ended;
}

function lastText({ deeds }: Move): string {
  const last: MoveDeed | undefined = deeds.at(-1);
  return last === undefined ? 'nothing could be done' : last.text;
}
