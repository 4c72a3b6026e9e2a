// Metrics of the servers' metadata (F5). Pure.

import type { Family } from './family.ts';
import { eachServer, filled } from './family.ts';

export const metadataFamilies: readonly Family[] = [
  {
    name: 'fairlead_metadata_stale',
    help: '1 where a server has older metadata than the database; no series where that is not known.',
    type: 'gauge',
    labels: ['server'],
    read: ({ metadata, servers }) =>
      eachServer(servers, ({ name }) => {
        const stale = metadata.find((each) => each.server === name)?.stale;
        return stale === undefined ? undefined : Number(stale);
      }),
  },
  {
    name: 'fairlead_metadata_reloads_total',
    help: 'Metadata loads that servers were asked for, by result.',
    type: 'counter',
    labels: ['server', 'result'],
    read: ({ metadata, servers }) =>
      filled<'server' | 'result'>(
        metadata.flatMap(({ server, succeeded, failed }) => [
          { server, result: 'succeeded', count: succeeded },
          { server, result: 'failed', count: failed },
        ]),
        [
          ['server', servers.map((each) => each.name)],
          ['result', ['succeeded', 'failed']],
        ],
      ),
  },
];
