// In what a test environment is not the live cluster, server for server (F7): each difference is a sentence. Pure.

import { counted } from '../../rules/counted.ts';
import type { PlannedServer } from '../plan-model.ts';

export type Mirrored = {
  readonly servers: readonly PlannedServer[];
  readonly version: string | undefined;
  readonly byHand: (server: string) => boolean;
};

export function mirrorDifferences(live: Mirrored, test: Mirrored): readonly string[] {
  const differences: string[] = [];
  if (live.servers.length !== test.servers.length)
    differences.push(
      `it has ${counted(test.servers.length, 'server')}, the live cluster has ${live.servers.length}`,
    );
  if (live.version !== test.version)
    differences.push(
      `it has ${versionOf(test)}, the live cluster has ${live.version ?? 'one that nobody tells'}`,
    );
  for (const [place, { name }] of test.servers.entries()) {
    const other = live.servers[place];
    if (other === undefined || live.byHand(other.name) === test.byHand(name)) continue;
    const how = (byHand: boolean) => (byHand ? 'worked on by hand' : 'reached by SSH');
    differences.push(
      `${name} is ${how(test.byHand(name))}, ${other.name} is ${how(live.byHand(other.name))}`,
    );
  }
  return differences;
}

const versionOf = ({ version }: Mirrored) =>
  version === undefined ? 'a version that nobody tells' : `version ${version}`;
