// Wanted states on a real disk: asked for again after a restart, and not done where they could not be kept.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { AdminState } from '../../../cluster/model.ts';
import type { WantedEntry } from '../../../cluster/wanted/entry.ts';
import { createWantedBoard } from '../../../cluster/wanted/wanted-board.ts';
import { openWantedStore } from '../../../cluster/wanted/wanted-store.ts';
import { temporaryFolder } from '../../support/fairlead-process.ts';

const entry = (server: string, sinceMs: number, by = 'anna'): WantedEntry => ({
  server,
  name: server.toUpperCase(),
  admin: { state: 'maintenance', sinceMs, by, reason: 'patches', untilMs: undefined },
  drain: undefined,
});

function open(folder: string) {
  const applied: [string, AdminState['state']][] = [];
  const store = openWantedStore(folder, () => 100);
  const board = createWantedBoard({
    store,
    nowMs: () => 100,
    apply: (server, { state }) => applied.push([server, state]),
  });
  return { applied, store, board };
}

const folderOf = (t: Test) => join(temporaryFolder(t), 'data');

t.test('what was wanted is asked for again at once', async (t) => {
  const folder = folderOf(t);
  const before = open(folder);
  t.same(before.board.adminOf('a'), { state: 'in-service', sinceMs: 100 });
  await before.board.put(entry('a', 10));
  await before.board.put(entry('b', 20));
  await before.board.put({ ...entry('b', 30), admin: { state: 'in-service', sinceMs: 30, by: 'bo' } });
  const after = open(folder);
  t.same(after.applied, [
    ['a', 'maintenance'],
    ['b', 'in-service'],
  ]);
  t.match(after.board.adminOf('a'), { state: 'maintenance', by: 'anna', sinceMs: 10 });
});

t.test('what cannot be kept is not done', async (t) => {
  const folder = folderOf(t);
  const { board, applied, store } = open(folder);
  await board.put(entry('a', 10));
  rmSync(folder, { recursive: true });
  await t.rejects(board.put(entry('b', 20)), { code: 'ENOENT' });
  t.same(applied, [['a', 'maintenance']]);
  t.equal(board.entryOf('b'), undefined);
  mkdirSync(folder);
  await board.put(entry('c', 30));
  t.match(readFileSync(store.path, 'utf8'), /"A"(?:.|\n)*"C"/, 'the next one is tried all the same');
});

t.test('a file that cannot be read makes every server unknown until somebody says something', async (t) => {
  const folder = folderOf(t);
  mkdirSync(folder);
  writeFileSync(join(folder, 'wanted.json'), '{"version": 1, "entr');
  const { board, store, applied } = open(folder);
  t.match(store.problem, { code: 'CLU_WANTED_UNREADABLE', message: /no JSON object; it was set aside/ });
  t.ok(existsSync(join(folder, 'wanted.json.damaged')));
  t.same(board.adminOf('a'), { state: 'unknown', sinceMs: 100 });
  t.same(applied, []);
  await board.put(entry('a', 200));
  t.equal(board.adminOf('a').state, 'maintenance');
  t.equal(open(folder).board.adminOf('b').state, 'unknown', 'also after another restart');
});

t.test('what a drain leads to never wins over what somebody said meanwhile', async (t) => {
  const { board } = open(folderOf(t));
  const first = entry('a', 10);
  await board.put(first);
  const known = board.entryOf('a')!;
  const said = { ...entry('a', 20), admin: { state: 'in-service' as const, sinceMs: 20, by: 'bo' } };
  const both = [board.put(said), board.follow(known, entry('a', 10, 'late'))] as const;
  t.equal((await Promise.all(both))[1], false);
  t.equal(board.adminOf('a').state, 'in-service');
});

t.test('of what others know the later wish is taken over', async (t) => {
  const { board, applied } = open(folderOf(t));
  await board.put(entry('a', 10));
  t.same(await board.replaceAll([entry('a', 5), entry('b', 7)], 'other'), ['b']);
  t.same(await board.replaceAll([entry('a', 15, 'bo'), entry('b', 7)], 'other'), ['a']);
  t.equal(board.originOf('a'), 'other');
  t.same(await board.replaceAll([entry('a', 15, 'bo')], 'other'), []);
  t.same(
    applied.map(([server]) => server),
    ['a', 'b', 'a'],
  );
});

t.test('a new wish is later than the one it replaces, whatever the clocks say', async (t) => {
  const here = open(folderOf(t));
  const there = open(folderOf(t));
  await there.board.put(entry('a', 9_000));
  await here.board.replaceAll(there.board.entries(), 'there');
  t.equal(here.board.originOf('a'), 'there');
  // The clock here is behind.
  await here.board.put({ ...entry('a', 50), admin: { state: 'in-service', sinceMs: 50, by: 'bo' } });
  t.match(here.board.adminOf('a'), { state: 'in-service', sinceMs: 9_001 });
  t.equal(here.board.originOf('a'), undefined);
  t.same(await there.board.replaceAll(here.board.entries(), 'here'), ['a']);
  t.same(await here.board.replaceAll(there.board.entries(), 'there'), [], 'and it does not come back');
  t.same(there.board.adminOf('a'), here.board.adminOf('a'));
});

t.test('of two ends of one drain everybody keeps the earlier', async (t) => {
  const draining = (
    end: { kind: 'drained' | 'deadline-reached'; atMs: number } | undefined,
  ): WantedEntry => ({
    ...entry('a', 10),
    drain: {
      deadlineMs: 40,
      afterDeadline: 'keep',
      usersAtStart: 2,
      end: end && { ...end, left: 0 },
    },
  });
  const drained = draining({ kind: 'drained', atMs: 40 });
  const late = draining({ kind: 'deadline-reached', atMs: 41 });
  for (const order of [
    [draining(undefined), drained, late],
    [late, draining(undefined), drained],
    [drained, late, draining(undefined)],
  ]) {
    const { board } = open(folderOf(t));
    for (const each of order) await board.replaceAll([each], 'there');
    t.equal(board.entryOf('a')?.drain?.end?.kind, 'drained');
  }
});
