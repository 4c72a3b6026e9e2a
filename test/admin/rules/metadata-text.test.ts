import t from 'tap';
import type { MetadataDocument } from '../../../admin/operations/metadata.ts';
import { metadataText, serverProgress, waitText } from '../../../admin/rules/metadata-text.ts';
import { widthOf } from '../../../admin/rules/text-width.ts';

type ServerMetadata = MetadataDocument['servers'][number];

const server = (name: string, more: Partial<ServerMetadata> = {}): ServerMetadata => ({
  server: name,
  state: 'fresh',
  because: 'told',
  stamp: '2026-11-21 13:59:00.000',
  stampProblem: null,
  loadedAt: null,
  asked: false,
  byHand: false,
  instruction: null,
  tries: 0,
  last: null,
  lastAt: null,
  lastOk: null,
  ...more,
});

const metadata: MetadataDocument = {
  version: 1,
  reload: 'auto',
  state: 'wait',
  because: 'retry',
  until: '2026-11-21T14:05:00.000Z',
  newest: '2026-11-21 13:59:00.000',
  changedAt: '2026-11-21T13:59:10.000Z',
  lookedAt: '2026-11-21T14:00:00.000Z',
  problem: null,
  servers: [
    server('CRM01'),
    server('CRM02', { state: 'stale', asked: true, last: 'POST /x: 500', lastOk: false }),
    server('CRM03', { state: 'stale', stamp: null, because: 'not-loaded', instruction: 'Refresh it there.' }),
  ],
};

t.test('what is the case, then a line a server, then what went wrong', (t) => {
  t.equal(
    metadataText(metadata, 80),
    [
      '◌ Not all have it: waiting before it is tried again (until 14:05:00 UTC).',
      'Newest customization: 2026-11-21 13:59:00.000 (time of the database)',
      '',
      'SERVER  STATE      LOADED                   HOW IT IS KNOWN',
      'CRM01   ✔ fresh    2026-11-21 13:59:00.000  told',
      'CRM02   ⚠ stale    2026-11-21 13:59:00.000  told, asked for',
      'CRM03   ⚠ stale    -                        not-loaded',
      'CRM02 failed: POST /x: 500',
      'CRM03, by hand: Refresh it there. Then `fairlead metadata done CRM03`.',
      '',
    ].join('\n'),
  );
  for (const line of metadataText(metadata, 40).split('\n')) t.ok(widthOf(line) <= 40, line);
  t.end();
});

t.test('every state has its sentence', (t) => {
  const said = (more: Partial<MetadataDocument>) => metadataText({ ...metadata, ...more }, 80).split('\n')[0];
  t.match(said({ state: 'done', because: null, until: null }), /^✔ All servers/);
  t.match(said({ state: 'unknown', because: null }), /^\? No server is known to be stale/);
  t.match(said({ state: 'reload', because: null }), /begins/);
  t.match(said({ state: 'off', because: null }), /not looked after/);
  t.match(metadataText({ ...metadata, lookedAt: null, problem: 'No such table.' }, 80), '✖ No such table.');
  t.equal(waitText(metadata), '◌ waiting before it is tried again');
  t.equal(waitText({ ...metadata, because: 'running' }), '');
  t.equal(serverProgress(metadata.servers[1] ?? server('x')), '⚠ CRM02 stale: POST /x: 500');
  t.equal(serverProgress(server('A', { state: 'loading', last: 'old' })), '◌ A loading');
  t.end();
});
