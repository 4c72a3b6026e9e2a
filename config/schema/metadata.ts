// How changes of the CRM's metadata are taken to all servers, and how many connections to the database are kept free.

import { choice, ms, section, whole } from './builders.ts';

export const metadata = section(
  'Metadata: after a customization every server has to load it anew (F5). How a change shows and how a server is asked ' +
    'stands in the profile (crm.overrides.metadata).',
  {
    reload: choice(
      'auto: servers that have old metadata are asked to load it anew, one after another; approval: only after `fairlead metadata reload`; off: nothing is looked at',
      ['auto', 'approval', 'off'],
      { default: 'approval' },
    ),
    lookMs: ms('Time between two looks for a change', 15_000, 1_000, 3_600_000),
    quietMs: ms(
      'A change is acted upon once nothing was changed for so long: people who customize save often',
      60_000,
      0,
      86_400_000,
    ),
    atOnce: whole('Most servers that load at the same time', { default: 1, minimum: 1, maximum: 100 }),
    timeoutMs: ms('A server that has not loaded for this long has failed', 300_000, 1_000, 3_600_000),
    tries: whole('How often it is tried, then a person has to look', { default: 2, minimum: 1, maximum: 20 }),
    retryMs: ms('Time between two tries', 60_000, 100, 3_600_000),
  },
);

export const budget = section(
  'The connection budget: the database must have room for the pools of all servers at once (F5).',
  {
    lookMs: ms('Time between two looks at who holds connections', 60_000, 1_000, 3_600_000),
    reserve: whole('Connections that are left to others, such as backups and administrators', {
      default: 10,
      minimum: 0,
      maximum: 30_000,
    }),
  },
);
