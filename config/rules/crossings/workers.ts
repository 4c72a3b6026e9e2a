// What is wrong between the number of workers, the system they are to run on, and what they share.

import type { Finding } from '../../errors.ts';
import type { Configuration } from '../../schema.ts';
import { clash } from './crossing.ts';

/** Systems that spread connections over all who listen with SO_REUSEPORT; macOS has it and gives all to one. */
const spreading: readonly string[] = ['linux', 'freebsd', 'sunos', 'aix'];

const path = ['traffic', 'workers'];

/** `platform` as in `process.platform`; undefined is not judged. */
export function workerCrossings(
  { traffic: { workers, limits } }: Configuration,
  platform: string | undefined,
): Finding[] {
  if (workers === 1) return [];
  if (platform !== undefined && !spreading.includes(platform)) {
    const message = `is ${workers}, but this system (${platform}) does not spread the connections of one port over several workers (SO_REUSEPORT)`;
    return [clash({ path, message, suggestion: 'write 1, or run Fairlead on Linux or FreeBSD' })];
  }
  if (limits.connectionsPerServer >= workers) return [];
  const message = `is more than traffic.limits.connectionsPerServer (${limits.connectionsPerServer}), of which each worker needs at least one`;
  const suggestion = `write ${limits.connectionsPerServer} or less`;
  return [clash({ path, message, suggestion, with: [['traffic', 'limits', 'connectionsPerServer']] })];
}
