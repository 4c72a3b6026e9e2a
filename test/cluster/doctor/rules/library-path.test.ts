import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineLibraryPath } from '../../../../cluster/doctor/rules/library-path.ts';
import { away, type Change, examined, factsOf } from '../facts.ts';

const path = (text: string | undefined): Change => ({ database: { libraryPath: seen(text) } });
const got = (...kinds: ('folder' | 'file' | 'missing')[]): Change => ({
  servers: kinds.map((kind) => ({
    windows: {
      library: seen({
        kind,
        writable: undefined,
        problem: kind === 'missing' ? 'Access is denied' : undefined,
      }),
    },
  })),
});
const configured = (library: { path?: string; user?: string }): Change => ({
  expected: { ...factsOf().expected, library: { path: undefined, user: undefined, ...library } },
});
const share = ['settings', 'ok'] as const;

t.test('the document library is a share that every server gets at', (t) =>
  examined(t, examineLibraryPath, [
    ['in order', {}, share, ['CRMWEB1', 'ok'], ['CRMWEB2', 'ok']],
    [
      'a folder of its own on each',
      path('C:\\Library'),
      ['settings', 'fault', /another folder on each server/],
    ],
    ['none', path(''), ['settings', 'fault']],
    ['no row', path(undefined), ['settings', 'fault']],
    [
      'one does not get there',
      got('folder', 'missing'),
      share,
      ['CRMWEB1', 'ok'],
      ['CRMWEB2', 'fault', /Access is denied\./],
    ],
    ['a file', got('folder', 'file'), share, ['CRMWEB1', 'ok'], ['CRMWEB2', 'fault']],
    [
      'nobody does, which may be for the key',
      got('missing', 'missing'),
      share,
      ['CRMWEB1', 'unknown', /log-on by key/],
      ['CRMWEB2', 'unknown'],
    ],
    [
      'nobody does, with a user that is configured',
      { ...got('missing', 'missing'), ...configured({ user: 'CORP\\crm' }) },
      share,
      ['CRMWEB1', 'fault', /as CORP\\crm: Access is denied\./],
      ['CRMWEB2', 'fault'],
    ],
    [
      'a configured share instead of the folder that the CRM says',
      { ...path('C:\\Library'), ...configured({ path: '\\\\files\\other' }) },
      ['settings', 'fault'],
      ['CRMWEB1', 'ok', /files\\other/],
      ['CRMWEB2', 'ok'],
    ],
    [
      'a configured share, and the CRM was not asked',
      { database: { libraryPath: away }, ...configured({ path: '\\\\files\\other' }) },
      ['settings', 'unknown'],
      ['CRMWEB1', 'ok'],
      ['CRMWEB2', 'ok'],
    ],
    ['not seen', { database: { libraryPath: away } }, ['settings', 'unknown']],
  ]),
);
