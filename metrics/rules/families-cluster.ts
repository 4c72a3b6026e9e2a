// Metrics of the cluster and of the product itself: database, topology, health checks, configuration,
// certificates. Pure. Instants are exported, never ages: a query subtracts.

import type { Snapshot } from '../sources.ts';
import type { Family } from './family.ts';
import { filled, single, stateSet, toSeconds } from './family.ts';

const databaseStates = ['live', 'connecting', 'lost', 'unused'] as const;
const topologySources = ['database', 'last-good', 'configuration'] as const;
const severities = ['info', 'warning', 'fault'] as const;

type Value = (snapshot: Snapshot) => number | undefined;

const gauge = (name: string, help: string, value: Value): Family => ({
  name,
  help,
  type: 'gauge',
  labels: [],
  read: (snapshot) => single(value(snapshot)),
});

const counter = (name: string, help: string, value: Value): Family => ({
  ...gauge(name, help, value),
  type: 'counter',
});

/** Families about what the database and the health checks say. */
export const clusterFamilies: readonly Family[] = [
  {
    name: 'fairlead_health_checks_total',
    help: 'Active health checks of a server, by result.',
    type: 'counter',
    labels: ['server', 'result'],
    read: ({ cluster, servers }) =>
      filled(cluster.healthChecks, [
        ['server', servers.map((server) => server.name)],
        ['result', ['passed', 'failed']],
      ]),
  },
  gauge(
    'fairlead_leader',
    '1 where jobs run here, 0 where another Fairlead over the same database leads or nobody can be asked.',
    ({ cluster }) => (cluster.leader ? 1 : 0),
  ),
  {
    name: 'fairlead_database_state',
    help: 'Connection to the CRM database; 1 for the state that holds.',
    type: 'gauge',
    labels: ['state'],
    read: ({ cluster }) => stateSet(databaseStates, cluster.databaseState),
  },
  {
    name: 'fairlead_topology_source',
    help: 'Where the list of servers in use came from; 1 for the source that holds, all 0 without a list.',
    type: 'gauge',
    labels: ['state'],
    read: ({ cluster }) => stateSet(topologySources, cluster.topologySource),
  },
  gauge(
    'fairlead_topology_last_success_timestamp_seconds',
    'When the list of servers was last read from the database; no series while it never was.',
    ({ cluster }) => toSeconds(cluster.topologyReadAtMs),
  ),
  counter(
    'fairlead_topology_refresh_failures_total',
    'Reads of the list of servers that failed or were refused as implausible.',
    ({ cluster }) => cluster.topologyFailures,
  ),
  gauge(
    'fairlead_users_last_success_timestamp_seconds',
    'When the logged-on users were last counted in the database; no series while they never were.',
    ({ cluster }) => toSeconds(cluster.usersReadAtMs),
  ),
  counter(
    'fairlead_users_refresh_failures_total',
    'Counts of the logged-on users that failed.',
    ({ cluster }) => cluster.usersFailures,
  ),
  gauge(
    'fairlead_crm_own_balancing',
    '1 where the CRM moves log-ons itself, which is wrong here; no series where it does not tell.',
    ({ cluster }) => (cluster.ownBalancing === undefined ? undefined : Number(cluster.ownBalancing)),
  ),
  gauge('fairlead_crm_locked', '1 while an administrator has locked the CRM.', ({ cluster }) =>
    Number(cluster.locked),
  ),
  {
    name: 'fairlead_notices',
    help: 'Notices that the status shows now, by severity.',
    type: 'gauge',
    labels: ['severity'],
    read: ({ cluster }) =>
      severities.map((severity) => ({ labels: { severity }, value: cluster.notices[severity] })),
  },
];

/** Families about the product itself. */
export const productFamilies: readonly Family[] = [
  {
    name: 'fairlead_build_info',
    help: 'Version of Fairlead and of Node.js it runs on; always 1.',
    type: 'gauge',
    labels: ['version', 'node_version'],
    read: ({ version, nodeVersion }) => [{ labels: { version, node_version: nodeVersion }, value: 1 }],
  },
  gauge(
    'fairlead_config_last_load_successful',
    '1 if the last load of the configuration succeeded, 0 if an older one is still in use.',
    ({ configuration }) => Number(configuration.lastLoadSuccessful),
  ),
  gauge(
    'fairlead_config_last_load_success_timestamp_seconds',
    'When the configuration in use was loaded.',
    ({ configuration }) => toSeconds(configuration.lastLoadSuccessAtMs),
  ),
  {
    name: 'fairlead_tls_certificate_not_after_timestamp_seconds',
    help: 'When a certificate shown to clients expires.',
    type: 'gauge',
    labels: ['certificate'],
    read: ({ configuration }) =>
      configuration.certificates.map(({ name, notAfterMs }) => ({
        labels: { certificate: name },
        value: notAfterMs / 1000,
      })),
  },
];
