// The files of a server that Fairlead itself gets at, on a real disk.

import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { doStep } from '../../../cluster/files/copy-file.ts';
import type { FilesDoor, Reached, SeenFile } from '../../../cluster/files/model.ts';
import { createShareDoor } from '../../../cluster/files/share-door.ts';
import { temporaryFolder } from '../../support/fairlead-process.ts';

const { signal } = new AbortController();

function world(t: Test, partBytes = 4) {
  const folder = temporaryFolder(t);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const door = (name: string): FilesDoor => {
    mkdirSync(join(folder, name), { recursive: true });
    const backupRoot = join(folder, `${name}-backup`);
    return createShareDoor({
      server: name,
      root: join(folder, name),
      folder: 'Pages',
      backupRoot,
      partBytes,
    });
  };
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  return { folder, write, read, master: door('CRM01'), target: door('CRM02') };
}

async function listed(door: FilesDoor): Promise<readonly SeenFile[]> {
  return found(await door.list(100, signal)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function found<Value>(reached: Reached<Value>): Value {
  if (reached.ok) return reached.value;
  throw new Error(reached.text);
}

const server = { id: '2', name: 'CRM02' };
const place = { server, folder: 'Pages' };

t.test('files are listed with hash, size and time, at any depth', async (t) => {
  const { write, master, folder } = world(t);
  write('CRM01/Company/Map.asp', 'abc');
  write('CRM01/a.asp', '');
  utimesSync(join(folder, 'CRM01/a.asp'), 1_000, 1_000);
  const files = await listed(master);
  t.same(
    files.map(({ path, bytes }) => `${path} ${bytes}`),
    ['Company/Map.asp 3', 'a.asp 0'],
  );
  t.equal(files[0]?.hash, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  t.equal(files[1]?.modifiedAtMs, 1_000_000);
  t.match(await master.list(1, signal), { ok: false, text: /more than 1 files/ });
});

t.test('a file is added, and replaced with a backup; size, contents and time are the master’s', async (t) => {
  const { write, read, master, target, folder } = world(t);
  write('CRM01/Company/Map.asp', 'more than one part');
  const [file] = await listed(master);
  const add = { ...place, kind: 'add' as const, path: file!.path, file: file! };
  found(await doStep(add, { master, target }, 'run1', signal));
  t.equal(read('CRM02/Company/Map.asp'), 'more than one part');
  t.notOk(existsSync(join(folder, 'CRM02/Company/Map.asp.fairlead-new')));
  t.equal(Math.floor(statSync(join(folder, 'CRM02/Company/Map.asp')).mtimeMs), file!.modifiedAtMs);

  write('CRM02/Company/Map.asp', 'older');
  const [was] = await listed(target);
  const replace = { ...place, kind: 'replace' as const, path: file!.path, file: file!, was: was! };
  found(await doStep(replace, { master, target }, 'run2', signal));
  t.equal(read('CRM02/Company/Map.asp'), 'more than one part');
  t.equal(read('CRM02-backup/run2/Pages/Company/Map.asp'), 'older');
});

t.test('nothing is replaced where it was changed meanwhile, on either side', async (t) => {
  const { write, read, master, target } = world(t);
  write('CRM01/a.asp', 'from the master');
  write('CRM02/a.asp', 'older');
  const [[file], [was]] = [await listed(master), await listed(target)];
  const step = { ...place, kind: 'replace' as const, path: 'a.asp', file: file!, was: was! };
  write('CRM02/a.asp', 'by hand');
  t.match(await doStep(step, { master, target }, 'run', signal), { ok: false, text: /changed since/ });
  t.equal(read('CRM02/a.asp'), 'by hand');
  write('CRM02/a.asp', 'older');
  write('CRM01/a.asp', 'from the mAster');
  t.match(await doStep(step, { master, target }, 'run', signal), { ok: false, text: /not what was sent/ });
  write('CRM01/a.asp', 'longer than it was before');
  t.match(await doStep(step, { master, target }, 'run', signal), {
    ok: false,
    text: /changed on the master/,
  });
  t.equal(read('CRM02/a.asp'), 'older');
});

t.test('what the master does not have is taken away and kept', async (t) => {
  const { write, read, master, target, folder } = world(t);
  write('CRM02/extra.asp', 'x');
  const [was] = await listed(target);
  const step = { ...place, kind: 'set-aside' as const, path: 'extra.asp', was: was! };
  found(await doStep(step, { master, target }, 'run', signal));
  t.notOk(existsSync(join(folder, 'CRM02/extra.asp')));
  t.equal(read('CRM02-backup/run/Pages/extra.asp'), 'x');
});

t.test('without a folder for backups nothing is replaced', async (t) => {
  const { folder, write } = world(t);
  write('CRM02/a.asp', 'x');
  const root = join(folder, 'CRM02');
  const door = createShareDoor({
    server: 'CRM02',
    root,
    folder: 'Pages',
    backupRoot: undefined,
    partBytes: 9,
  });
  const order = { path: 'a.asp', run: 'r', hash: 'h', was: 'w', modifiedAtMs: 0 };
  t.match(await door.place(order, signal), { ok: false, text: /files\.backupShare is not set/ });
  t.match(await door.readPart('../a.asp', 0, signal), { ok: false, text: /ENOENT/ });
});
