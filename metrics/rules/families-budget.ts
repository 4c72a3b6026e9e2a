// Metrics of the connection budget of the database (F5). Pure. Machines that are no CRM server are one label value.

import type { Family } from './family.ts';
import { filled, single } from './family.ts';

/** No series where the database does not tell. */
export const budgetFamilies: readonly Family[] = [
  {
    name: 'fairlead_database_connections',
    help: 'Connections to the database by machine; all that are no CRM server are "other".',
    type: 'gauge',
    labels: ['host'],
    read: ({ budget, servers }) =>
      budget?.hosts === undefined
        ? []
        : filled(budget.hosts, [['host', [...servers.map((server) => server.name), 'other']]]),
  },
  {
    name: 'fairlead_database_connections_limit',
    help: 'Connections the database takes.',
    type: 'gauge',
    labels: [],
    read: ({ budget }) => single(budget?.limit),
  },
  {
    name: 'fairlead_database_connections_needed',
    help: 'Connections that the pools of all servers need at once, with the reserve.',
    type: 'gauge',
    labels: [],
    read: ({ budget }) => single(budget?.needed),
  },
];
