// Who keeps an exchange waiting and whether for too long: a wait begins anew with every byte that moves.

import type { TrafficLimits } from '../../engine.ts';

/** Whom an exchange waits for; each has its own limit. */
export type WaitingFor = 'connection' | 'client-body' | 'client-reads' | 'server' | 'tunnel';

export type Wait = {
  readonly for: WaitingFor;
  /** A number that changes whenever something moves. */
  readonly progress: number;
};

/** A wait and since when nothing has moved. */
export type Stall = Wait & { readonly sinceMs: number };

/** The stall after another look; the same one as long as nothing moved. */
export function nextStall(last: Stall | undefined, wait: Wait, nowMs: number): Stall {
  if (last !== undefined && last.for === wait.for && last.progress === wait.progress) return last;
  return { ...wait, sinceMs: nowMs };
}

/** True when the one who is waited for has had all of his time. */
export function isStalled(stall: Stall, limits: TrafficLimits, nowMs: number): boolean {
  return nowMs - stall.sinceMs >= limitMs(stall.for, limits);
}

function limitMs(waitingFor: WaitingFor, limits: TrafficLimits): number {
  switch (waitingFor) {
    case 'connection':
      return limits.connectTimeoutMs;
    case 'client-body':
      return limits.bodyTimeoutMs;
    case 'client-reads':
      return limits.clientReadTimeoutMs;
    case 'server':
      return limits.serverTimeoutMs;
    case 'tunnel':
      return limits.tunnelIdleMs;
  }
}
