// How traffic ends: first others are told to look elsewhere, then nobody new is taken, then what runs may finish.

import type { Engine } from '../balancer/engine.ts';
import { pause } from '../cluster/pause.ts';
import type { Logger } from './parts.ts';

export type DrainOptions = {
  /** How long it goes on serving while readiness says no. */
  readonly drainDelayMs: number;
  /** How long running requests may take from then on. */
  readonly closeGraceMs: number;
  /** Aborted: both times are over. */
  readonly cut: AbortSignal;
  readonly logger: Logger;
};

/** A closed engine is waited for no longer than this once it was cut. */
const farewellMs = 2000;

/** Resolves when no connection is left. */
export async function drainEngine(engine: Engine, options: DrainOptions): Promise<void> {
  const { drainDelayMs, closeGraceMs, cut, logger } = options;
  if (drainDelayMs > 0 && !cut.aborted) {
    logger.info({ drainDelayMs }, 'stopping: not ready any more, still serving');
    await aborted(cut, drainDelayMs);
  }
  logger.info({ graceMs: closeGraceMs }, 'stopping: nobody new is taken, running requests may finish');
  const closed = engine.close(cut.aborted ? 0 : closeGraceMs);
  await Promise.race([closed, aborted(cut)]);
  if (!cut.aborted) return;
  logger.warn({}, 'stopping at once: running requests are cut');
  await Promise.race([
    Promise.all([closed, engine.close(0)]),
    aborted(new AbortController().signal, farewellMs),
  ]);
}

/** Resolves when `signal` is aborted, or after `limitMs`; its timer keeps no process alive. */
async function aborted(signal: AbortSignal, limitMs = 2_147_483_647): Promise<void> {
  await pause(limitMs, signal, { ref: false });
}
