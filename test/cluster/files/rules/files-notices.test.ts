import t from 'tap';
import type { FilesView } from '../../../../cluster/files/files-keeper.ts';
import type { FolderStanding } from '../../../../cluster/files/files-look.ts';
import { countsOf } from '../../../../cluster/files/rules/counts.ts';
import { filesNotices } from '../../../../cluster/files/rules/files-notices.ts';
import { serverOf } from '../../support/sample.ts';

const file = { path: 'a.asp', bytes: 1, hash: 'h', modifiedAtMs: 0 };
const master: FolderStanding = { kind: 'master', files: [file] };
const seen = (count: number): FolderStanding => ({
  kind: 'seen',
  files: [],
  differences: Array.from({ length: count }, () => ({
    path: 'a.asp',
    kind: 'missing' as const,
    master: file,
    there: undefined,
  })),
});
const unknown: FolderStanding = { kind: 'unknown', text: 'No SSH.', mend: 'Configure it.' };

const folderOf = (name: string, ...standings: FolderStanding[]) => ({
  folder: { name, path: 'C:\\x', share: undefined, ignore: [] },
  servers: standings.map((standing, at) => ({
    server: serverOf(`CRM0${at + 1}`, { position: at }),
    standing,
  })),
});
const view = (more: Partial<FilesView>): FilesView => ({
  settings: { folders: [], lookMs: 1, maxFiles: 1, maxFileBytes: 1, maxSyncBytes: 1 },
  looking: false,
  lookedAtMs: 1,
  folders: [],
  library: undefined,
  sync: undefined,
  ...more,
});
const told = (more: Partial<FilesView>) =>
  filesNotices(view(more)).map(({ code, text }) => `${code}: ${text}`);

t.test('what differs, what is not known, who is without the library', async (t) => {
  t.same(told({}), []);
  t.same(told({ folders: [folderOf('Pages', master, seen(0), seen(0))] }), []);
  t.same(told({ folders: [folderOf('Pages', master, seen(2)), folderOf('DotNet', master, seen(1))] }), [
    "files-differ: Files differ from the master's: CRM02 3.",
  ]);
  t.same(told({ folders: [folderOf('Pages', master, unknown, unknown)] }), [
    'files-unseen: The folder Pages could not be compared on CRM02, CRM03: No SSH.',
  ]);
  const servers = [
    { server: serverOf('CRM01'), access: { kind: 'reached' as const } },
    { server: serverOf('CRM02'), access: { kind: 'not-reached' as const, text: 'Access is denied' } },
    { server: serverOf('CRM03'), access: { kind: 'unknown' as const, text: 'No SSH.' } },
  ];
  t.same(told({ library: { path: '\\\\files\\crm', servers } }), [
    'library-unreachable: CRM02 cannot reach the document library \\\\files\\crm: Access is denied',
  ]);
});

t.test(
  'while files are copied nothing is told of what differs, and a fault is told afterwards',
  async (t) => {
    const step = {
      server: { id: '2', name: 'CRM02' },
      folder: 'Pages',
      path: 'a.asp',
      kind: 'add' as const,
      file,
    };
    const sync = {
      run: 'files-1',
      by: 'me',
      reason: undefined,
      plan: { steps: [step, step], bytes: 2, leftOut: [], tooMuch: false },
      startedAtMs: 0,
      done: 1,
      bytesDone: 1,
      current: step,
      end: undefined,
      endedAtMs: undefined,
    };
    const folders = [folderOf('Pages', master, seen(1))];
    t.same(told({ folders, sync }), []);
    const end = { kind: 'failed' as const, step, text: 'The disk is full.', mend: 'Make room.' };
    t.same(told({ folders, sync: { ...sync, end } }), [
      "files-differ: Files differ from the master's: CRM02 1.",
      'files-sync-failed: Copying stopped at Pages/a.asp on CRM02: The disk is full. 1 of 2 were done.',
    ]);
  },
);

t.test('a server that could not be compared in one folder has no number', async (t) => {
  const folders = [
    folderOf('Pages', master, seen(2), unknown, seen(0)),
    folderOf('DotNet', master, seen(3), seen(1), seen(0)),
  ];
  t.same(
    countsOf(folders).map(({ server, differences }) => `${server} ${differences}`),
    ['CRM01 0', 'CRM02 5', 'CRM03 undefined', 'CRM04 0'],
  );
});
