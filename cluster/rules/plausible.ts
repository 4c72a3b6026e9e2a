// Is a newly read topology to be believed, and what is new in it? One bad row must not take a cluster off the air.

import type { Topology } from '../model.ts';
import { duplicates } from './servers.ts';

export type TopologyChanges = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The servers both have stand in another order; the first of the list may be another master. */
  readonly reordered: boolean;
  readonly moved: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** Weight, cap, certificate rule or what the cluster says of itself. */
  readonly otherwise: boolean;
};

export type Plausibility =
  | { readonly kind: 'accepted'; readonly changes: TopologyChanges; readonly changed: boolean }
  | {
      readonly kind: 'refused';
      readonly because: 'empty' | 'duplicate' | 'too-many-gone';
      readonly text: string;
    };

/**
 * Holds `next` against the last good topology (undefined: there is none). Refused are: no servers, two of one id, and
 * more than `mostGone` (a share, 0.5 is half) of the last servers gone at once.
 */
export function judgeTopology(last: Topology | undefined, next: Topology, mostGone: number): Plausibility {
  if (next.servers.length === 0) {
    return { kind: 'refused', because: 'empty', text: 'The server list read from the database is empty.' };
  }
  const twice = duplicates(next.servers.map((server) => server.id));
  if (twice.length > 0) {
    const names = next.servers.filter((server) => twice.includes(server.id)).map((server) => server.name);
    return {
      kind: 'refused',
      because: 'duplicate',
      text: `The server list names a server twice: ${names.join(', ')}.`,
    };
  }
  const changes = changesBetween(last, next);
  const before = last?.servers.length ?? 0;
  if (changes.removed.length > before * mostGone) {
    return {
      kind: 'refused',
      because: 'too-many-gone',
      text: `${changes.removed.length} of ${before} servers are gone from the server list at once: ${changes.removed.join(', ')}.`,
    };
  }
  return { kind: 'accepted', changes, changed: last === undefined || hasChanges(changes) };
}

/** What is new, by id; without an earlier topology every server is added. */
export function changesBetween(last: Topology | undefined, next: Topology): TopologyChanges {
  const before = new Map((last?.servers ?? []).map((server) => [server.id, server]));
  const now = new Map(next.servers.map((server) => [server.id, server]));
  const kept = next.servers.filter((server) => before.has(server.id));
  const keptBefore = [...before.values()].filter((server) => now.has(server.id));
  return {
    added: next.servers.filter((server) => !before.has(server.id)).map((server) => server.name),
    removed: [...before.values()].filter((server) => !now.has(server.id)).map((server) => server.name),
    reordered: kept.some((server, index) => server.id !== keptBefore[index]?.id),
    moved: kept.flatMap((server) => {
      const from = before.get(server.id)?.origin ?? server.origin;
      return from === server.origin ? [] : [{ name: server.name, from, to: server.origin }];
    }),
    otherwise: last === undefined || told(last) !== told(next),
  };
}

function hasChanges(changes: TopologyChanges): boolean {
  const { added, removed, reordered, moved, otherwise } = changes;
  return added.length + removed.length + moved.length > 0 || reordered || otherwise;
}

/** All that is neither the reading's time nor covered by the other changes, to be compared as one text. */
function told(topology: Topology): string {
  const servers = topology.servers.map((server) => [
    server.id,
    server.name,
    server.hostNames,
    server.weight,
    server.maxUsers ?? null,
    server.verifyCertificate,
  ]);
  return JSON.stringify([topology.source, topology.flags, servers.sort()]);
}
