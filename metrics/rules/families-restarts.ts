// Metrics of servers that restart and are warmed before they get log-ons again. Pure.

import type { Family } from './family.ts';
import { filled } from './family.ts';

/** Families about restarts and warm-ups. */
export const restartFamilies: readonly Family[] = [
  {
    name: 'fairlead_server_restarts_total',
    help: 'Restarts of a server that were noticed, by the evidence.',
    type: 'counter',
    labels: ['server', 'evidence'],
    read: ({ cluster, servers, words }) =>
      filled(cluster.restarts, [
        ['server', servers.map((server) => server.name)],
        ['evidence', words.evidences],
      ]),
  },
  {
    name: 'fairlead_server_warm_ups_total',
    help: 'Warm-ups of a server that are over, by how they ended: warm, timed-out, needed or not-held (too few others took log-ons), gone.',
    type: 'counter',
    labels: ['server', 'end'],
    read: ({ cluster, servers, words }) =>
      filled(cluster.warmUps, [
        ['server', servers.map((server) => server.name)],
        ['end', words.warmUpEnds],
      ]),
  },
  {
    name: 'fairlead_server_warm_up_last_duration_seconds',
    help: 'How long the last warm-up of a server took; no series while there was none.',
    type: 'gauge',
    labels: ['server'],
    read: ({ cluster, servers }) =>
      cluster.warmUpDurations
        .filter(({ server }) => servers.some(({ name }) => name === server))
        .map(({ server, tookMs }) => ({ labels: { server }, value: tookMs / 1000 })),
  },
];
