// The statements of maintenance: each says what it is and what it needs, takes its values as parameters, and is used.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { maintenanceSql } from '../../../cluster/maintenance/sql.ts';

const folder = join(import.meta.dirname, '../../../cluster/sql/maintenance');
const names = readdirSync(folder);

t.test('every file is loaded, and says first what it is', async (t) => {
  t.equal(Object.keys(maintenanceSql).length, names.length);
  for (const name of names) {
    const text = readFileSync(join(folder, name), 'utf8');
    t.match(text, new RegExp(`^-- ${name.replace('.sql', '').replaceAll('-', ' ')}: `), name);
    t.match(text, /Needs|Reads only/, `${name} says what it needs`);
    t.ok(Object.values(maintenanceSql).includes(text), `${name} is used`);
    t.notMatch(text, /\{\{/, `${name}: values are parameters`);
  }
});

t.test('names of indexes and tables are quoted by the server', async (t) => {
  for (const name of ['rebuildIndex', 'rebuildIndexOnline', 'reorganiseIndex', 'updateStatistics'] as const) {
    const code = maintenanceSql[name].replaceAll(/--.*/g, '');
    for (const [, parameter] of code.matchAll(/@(index|schema|table)\b/g))
      t.match(code, `QUOTENAME(@${parameter})`, `${name}: ${parameter}`);
  }
});

t.test('only the full backup of the plan is no copy, and all carry checksums', async (t) => {
  t.match(maintenanceSql.backupCopy, /WITH COPY_ONLY, .*CHECKSUM/);
  t.notMatch(maintenanceSql.backupFull.replaceAll(/--.*/g, ''), 'COPY_ONLY');
  for (const name of ['backupFull', 'backupCopy', 'backupDifferential', 'backupLog', 'verifyBackup'] as const)
    t.match(maintenanceSql[name], 'CHECKSUM', name);
});
