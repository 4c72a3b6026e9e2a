// What a command tells its caller with its exit code. Pure; the numbers are part of the interface (docs/api.md).

import type { Status } from '../status-schema.ts';

export const exitCodes = {
  serving: 0,
  error: 1,
  usage: 2,
  degraded: 3,
  'none-serving': 4,
  waiting: 5,
  'timed-out': 6,
  interrupted: 130,
  terminated: 143,
} as const;

/** The exit code for a state of the cluster. */
export function exitCodeOf(state: Status['state']): number {
  return exitCodes[state];
}
