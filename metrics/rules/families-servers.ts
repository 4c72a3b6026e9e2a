// Metrics of the servers: who is in which state, and how many people are where. Pure; a series exists for the
// servers of the current topology only.

import type { ServerSample, ServerStateWord } from '../sources.ts';
import type { Family } from './family.ts';
import { eachServer, single, stateSet, toSeconds } from './family.ts';

const stateWords = [
  'serving',
  'full',
  'going-up',
  'going-down',
  'down',
  'ejected',
  'warming',
  'draining',
  'maintenance',
  'unknown',
] as const satisfies readonly ServerStateWord[];
const adminStates = ['in-service', 'draining', 'maintenance', 'unknown'] as const;
const healthStates = ['unknown', 'up', 'down', 'going-up', 'going-down'] as const;

const perServer = (
  name: string,
  help: string,
  value: (server: ServerSample) => number | undefined,
): Family => ({
  name,
  help,
  type: 'gauge',
  labels: ['server'],
  read: ({ servers }) => eachServer(servers, value),
});

const perServerState = <State extends string>(
  name: string,
  help: string,
  states: readonly State[],
  state: (server: ServerSample) => State,
): Family => ({
  name,
  help,
  type: 'gauge',
  labels: ['server', 'state'],
  read: ({ servers }) =>
    servers.flatMap((server) => stateSet(states, state(server), { server: server.name })),
});

/** Families about single servers and about all of them together. */
export const serverFamilies: readonly Family[] = [
  {
    name: 'fairlead_server_info',
    help: 'A server of the current list: its opaque id, its origin and its version where that is told; always 1.',
    type: 'gauge',
    labels: ['server', 'id', 'origin', 'version'],
    read: ({ servers }) =>
      servers.map(({ name, id, origin, version }) => ({
        labels: { server: name, id, origin, version: version ?? '' },
        value: 1,
      })),
  },
  perServerState(
    'fairlead_server_state',
    'State of a server as the status shows it, health and admin state in one word; 1 for the one that holds.',
    stateWords,
    (server) => server.state,
  ),
  perServerState(
    'fairlead_server_admin_state',
    'What a person or a run wants of a server; 1 for the state that holds.',
    adminStates,
    (server) => server.admin,
  ),
  perServerState(
    'fairlead_server_health_state',
    'What the health checks say of a server; 1 for the state that holds.',
    healthStates,
    (server) => server.health,
  ),
  perServer(
    'fairlead_server_health_since_timestamp_seconds',
    'When the present health of a server began.',
    (server) => toSeconds(server.healthSinceMs),
  ),
  perServer(
    'fairlead_server_health_check_last_duration_seconds',
    'How long the last health check of a server took.',
    (server) => toSeconds(server.lastCheckDurationMs),
  ),
  {
    name: 'fairlead_server_probe_state',
    help: 'What one probe of the health check says of a server; 1 for the state that holds.',
    type: 'gauge',
    labels: ['server', 'probe', 'state'],
    read: ({ servers }) =>
      servers.flatMap(({ name: server, probes }) =>
        probes.flatMap(({ name: probe, state }) => stateSet(healthStates, state, { server, probe })),
      ),
  },
  {
    name: 'fairlead_server_probe_last_duration_seconds',
    help: 'How long the last look of one probe of the health check took.',
    type: 'gauge',
    labels: ['server', 'probe'],
    read: ({ servers }) =>
      servers.flatMap(({ name: server, probes }) =>
        probes.flatMap(({ name: probe, durationMs }) =>
          single(toSeconds(durationMs)).map((sample) => ({ ...sample, labels: { server, probe } })),
        ),
      ),
  },
  perServer(
    'fairlead_server_logged_on_users',
    'Users on a server as decisions count them: those of the database (or those seen) and pending log-ons.',
    (server) => server.load.effective,
  ),
  perServer(
    'fairlead_server_database_users',
    'Users on a server at the last poll of the database; no series while the database told none.',
    (server) => server.load.database,
  ),
  perServer(
    'fairlead_server_observed_users',
    'Sessions of a server that passed through here within the idle time-out.',
    (server) => server.load.observed,
  ),
  perServer(
    'fairlead_server_pending_logins',
    'Log-ons sent to a server that the last poll of the database cannot have counted yet.',
    (server) => server.load.pending,
  ),
  perServer(
    'fairlead_server_capacity_users',
    'Most users a server may have before log-ons go elsewhere; no series where there is no cap.',
    (server) => server.maxUsers,
  ),
  perServer(
    'fairlead_server_weight',
    'Share of log-ons of a server relative to the others.',
    (server) => server.weight,
  ),
  perServer(
    'fairlead_server_requests_in_flight',
    'Requests sent to a server and not yet answered.',
    (server) => server.load.inFlightRequests,
  ),
  {
    name: 'fairlead_servers',
    help: 'Servers in the current list.',
    type: 'gauge',
    labels: [],
    read: ({ servers }) => single(servers.length),
  },
  {
    name: 'fairlead_servers_serving',
    help: 'Servers that users can work on now: serving, full, or going down but still trusted.',
    type: 'gauge',
    labels: [],
    read: ({ servers }) => single(servers.filter(serves).length),
  },
  {
    name: 'fairlead_users_skew',
    help: 'Most minus fewest users over the servers that serve; no series while none does.',
    type: 'gauge',
    labels: [],
    read: ({ servers }) => single(skew(servers)),
  },
];

function serves({ state }: ServerSample): boolean {
  return state === 'serving' || state === 'full' || state === 'going-down';
}

function skew(servers: readonly ServerSample[]): number | undefined {
  const users = servers.filter(serves).map((server) => server.load.effective);
  return users.length === 0 ? undefined : Math.max(...users) - Math.min(...users);
}
