// How the servers come to see what was changed in their settings by SQL: each has to reload its metadata (F1).

import { setTimeout as pause } from 'node:timers/promises';
import type { MetadataKeeper } from '../../cluster/metadata/metadata-keeper.ts';
import type { MetadataView } from '../../cluster/metadata/metadata-state.ts';
import type { ServerId } from '../../cluster/model.ts';

/** Which servers have reloaded, and which have not (yet). Both by name. */
export type MetadataRefresh = { readonly refreshed: readonly string[]; readonly left: readonly string[] };

/** Has every server of the cluster reload; never rejects. */
export type RefreshMetadata = () => Promise<MetadataRefresh>;

const lookMs = 100;

/** The keeper of the metadata, as far as it is asked here. */
type Keeper = Pick<MetadataKeeper, 'ask'> & {
  view(): {
    readonly settings: Pick<MetadataView['settings'], 'reload'>;
    readonly servers: readonly Pick<MetadataView['servers'][number], 'server' | 'by' | 'last'>[];
  };
};

export type RefreshOptions = {
  readonly keeper: Keeper;
  /** Answers at all: one that does not, such as one that a run has stopped, loads when it starts. */
  readonly isUp: (id: ServerId) => boolean;
  /** Longest wait; the servers go on after it. */
  readonly waitMs: number;
};

/**
 * Asks all that can be asked, and waits for those that are up; they go on within all limits after that. A server that
 * only a person can tell is left.
 */
export function refreshBy({ keeper, isUp, waitMs }: RefreshOptions): RefreshMetadata {
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
    const isLoading = () => {
      const over = new Set(ended().map(({ server }) => server.id));
      return asked.some(({ server }) => isUp(server.id) && !over.has(server.id));
    };
    for (let waited = 0; waited < waitMs && isLoading(); waited += lookMs) await pause(lookMs);
    const refreshed = ended().flatMap(({ server, last }) => (last?.ok ? [server.name] : []));
    return { refreshed, left: names.filter((name) => !refreshed.includes(name)) };
  };
}
