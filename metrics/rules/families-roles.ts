// Metrics of the roles that exist once in the cluster (F6): how each stands, and where. Pure.

import type { Family } from './family.ts';
import { stateSet } from './family.ts';

const states = ['one', 'none', 'several', 'unknown', 'not-watched', 'not-needed', 'moving'] as const;

export const roleFamilies: readonly Family[] = [
  {
    name: 'fairlead_role_state',
    help: 'How a role that exists once stands: on one server, on none, on several; 1 for the state that holds.',
    type: 'gauge',
    labels: ['role', 'state'],
    read: ({ roles }) => roles.flatMap(({ role, state }) => stateSet(states, state, { role })),
  },
  {
    name: 'fairlead_role_running',
    help: '1 where a role was seen to run on a server; its sum over the servers is 1 where all is well.',
    type: 'gauge',
    labels: ['role', 'server'],
    read: ({ roles, servers }) =>
      roles
        .filter(({ state }) => state !== 'not-watched')
        .flatMap(({ role, on }) =>
          servers.map(({ name }) => ({
            labels: { role, server: name },
            value: on.includes(name) ? 1 : 0,
          })),
        ),
  },
];
