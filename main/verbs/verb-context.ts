// What every verb is given, and how it learns that it is to stop.

import type { Terminal } from '../../admin/cli/terminal.ts';
import type { ProcessSignals } from './process-signals.ts';

export type VerbContext = {
  readonly terminal: Terminal;
  /** Aborted when a service manager asks the process to end. */
  readonly terminated: AbortSignal;
  /** Those of this process, if not said otherwise. */
  readonly signals?: ProcessSignals;
};

/** Resolves when somebody asks to stop: Ctrl-C, or the service manager. */
export async function stopAsked({ terminal, terminated }: VerbContext): Promise<void> {
  const stop = AbortSignal.any([terminal.interrupted, terminated]);
  if (stop.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  stop.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
