// Does the steps of a plan in order, one after another, and stops at the first fault. Before each it is asked whether
// this Fairlead may still act.

import { doStep } from './copy-file.ts';
import type { FilesDoor, Reached } from './model.ts';
import type { SyncStep } from './rules/sync-plan.ts';

export type SyncWorld = {
  /** Names the folder of backups of this run. */
  readonly run: string;
  readonly masterDoor: (step: SyncStep) => FilesDoor | undefined;
  readonly targetDoor: (step: SyncStep) => FilesDoor | undefined;
  readonly mayAct: () => boolean;
  readonly onBegin: (step: SyncStep) => void;
  /** Resolves when it is recorded; the next step waits for that. */
  readonly onEnd: (step: SyncStep, end: Reached<undefined>) => Promise<void>;
  readonly signal: AbortSignal;
};

export type SyncEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly step: SyncStep; readonly text: string; readonly mend: string }
  | { readonly kind: 'stopped'; readonly because: 'not-leader' | 'cancelled' };

/** Rejects only where a step could not be recorded. */
export async function runSync(steps: readonly SyncStep[], world: SyncWorld): Promise<SyncEnd> {
  for (const step of steps) {
    if (world.signal.aborted) return { kind: 'stopped', because: 'cancelled' };
    if (!world.mayAct()) return { kind: 'stopped', because: 'not-leader' };
    world.onBegin(step);
    const end = await attempt(step, world);
    await world.onEnd(step, end);
    if (!end.ok) return { kind: 'failed', step, text: end.text, mend: end.mend };
  }
  return { kind: 'done' };
}

async function attempt(step: SyncStep, world: SyncWorld): Promise<Reached<undefined>> {
  const [master, target] = [world.masterDoor(step), world.targetDoor(step)];
  if (master === undefined || target === undefined) {
    const text = `There is no way to the files of ${step.server.name} any more.`;
    return { ok: false, text, mend: 'See that SSH or the share is configured, then look again.' };
  }
  return doStep(step, { master, target }, world.run, world.signal);
}
