import t from 'tap';
import type { FilesDocument, FilesPlan } from '../../../admin/operations/files.ts';
import { filesPlanText, filesText, isAlike, progressText } from '../../../admin/rules/files-text.ts';
import { widthOf } from '../../../admin/rules/text-width.ts';

type FolderServer = FilesDocument['folders'][number]['servers'][number];

const server = (name: string, more: Partial<FolderServer> = {}): FolderServer => ({
  server: name,
  state: 'same',
  files: 4,
  differences: [],
  more: 0,
  problem: null,
  mend: null,
  ...more,
});
const at = '2026-01-05T08:30:00.000Z';
const differing = server('CRM02', {
  state: 'different',
  more: 7,
  differences: [
    {
      path: 'Company/A page with a name that is far too long to stand in one line of a terminal.asp',
      kind: 'different',
      masterBytes: 12_345,
      masterModified: at,
      bytes: 9_999,
      modified: at,
    },
    { path: 'Map.asp', kind: 'missing', masterBytes: 10, masterModified: at, bytes: null, modified: null },
    { path: 'x.asp', kind: 'extra', masterBytes: null, masterModified: null, bytes: 0, modified: at },
  ],
});
const unknown = server('CRM03', {
  state: 'unknown',
  files: null,
  problem: 'There is no SSH to this server, and no share is configured.',
  mend: 'Configure `remote`.',
});
const document = (more: Partial<FilesDocument> = {}): FilesDocument => ({
  version: 1,
  looking: false,
  lookedAt: at,
  folders: [
    {
      folder: 'CustomPages',
      path: 'C:\\CRM\\CustomPages',
      servers: [server('CRM01', { state: 'master' }), differing, unknown],
    },
  ],
  library: {
    path: '\\\\files\\crm',
    servers: [{ server: 'CRM02', state: 'not-reached', problem: 'Access is denied' }],
  },
  sync: null,
  ...more,
});

t.test('what differs, with both sides, in 80 columns', async (t) => {
  const text = filesText(document(), 80);
  t.same(
    text.split('\n').filter((line) => widthOf(line) > 80),
    [],
  );
  for (const expected of [
    '✔ CRM01 is the master: 4 files',
    '⚠ CRM02 differs in 10 files',
    /different {2}Company\/A page with a name.*… +9999 B {2}2026-01-05 08:30\n +on the master +12 kB {2}2026/,
    /missing {4}Map\.asp +10 B {2}2026-01-05 08:30/,
    /extra {6}x\.asp +0 B/,
    '... and 7 more',
    /\? CRM03 is not known: There is no SSH/,
    /✖ CRM02 does not reach it: Access is denied/,
    'Looked at 2026-01-05 08:30.',
  ])
    t.match(text, expected);
});

t.test('nothing to compare, nothing looked at, all the same', async (t) => {
  t.equal(
    filesText(document({ folders: [], library: null, lookedAt: null }), 80),
    'No folder is compared: files.folders names none.\nNot looked at yet.\n',
  );
  const rows: readonly [Partial<FilesDocument>, boolean][] = [
    [{}, false],
    [{ library: null }, false],
    [{ folders: [], library: null }, true],
    [{ folders: [] }, false],
    [
      { folders: [], library: { path: 'x', servers: [{ server: 'a', state: 'unknown', problem: '' }] } },
      true,
    ],
  ];
  for (const [more, alike] of rows) t.equal(isAlike(document(more)), alike, JSON.stringify(more));
});

t.test('a plan in order, with what is left out', async (t) => {
  const step = { server: 'CRM02', folder: 'CustomPages', path: 'Map.asp', kind: 'add' as const, bytes: 10 };
  const plan: FilesPlan = {
    version: 1,
    plan: 'p',
    lookedAt: at,
    steps: [step, { ...step, path: 'x.asp', kind: 'set-aside', bytes: 0 }],
    bytes: 10,
    leftOut: [{ server: 'CRM02', folder: 'CustomPages', path: 'big.iso', because: 'too-big' }],
    tooMuch: true,
    unknown: ['CRM03 CustomPages: no SSH'],
    backup: 'C:\\FairleadBackup',
  };
  const text = filesPlanText(plan, 80);
  for (const expected of [
    '2 files, 10 B, one after another:',
    /1 {2}CRM02 +add +CustomPages\/Map\.asp +10 B\n/,
    /2 {2}CRM02 +take away {2}CustomPages\/x\.asp/,
    'left to you: CRM02 CustomPages/big.iso: too big (files.maxFileBytes)',
    'not known: CRM03 CustomPages: no SSH',
    'kept on each server in C:\\FairleadBackup',
    'more than is copied at once',
  ])
    t.match(text, expected);
  t.match(
    filesPlanText({ ...plan, steps: [], leftOut: [], unknown: [], tooMuch: false }, 80),
    /^There is nothing/,
  );
  const sync = {
    run: 'r',
    state: 'failed' as const,
    by: 'me',
    reason: null,
    startedAt: at,
    endedAt: at,
    done: 1,
    of: 2,
    bytesDone: 10,
    bytes: 10,
    current: step,
    problem: 'The disk is full.',
    mend: 'Make room.',
  };
  t.equal(progressText(sync), '✖ Copying failed, 1 of 2, 10 B of 10 B: CRM02 CustomPages/Map.asp');
  t.match(filesText(document({ sync }), 80), '✖ The disk is full. Make room.');
});
