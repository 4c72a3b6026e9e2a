// What is kept on disk is there whole.

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeWhole } from '../../cluster/write-whole.ts';

t.test('a file is replaced, nothing is left beside it', async (t) => {
  const folder = t.testdir({ 'kept.json': 'old' });
  writeFileSync(join(folder, `kept.json.${process.pid}.new`), 'half of what was never fini');
  await writeWhole(join(folder, 'kept.json'), 'new');
  t.equal(readFileSync(join(folder, 'kept.json'), 'utf8'), 'new');
  t.same(readdirSync(folder), ['kept.json']);
});

t.test(
  'a new file is for its owner',
  { skip: process.platform === 'win32' && 'Windows has no modes' },
  async (t) => {
    const path = join(t.testdir({}), 'kept.json');
    await writeWhole(path, 'new');
    t.equal(statSync(path).mode & 0o777, 0o600);
  },
);

t.test('where it fails the error of the disk is told and the old file stays', async (t) => {
  const folder = t.testdir({ 'kept.json': 'old' });
  mkdirSync(join(folder, `kept.json.${process.pid}.new`));
  await t.rejects(writeWhole(join(folder, 'kept.json'), 'new'), /\bopen\b/);
  t.equal(readFileSync(join(folder, 'kept.json'), 'utf8'), 'old');
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'taken', 'x'), '');
  await t.rejects(writeWhole(join(folder, 'taken'), 'new'), /\brename\b/);
  await t.rejects(writeWhole(join(folder, 'none', 'kept.json'), 'new'), { code: 'ENOENT' });
});
