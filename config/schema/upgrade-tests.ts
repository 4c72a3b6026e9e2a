// Pages of the CRM that the tests of a run ask with a session: where they are only the site knows (F7).

import { list, ms, orNull, section, text } from './builders.ts';

const pages = (description: string, path: string) =>
  list(
    description,
    section('A page', {
      path: text('Path and query as a browser asks for it, without the session id', {
        format: 'page-path',
        examples: [path],
      }),
      type: orNull(
        text('Beginning of the Content-Type that must come', {
          format: 'media-type',
          examples: ['application/pdf', 'text/csv'],
        }),
        'any',
      ),
      expect: orNull(
        text('Text that must stand in the first 256 KB of the answer; of use where the answer is text'),
        'any',
      ),
    }),
    { default: [] },
  );

export const upgradeTests = section(
  'Pages that tests of a server ask for, each with a session of crm.serviceAccount on that very server; a test environment has its own',
  {
    reports: pages('Reports, in each format that is to be tested', '/CRM/eware.dll/Do?Act=1427&Mode=1'),
    dashboards: pages('Dashboards', '/CRM/eware.dll/Do?Act=432&Mode=1'),
    pageMs: ms('Longest time for one page', 120_000, 1_000, 3_600_000),
  },
);
