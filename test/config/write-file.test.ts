// Replacing a file whole.

import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeFileWhole } from '../../config/write-file.ts';

const windows = process.platform === 'win32';

t.test('a file is replaced, nothing is left beside it', async (t) => {
  const folder = t.testdir({ 'a.yaml': 'old' });
  await writeFileWhole(join(folder, 'a.yaml'), 'new');
  t.equal(readFileSync(join(folder, 'a.yaml'), 'utf8'), 'new');
  t.same(readdirSync(folder), ['a.yaml']);
});

t.test(
  'the mode stays, a new file is for its owner',
  { skip: windows && 'Windows has no modes' },
  async (t) => {
    const folder = t.testdir({ 'a.yaml': 'old' });
    chmodSync(join(folder, 'a.yaml'), 0o640);
    await writeFileWhole(join(folder, 'a.yaml'), 'new');
    await writeFileWhole(join(folder, 'b.yaml'), 'new');
    t.equal(statSync(join(folder, 'a.yaml')).mode & 0o777, 0o640);
    t.equal(statSync(join(folder, 'b.yaml')).mode & 0o777, 0o600);
  },
);

t.test('a link stays a link', { skip: windows && 'links need rights there' }, async (t) => {
  const folder = t.testdir({ real: { 'a.yaml': 'old' } });
  symlinkSync(join(folder, 'real', 'a.yaml'), join(folder, 'a.yaml'));
  await writeFileWhole(join(folder, 'a.yaml'), 'new');
  t.equal(readFileSync(join(folder, 'real', 'a.yaml'), 'utf8'), 'new');
});

t.test('where it fails the old file stays, and nothing is left beside it', async (t) => {
  const folder = t.testdir({ 'a.yaml': 'old' });
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'taken', 'x'), '');
  await t.rejects(writeFileWhole(join(folder, 'taken'), 'new'));
  await t.rejects(writeFileWhole(join(folder, 'none', 'a.yaml'), 'new'));
  t.same(readdirSync(folder).sort(), ['a.yaml', 'taken']);
});
