// Metrics of servers that are taken out of service: who is left, until when, how it ended. Pure.

import type { Family } from './family.ts';
import { eachServer, filled, stateSet, toSeconds } from './family.ts';

const drainStates = ['running', 'drained', 'deadline-reached'] as const;
const drainEnds = ['drained', 'deadline-reached'] as const;

/** Series of a drain are there while the server is out of service because of it. */
export const drainFamilies: readonly Family[] = [
  {
    name: 'fairlead_drain_users_remaining',
    help: 'People who are still on a server that is drained; no series for other servers.',
    type: 'gauge',
    labels: ['server'],
    read: ({ servers }) => eachServer(servers, ({ drain }) => drain?.left),
  },
  {
    name: 'fairlead_drain_idle_users',
    help: 'Of the people who are still on a server that is drained, those idle for longer than the limit.',
    type: 'gauge',
    labels: ['server'],
    read: ({ servers }) => eachServer(servers, ({ drain }) => drain?.idle),
  },
  {
    name: 'fairlead_drain_oldest_activity_timestamp_seconds',
    help: 'When the person who has been quiet for the longest on a server that is drained was last seen.',
    type: 'gauge',
    labels: ['server'],
    read: ({ servers }) => eachServer(servers, ({ drain }) => toSeconds(drain?.oldestSeenMs)),
  },
  {
    name: 'fairlead_drain_eta_timestamp_seconds',
    help: 'When the last one will have left a server that is drained, at the rate of the last minutes; no series while nobody leaves.',
    type: 'gauge',
    labels: ['server'],
    read: ({ servers }) => eachServer(servers, ({ drain }) => toSeconds(drain?.etaMs)),
  },
  {
    name: 'fairlead_drain_deadline_timestamp_seconds',
    help: 'When a drain must be over; no series for a drain without a deadline.',
    type: 'gauge',
    labels: ['server'],
    read: ({ servers }) => eachServer(servers, ({ drain }) => toSeconds(drain?.deadlineMs)),
  },
  {
    name: 'fairlead_drain_state',
    help: 'How far a drain is: running, drained, or deadline-reached, which is never drained; 1 for the one that holds.',
    type: 'gauge',
    labels: ['server', 'state'],
    read: ({ servers }) =>
      servers.flatMap(({ name, drain }) =>
        drain === undefined ? [] : stateSet(drainStates, drain.state, { server: name }),
      ),
  },
  {
    name: 'fairlead_drain_ends_total',
    help: 'How often drains of a server ended so.',
    type: 'counter',
    labels: ['server', 'end'],
    read: ({ servers }) =>
      filled<'server' | 'end'>(
        servers.flatMap(({ name, drainEnds: ends }) =>
          drainEnds.map((end) => ({ server: name, end, count: ends[end] })),
        ),
        [
          ['server', servers.map(({ name }) => name)],
          ['end', drainEnds],
        ],
      ),
  },
  {
    name: 'fairlead_server_admin_forgotten',
    help: '1 while a drain or a maintenance lasts longer than it was meant to.',
    type: 'gauge',
    labels: ['server'],
    read: ({ servers }) => eachServer(servers, ({ forgotten }) => (forgotten ? 1 : 0)),
  },
];
