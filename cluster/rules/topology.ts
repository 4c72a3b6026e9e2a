// From rows of the settings table to a topology, or to the reasons why they make none. Which rows mean what comes in
// with the profile; nothing here compares with an earlier topology.

import type { OriginDefaults, ParameterNames, ServerOverride, SettingRow } from '../crm.ts';
import type { ClusterFlags, Notice, Server, ServerId, Topology } from '../model.ts';
import { parseAddresses } from './addresses.ts';
import { counted } from './counted.ts';
import { readFlags } from './flags.ts';
import { createServers } from './servers.ts';
import { parseList, parsePort } from './setting-values.ts';

export type TopologyInput = {
  readonly rows: readonly SettingRow[];
  readonly parameters: ParameterNames;
  readonly defaults: OriginDefaults;
  readonly overrides: readonly ServerOverride[];
  readonly idOf: (name: string) => ServerId;
  /** How far the database server's clock is from UTC; times of a lock are in its time. */
  readonly utcOffsetMinutes: number;
  readonly readAtMs: number;
  readonly source: Topology['source'];
};

export type TopologyReading =
  | { readonly kind: 'read'; readonly topology: Topology; readonly remarks: readonly Notice[] }
  /** Each reason is one sentence; all of them are given at once. */
  | { readonly kind: 'unreadable'; readonly reasons: readonly string[] };

/** Makes the topology of the cluster from its settings (F1). */
export function readTopology(input: TopologyInput): TopologyReading {
  const settings = valuesByName(input.rows);
  const value = (name: string | null) =>
    name === null ? undefined : settings.values.get(name.toLowerCase());
  const { parameters } = input;
  const names = parseList(value(parameters.serverNames));
  const fullNames = parseList(value(parameters.fullyQualifiedNames));
  const made = createServers({
    names,
    fullNames,
    crmPort: parsePort(value(parameters.httpPort)),
    defaults: input.defaults,
    overrides: input.overrides,
    idOf: input.idOf,
  });
  const reasons = [
    ...settings.twice.filter((name) => isUsed(name, parameters)).map(saysTwo),
    ...(names.length === 0 ? [emptyList(parameters.serverNames, settings.values)] : made.reasons),
  ];
  if (reasons.length > 0) return { kind: 'unreadable', reasons };
  const flags = readFlags(value, parameters, input);
  const addresses = parseAddresses(value(parameters.distributedAddresses));
  const remarks = [
    ...made.remarks,
    ...flagRemarks(flags, made.servers),
    ...lengthRemarks(names, fullNames, addresses),
  ];
  return {
    kind: 'read',
    topology: { servers: made.servers, flags, readAtMs: input.readAtMs, source: input.source },
    remarks,
  };
}

/** Later rows of a name that say the same are ignored; those that say something else are reported. */
function valuesByName(rows: readonly SettingRow[]) {
  const values = new Map<string, string>();
  const twice = new Set<string>();
  for (const row of rows) {
    const key = row.name.trim().toLowerCase();
    const value = row.value ?? '';
    const before = values.get(key);
    if (before === undefined) values.set(key, value);
    else if (before !== value) twice.add(row.name.trim());
  }
  return { values, twice: [...twice] };
}

function isUsed(name: string, parameters: ParameterNames): boolean {
  const { secret: _secret, ...used } = parameters;
  return Object.values(used).some((each) => each?.toLowerCase() === name.toLowerCase());
}

function saysTwo(name: string): string {
  return `The settings table has more than one live row "${name}", and they say different things.`;
}

function emptyList(name: string, values: ReadonlyMap<string, string>): string {
  return values.has(name.toLowerCase())
    ? `The row "${name}" of the settings table names no server.`
    : `The settings table has no live row "${name}".`;
}

function flagRemarks(flags: ClusterFlags, servers: readonly Server[]): Notice[] {
  const { dtlsServer } = flags;
  if (dtlsServer === undefined) return [];
  if (servers.some((server) => server.hostNames.includes(dtlsServer.toLowerCase()))) return [];
  return [
    {
      severity: 'warning',
      code: 'dtls-server-unknown',
      text: `The DTLS server is set to "${dtlsServer}", which is none of the servers of the cluster.`,
      mend: 'Correct DTLS Server Name in Administration | System | Database.',
    },
  ];
}

function lengthRemarks(
  names: readonly string[],
  fullNames: readonly string[],
  addresses: readonly unknown[],
): Notice[] {
  const lists = [
    { caption: 'Fully qualified CRM web server names', length: fullNames.length },
    { caption: 'Distributed CRM web server IP addresses', length: addresses.length },
  ];
  return lists
    .filter((list) => list.length > names.length)
    .map((list) => ({
      severity: 'warning',
      code: 'list-too-long',
      text: `"${list.caption}" has ${counted(list.length, 'entry', 'entries')} for ${counted(names.length, 'server')}; entries count by position.`,
      mend: `Make "${list.caption}" as long as the server list, in the same order.`,
    }));
}
