// How the servers come to see what was changed in their settings by SQL: each has to reload its metadata (F1).

import { setTimeout as pause } from 'node:timers/promises';
import type { MetadataKeeper } from '../../cluster/metadata/metadata-keeper.ts';

/** Which servers have reloaded, and which have not (yet). Both by name. */
export type MetadataRefresh = { readonly refreshed: readonly string[]; readonly left: readonly string[] };

/** Has every server of the cluster reload; never rejects. */
export type RefreshMetadata = () => Promise<MetadataRefresh>;

const lookMs = 100;

/**
 * Asks all that can be asked, and waits `waitMs` for them; they go on within all limits after that. A server that only
 * a person can tell is left.
 */
export function refreshBy(keeper: Pick<MetadataKeeper, 'view' | 'ask'>, waitMs: number): RefreshMetadata {
  return async () => {
    const { settings, servers } = keeper.view();
    const names = servers.map(({ server }) => server.name);
    const asked = settings.reload === 'off' ? [] : servers.filter(({ by }) => by === 'itself');
    if (asked.length === 0) return { refreshed: [], left: names };
    const before = new Map(asked.map(({ server, last }) => [server.id, last]));
    keeper.ask([...before.keys()], 'asked');
    const ended = () =>
      keeper
        .view()
        .servers.filter(({ server, last }) => before.has(server.id) && last !== before.get(server.id));
    for (let waited = 0; waited < waitMs && ended().length < asked.length; waited += lookMs)
      await pause(lookMs);
    const refreshed = ended().flatMap(({ server, last }) => (last?.ok ? [server.name] : []));
    return { refreshed, left: names.filter((name) => !refreshed.includes(name)) };
  };
}
