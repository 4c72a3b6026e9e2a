// The directory of a cluster that has no database to read: the servers are those of the configuration, master first.

import type { OriginDefaults, ServerSettings } from '../crm.ts';
import { DatabaseError } from '../errors.ts';
import type { ServerId, Topology } from '../model.ts';
import type { DirectoryState } from '../rules/contact.ts';
import { changesBetween } from '../rules/plausible.ts';
import { createServers } from '../rules/servers.ts';
import type { Directory } from './contract.ts';

export type StaticDirectoryOptions = {
  /** By name, in the order of the configuration. */
  readonly servers: Readonly<Record<string, ServerSettings>>;
  readonly defaults: OriginDefaults;
  readonly idOf: (name: string) => ServerId;
  readonly nowMs: () => number;
};

/** Makes a directory that tells its servers once, at the start, and counts nobody: log-ons go by what the balancer itself sees. */
export function createStaticDirectory(options: StaticDirectoryOptions): Directory {
  const names = Object.keys(options.servers).map((name) => name.trim());
  const made = createServers({
    names,
    fullNames: [],
    crmPort: undefined,
    defaults: options.defaults,
    overrides: Object.entries(options.servers).map(([name, settings]) => ({ ...settings, name })),
    idOf: options.idOf,
  });
  const reasons = names.length === 0 ? ['The configuration names no server and no database.'] : made.reasons;
  const readAtMs = options.nowMs();
  const state: DirectoryState = { state: 'static', sinceMs: readAtMs };
  const topology: Topology | undefined =
    reasons.length > 0
      ? undefined
      : {
          servers: made.servers,
          flags: { ownBalancing: undefined, dtlsServer: undefined, version: undefined, lock: undefined },
          readAtMs,
          source: 'configuration',
        };
  const listeners = new Set<Parameters<Directory['onTopology']>[0]>();
  return {
    async start() {
      if (topology === undefined)
        return {
          kind: 'refused',
          text: reasons.join(' '),
          mend: 'Give `database`, or name servers under `servers`.',
        };
      for (const listener of listeners) listener(topology, changesBetween(undefined, topology));
      return { kind: 'serving', topology };
    },
    topology: () => topology,
    state: () => state,
    counts: () => undefined,
    notices: () => made.remarks,
    onTopology(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onCounts: () => () => undefined,
    onState: () => () => undefined,
    query: async () => {
      throw new DatabaseError({
        code: 'CLU_NO_DATABASE',
        number: undefined,
        text: 'There is no database: the configuration has `database: null`.',
        mend: 'Give `database` in the configuration; without it nothing that needs the CRM database can be done.',
      });
    },
    pollNow: async () => undefined,
    readNow: async () => undefined,
    close: async () => undefined,
  };
}
