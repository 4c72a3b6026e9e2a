// The lock of the CRM is set and taken away in the database, both rows or none.

import t, { type Test } from 'tap';
import { createLockDesk } from '../../../cluster/lock/system-lock.ts';
import { nowMs, password, startLookAlike } from '../../demo/tds/look-alike.ts';
import { openDatabase, settingsOf, statements } from '../support/database.ts';
import { profile } from '../support/sample.ts';

async function makeDesk(t: Test, change: { readonly userId?: string; readonly laterMs?: number } = {}) {
  const { store, port } = await startLookAlike(t);
  const settings = settingsOf(port, { password, trustServerCertificate: true });
  const { database } = openDatabase(settings);
  t.teardown(() => database.close());
  const { lockedBy, lockedSince } = profile.parameters;
  const desk = createLockDesk({
    query: database.query,
    settings: () => ({
      statements,
      names: { lockedBy, lockedSince },
      userId: change.userId ?? '1',
      timeStyle: 120,
    }),
    nowMs: () => nowMs + (change.laterMs ?? 0),
  });
  const rows = () => [store.parameter('SysLockedByUsrID'), store.parameter('SysLockedTime')];
  return { desk, store, rows };
}

t.test('a lock is written with the time of the database server, and taken away', async (t) => {
  const { desk, rows } = await makeDesk(t);
  const sinceMs = Math.floor(nowMs / 1000) * 1000;
  t.same(await desk.change('lock', false), { kind: 'changed', lock: { lockedBy: '1', sinceMs } });
  t.same(rows(), ['1', '2026-11-24 09:30:15']);
  t.same(
    await desk.change('lock', false),
    { kind: 'changed', lock: { lockedBy: '1', sinceMs } },
    'again: longer',
  );
  t.same(await desk.change('unlock', false), { kind: 'changed', lock: undefined });
  t.same(rows(), [undefined, undefined]);
  t.same(await desk.change('unlock', false), { kind: 'as-wanted', lock: undefined });
});

t.test('the lock of somebody else stands, but for those who insist or where it has lapsed', async (t) => {
  const { desk, store, rows } = await makeDesk(t);
  const theirs = () => {
    store.setParameter('SysLockedByUsrID', '5');
    store.setParameter('SysLockedTime', '2026-11-24 09:00:00');
  };
  theirs();
  const held = { kind: 'held', by: '5', sinceMs: Date.UTC(2026, 10, 24, 9) };
  t.same(await desk.change('lock', true), held, 'nobody takes a lock over');
  t.same(await desk.change('unlock', false), held);
  t.same(rows(), ['5', '2026-11-24 09:00:00']);
  t.match(await desk.change('unlock', true), { kind: 'changed' });
  theirs();
  store.setParameter('SysLockedTime', '2026-11-24 06:30:00');
  t.match(
    await desk.change('lock', false),
    { kind: 'changed', lock: { lockedBy: '1' } },
    'it lapsed an hour ago',
  );
});

t.test('a row that is missing or there twice is told, and nothing is changed', async (t) => {
  const { desk, store, rows } = await makeDesk(t);
  const run = (sql: string) => store.database.exec(sql);
  run("UPDATE Custom_SysParams SET Parm_Deleted = 1 WHERE Parm_Name = 'SysLockedTime'");
  t.match(await desk.change('lock', false), { kind: 'failed', text: /no live row "SysLockedTime"/ });
  t.same(rows(), [undefined, undefined]);
  run("UPDATE Custom_SysParams SET Parm_Deleted = NULL WHERE Parm_Name = 'SysLockedTime'");
  run("INSERT INTO Custom_SysParams (Parm_Name) VALUES ('SysLockedByUsrID')");
  t.match(await desk.change('lock', false), { kind: 'failed', text: /2 live rows "SysLockedByUsrID"/ });
  t.same(rows(), [undefined, undefined]);
});

t.test('a user has a name, or none', async (t) => {
  const { desk } = await makeDesk(t);
  t.equal(await desk.nameOf('2'), 'user002');
  t.equal(await desk.nameOf('99'), undefined);
});
