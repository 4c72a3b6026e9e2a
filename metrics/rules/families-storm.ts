// Metrics of the storm guard and of passive ejection: who waits, how careful traffic is with each server. Pure.

import type { Family } from './family.ts';
import { eachServer, filled, histogramOf, single, stateSet } from './family.ts';

const warmths = ['warm', 'ramping', 'cold'] as const;

/** Families about log-ons that wait and servers that are spared. */
export const stormFamilies: readonly Family[] = [
  {
    name: 'fairlead_logins_waiting',
    help: 'Log-ons that wait for a server to take them.',
    type: 'gauge',
    labels: [],
    read: ({ traffic }) => single(traffic.waiting),
  },
  {
    name: 'fairlead_login_wait_seconds',
    help: 'How long log-ons waited for a server, of those that had to, by how it ended: served, refused, left.',
    type: 'histogram',
    labels: ['end'],
    read: ({ traffic }) => traffic.waits.flatMap((each) => histogramOf({ end: each.end }, each)),
  },
  {
    name: 'fairlead_server_logins_under_way',
    help: 'Log-ons sent to a server whose answer has not begun.',
    type: 'gauge',
    labels: ['server'],
    read: ({ servers }) => eachServer(servers, (server) => server.logOnsUnderWay),
  },
  {
    name: 'fairlead_server_warmth',
    help: 'How careful log-ons are with a server: cold gets one at a time, ramping a rising rate; 1 for the one that holds.',
    type: 'gauge',
    labels: ['server', 'state'],
    read: ({ servers }) =>
      servers.flatMap((server) => stateSet(warmths, server.warmth, { server: server.name })),
  },
  {
    name: 'fairlead_server_ejected',
    help: '1 while a server gets nothing because live requests failed there.',
    type: 'gauge',
    labels: ['server'],
    read: ({ servers }) => eachServer(servers, (server) => (server.ejected ? 1 : 0)),
  },
  {
    name: 'fairlead_server_ejections_total',
    help: 'How often a server was put out because live requests failed there.',
    type: 'counter',
    labels: ['server'],
    read: ({ traffic, servers }) =>
      filled(traffic.ejections, [['server', servers.map((server) => server.name)]]),
  },
];
