import { mkdir, readdir, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openRotatingFile } from '../../../admin/access-log/rotating-file.ts';

const line = (text: string) => Buffer.from(`${text.padEnd(9, '.')}\n`);

async function opened(folder: string, keep: number, problems: Error[] = []) {
  const path = join(folder, 'log', 'access.log');
  const onProblem = (problem: Error) => problems.push(problem);
  return { path, sink: await openRotatingFile({ path, maxBytes: 30, keep, onProblem }) };
}

t.test('a file that would grow too large is renamed, and the oldest goes', async (t) => {
  const folder = t.testdir();
  const { path, sink } = await opened(folder, 2);
  for (let number = 1; number <= 10; number++) await sink.write(line(`line ${number}`));
  await sink.close();
  t.same((await readdir(join(folder, 'log'))).sort(), ['access.log', 'access.log.1', 'access.log.2']);
  t.equal(await readFile(path, 'utf8'), 'line 10..\n');
  t.match(await readFile(`${path}.1`, 'utf8'), /^line 7\.+\nline 8\.+\nline 9\.+\n$/);
  t.match(await readFile(`${path}.2`, 'utf8'), /^line 4\.+\nline 5\.+\nline 6\.+\n$/);
});

t.test('a file that is there already is continued, its size counted', async (t) => {
  const folder = t.testdir({ log: { 'access.log': 'twenty-five bytes here.\n\n' } });
  const { path, sink } = await opened(folder, 1);
  await sink.write(line('next'));
  await sink.close();
  t.equal(await readFile(path, 'utf8'), 'next.....\n');
  t.equal(await readFile(`${path}.1`, 'utf8'), 'twenty-five bytes here.\n\n');
});

t.test('after a rename from outside it goes on under its name', async (t) => {
  const { path, sink } = await opened(t.testdir(), 1);
  await sink.write(line('before'));
  await rename(path, `${path}.moved`);
  await sink.write(line('still old'));
  await sink.reopen();
  await sink.write(line('after'));
  await sink.close();
  t.equal(await readFile(`${path}.moved`, 'utf8'), 'before...\nstill old\n');
  t.equal(await readFile(path, 'utf8'), 'after....\n');
});

t.test('a file emptied from outside is not rotated for bytes that are gone', async (t) => {
  const folder = t.testdir();
  const { path, sink } = await opened(folder, 1);
  for (const text of ['one', 'two', 'three']) await sink.write(line(text));
  await truncate(path, 0);
  await sink.write(line('four'));
  await sink.close();
  t.same(await readdir(join(folder, 'log')), ['access.log']);
  t.equal(await readFile(path, 'utf8'), 'four.....\n');
});

t.test('where a rename is refused no line is lost, and it is tried again', async (t) => {
  const problems: Error[] = [];
  const folder = t.testdir();
  const { path, sink } = await opened(folder, 1, problems);
  // A folder that is not empty cannot be replaced: what Windows does while somebody reads the file.
  await mkdir(join(`${path}.1`, 'in the way'), { recursive: true });
  for (let number = 1; number <= 5; number++) await sink.write(line(`line ${number}`));
  t.ok(problems.length >= 1, 'the refusal is told');
  t.equal((await readFile(path, 'utf8')).split('\n').length - 1, 5);
  await rm(`${path}.1`, { recursive: true });
  for (let number = 6; number <= 8; number++) await sink.write(line(`line ${number}`));
  await sink.close();
  const all = `${await readFile(`${path}.1`, 'utf8')}${await readFile(path, 'utf8')}`;
  t.same(
    all.match(/line \d+/g),
    Array.from({ length: 8 }, (_, index) => `line ${index + 1}`),
  );
});

t.test('a file that cannot be opened is said at once', async (t) => {
  const folder = t.testdir({ file: '' });
  await t.rejects(
    openRotatingFile({ path: join(folder, 'file', 'x'), maxBytes: 30, keep: 1, onProblem: () => undefined }),
  );
});

t.test('a file that cannot be opened anew leaves the old one in use', async (t) => {
  const { path, sink } = await opened(t.testdir(), 1);
  await sink.write(line('before'));
  await rename(path, `${path}.moved`);
  await mkdir(path);
  await t.rejects(sink.reopen());
  await sink.write(line('after'));
  await sink.close();
  t.equal(await readFile(`${path}.moved`, 'utf8'), 'before...\nafter....\n');
});

t.test('others may not read what it tells of clients', { skip: process.platform === 'win32' }, async (t) => {
  const { path, sink } = await opened(t.testdir(), 1);
  await sink.close();
  t.equal((await stat(path)).mode & 0o007, 0);
});
