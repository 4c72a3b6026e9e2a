// What the engine of one worker tells of itself, in shared memory. Gauges are as old as the last tick.

import type { EngineStats } from '../engine.ts';
import { bytesFor, sharedNumbers } from './shared-numbers.ts';

const gauges = ['clientConnections', 'upstreamConnections', 'upstreamIdle', 'tunnels'] as const;
const totals = ['badRequestsTotal', 'retriesTotal'] as const;
/** Rises with each tick of a worker that is alive. */
const labels = [...gauges, ...totals, 'ticks'] as const;

export type EngineGauges = Record<(typeof labels)[number], number>;

export const engineGaugeBytes = bytesFor((numbers) => numbers.record(labels));

export function readGauges(memory: SharedArrayBuffer): EngineGauges {
  return sharedNumbers(memory).record(labels);
}

/** Writes what an engine that has just begun tells: its totals come on top of those that stand there. */
export function createGaugeWriter(memory: SharedArrayBuffer): (stats: EngineStats) => void {
  const cells = readGauges(memory);
  const before = { badRequestsTotal: cells.badRequestsTotal, retriesTotal: cells.retriesTotal };
  return (stats) => {
    for (const gauge of gauges) cells[gauge] = stats[gauge];
    for (const total of totals) cells[total] = before[total] + stats[total];
    cells.ticks += 1;
  };
}

/** A worker that is no more has no connections; what it counted stays. */
export function clearGauges(memory: SharedArrayBuffer): void {
  const cells = readGauges(memory);
  for (const gauge of gauges) cells[gauge] = 0;
}

/** The engines of all workers as one. */
export function sumGauges(all: readonly EngineGauges[]): EngineStats {
  const sum = (label: keyof EngineStats) => all.reduce((total, each) => total + each[label], 0);
  return {
    clientConnections: sum('clientConnections'),
    upstreamConnections: sum('upstreamConnections'),
    upstreamIdle: sum('upstreamIdle'),
    tunnels: sum('tunnels'),
    badRequestsTotal: sum('badRequestsTotal'),
    retriesTotal: sum('retriesTotal'),
  };
}
