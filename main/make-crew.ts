// Makes the workers a configuration asks for. The workers themselves are in balancer/workers/, what each thread runs is
// worker-thread.ts.

import type { Engine, EngineOptions } from '../balancer/engine.ts';
import type { Traffic } from '../balancer/traffic-contract.ts';
import type { Crew } from '../balancer/workers/crew.ts';
import { WorkerError } from '../balancer/workers/errors.ts';
import type { LogSettings } from '../balancer/workers/protocol.ts';
import type { WorkerView } from '../balancer/workers/rules/notices.ts';
import type { Configuration } from '../config/schema.ts';
import type { Current, ProductOptions } from './parts.ts';

const threadFile = new URL('./worker-thread.ts', import.meta.url);

export type CrewParts = Pick<EngineOptions, 'limits' | 'tls' | 'upstreamCa'> & {
  readonly current: Current;
  readonly traffic: Traffic;
};

/** Undefined where this thread alone carries the traffic. */
export async function makeCrew(
  { logger, nowMs }: Pick<ProductOptions, 'logger' | 'nowMs'>,
  { current, traffic, ...parts }: CrewParts,
): Promise<Crew | undefined> {
  const { workers, engine } = current.configuration.traffic;
  if (workers === 1) return undefined;
  // Loaded for those who ask for workers only.
  const { createCrew } = await import('../balancer/workers/crew.ts');
  return createCrew({
    ...parts,
    workers,
    engine,
    office: traffic.office,
    file: threadFile,
    log: logSettings(current.configuration),
    onLines: (text, lines) => current.accessLog?.take(text, lines),
    onProblem: (problem) =>
      logger[problem instanceof WorkerError ? 'error' : 'warn']({ err: problem }, problem.message),
    nowMs,
  });
}

/** How workers make lines of requests; where lines go is the main thread's affair. */
export function logSettings({ logging }: Configuration): LogSettings | undefined {
  const { format, sample } = logging.access;
  return format === 'off' ? undefined : { format, sample };
}

/** The workers as status and metrics show them: this thread counts as one where there are no others. */
export function workerViews(engine: Engine | Crew): readonly WorkerView[] {
  if ('workers' in engine) return engine.workers();
  const { clientConnections } = engine.stats();
  return [{ number: 1, running: true, restarts: 0, clientConnections, lastDeath: undefined }];
}
