// Whether what a run has kept may be put back, as a table: the database and the files beside it are of one version
// afterwards.

import t from 'tap';
import type { KeptCopy, KeptKind, KeptRun } from '../../../../cluster/upgrade/rules/kept-run.ts';
import { type RestoreWish, restoreFault } from '../../../../cluster/upgrade/rules/restore-fault.ts';

const servers = ['CRM1', 'CRM2'];
const all = (version: string) => Object.fromEntries(servers.map((name) => [name, version]));

function keptRun(versions: Readonly<Record<string, string>>, without: readonly string[] = []): KeptRun {
  const copy = (kind: KeptKind, server: string): KeptCopy => ({
    ...{ kind, server, versions, of: kind, file: kind, bytes: 1, hash: 'a' },
  });
  const copies = [
    copy('backup-database', ''),
    ...servers.flatMap((name) => [copy('backup-files', name), copy('backup-registry', name)]),
  ];
  return {
    run: '3',
    environment: 'live',
    copies: copies.filter(({ kind, server }) => !without.includes(`${kind} ${server}`.trim())),
  };
}

const whole = { database: true, files: servers, byHand: false, now: {} };
const databaseOnly = { database: true, files: [], byHand: false };
const oneServer = { database: false, files: ['CRM2'], byHand: false };

const rows: readonly (readonly [string, RestoreWish, RegExp | undefined])[] = [
  ['database and all files, of another version', { kept: keptRun(all('1')), ...whole }, undefined],
  [
    'database alone, of the version of now',
    { kept: keptRun(all('1')), ...databaseOnly, now: all('1') },
    undefined,
  ],
  [
    'database alone, of another version',
    { kept: keptRun(all('1')), ...databaseOnly, now: all('2') },
    /^run 3 has kept the database of version 1, and CRM1 has 2 now: .* needs the files as well as the database$/,
  ],
  [
    'database alone, one server has another version',
    { kept: keptRun(all('1')), ...databaseOnly, now: { CRM1: '1', CRM2: '2' } },
    /CRM2 has 2 now/,
  ],
  [
    'database alone, somebody puts the files back',
    { kept: keptRun(all('1')), ...databaseOnly, byHand: true, now: all('2') },
    undefined,
  ],
  [
    'database alone, nobody looked at versions then',
    { kept: keptRun({}), ...databaseOnly, now: all('1') },
    /^which version CRM1 had when run 3 kept the database was not looked at: .* files as well/,
  ],
  [
    'no database was kept',
    { kept: keptRun(all('1'), ['backup-database']), ...whole },
    /kept no backup of the database/,
  ],
  [
    'files of one server were not kept',
    { kept: keptRun(all('1'), ['backup-files CRM2']), ...whole },
    /^run 3 has not kept files and registry keys of CRM2, or nobody has read them back$/,
  ],
  [
    'keys of one server were not kept',
    { kept: keptRun(all('1'), ['backup-registry CRM1']), ...whole },
    /not kept files and registry keys of CRM1/,
  ],
  [
    'files of one server, of the version of the others',
    { kept: keptRun(all('1')), ...oneServer, now: { CRM1: '1' } },
    undefined,
  ],
  [
    'files of one server, of another version than the others',
    { kept: keptRun(all('1')), ...oneServer, now: { CRM1: '2' } },
    /^run 3 has kept files of version 1, and CRM1 has 2 now: .* needs the database as well as the files$/,
  ],
  [
    'files of one server, one folder and no keys',
    { kept: keptRun(all('1'), ['backup-registry CRM2']), ...oneServer, now: { CRM1: '1' } },
    undefined,
  ],
  [
    'files of one server that the run has not kept',
    { kept: keptRun(all('1')), ...oneServer, files: ['CRM9'], now: { CRM1: '1' } },
    /not kept files of CRM9/,
  ],
  [
    'files of one server, nobody looked at its version then',
    { kept: keptRun({ CRM1: '1' }), ...oneServer, now: { CRM1: '1' } },
    /which version the files of CRM2 had when run 3 kept them was not looked at/,
  ],
];

for (const [name, wish, wanted] of rows)
  t.test(name, (t) => {
    const fault = restoreFault(wish);
    if (wanted === undefined) t.equal(fault, undefined);
    else t.match(fault, wanted);
    t.end();
  });
