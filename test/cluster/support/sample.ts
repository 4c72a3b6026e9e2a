// A sample profile, servers and topologies for the tests of cluster/. Names of unknown parameters are invented.

import type { ClusterProfile, SettingRow } from '../../../cluster/crm.ts';
import type { CheckResult, Server, Topology } from '../../../cluster/model.ts';
import type { TopologyInput } from '../../../cluster/rules/topology.ts';
import { sageCrm } from '../../../config/profiles/sage-crm.ts';

/** The CRM as the embedded cluster plays it: the unknown names are known here. */
export const profile: ClusterProfile = {
  ...sageCrm,
  parameters: {
    ...sageCrm.parameters,
    distributedAddresses: 'SIM_DistributedAddresses',
    ownBalancing: 'SIM_DoLoadBalancing',
    fullyQualifiedNames: 'SIM_FullyQualifiedNames',
    dtlsServer: 'SIM_DTLSServer',
  },
  sql: { ...sageCrm.sql, activityUser: 'SIM_ActivityUser', activityLogOn: 'SIM_ActivityLogOn' },
};

export const idOf = (name: string) => `id-${name.toLowerCase()}`;

export function rowsOf(values: Readonly<Record<string, string | null>>): SettingRow[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

export function inputOf(
  values: Readonly<Record<string, string | null>>,
  change: Partial<TopologyInput> = {},
): TopologyInput {
  return {
    rows: rowsOf(values),
    parameters: profile.parameters,
    defaults: { scheme: 'http', port: null },
    overrides: [],
    idOf,
    utcOffsetMinutes: 0,
    readAtMs: Date.UTC(2026, 10, 21, 12),
    source: 'database',
    ...change,
  };
}

export function serverOf(name: string, change: Partial<Server> = {}): Server {
  const host = name.toLowerCase();
  return {
    id: idOf(name),
    name,
    position: 0,
    origin: `http://${host}:80`,
    hostNames: [host],
    weight: 1,
    maxUsers: undefined,
    verifyCertificate: true,
    ...change,
  };
}

export function topologyOf(names: readonly string[], change: Partial<Topology> = {}): Topology {
  return {
    servers: names.map((name, position) => serverOf(name, { position })),
    flags: { ownBalancing: undefined, dtlsServer: undefined, version: undefined, lock: undefined },
    readAtMs: 1_000,
    source: 'database',
    ...change,
  };
}

export function checkOf(healthy: boolean, atMs = 0): CheckResult {
  return { healthy, text: healthy ? 'passed' : 'failed', atMs, durationMs: 1 };
}
