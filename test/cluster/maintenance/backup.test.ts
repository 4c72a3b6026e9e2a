// Backups over the real driver: made, read back, put back; what goes wrong is told in words; progress moves.

import t, { type Test } from 'tap';
import {
  backupDatabase,
  isBackupThere,
  restoreDatabase,
  toMaster,
  verifyBackup,
} from '../../../cluster/maintenance/backup.ts';
import { openWork, type Progress } from '../../../cluster/maintenance/work.ts';
import { createUpkeep } from '../../../demo/store/upkeep.ts';
import { waitFor } from '../../support/wait-for.ts';
import { failureFrom, statements } from '../support/database.ts';
import { startWorld } from '../support/world.ts';

const nowMs = Date.UTC(2026, 10, 22, 1);
const database = 'CRM';

async function startUpkeep(t: Test, workMs = 100, name = database) {
  const upkeep = createUpkeep({ workMs });
  const world = await startWorld(t, { upkeep });
  const work = openWork({
    settings: { ...world.settings, name },
    connectionStatement: statements.connection,
    limitMs: 60_000,
    progressMs: 20,
    onProblem: (problem) => t.fail(problem.message),
  });
  t.teardown(() => work.close());
  return { ...world, upkeep, work };
}

t.test('a full backup goes to the folder of the server, with its size, and can be read back', async (t) => {
  const { work, upkeep } = await startUpkeep(t, 0);
  const backup = await backupDatabase(work, { database, kind: 'full', folder: null, nowMs });
  t.same(backup, {
    kind: 'full',
    file: 'D:\\SimBackup\\CRM_full_20261122T010000Z.bak',
    sizeBytes: 734_003_200,
  });
  t.ok(upkeep.files.has(backup.file));
  await verifyBackup(work, backup.file);
  const next = await backupDatabase(work, { database, kind: 'differential', folder: '/var/backup', nowMs });
  t.equal(next.file, '/var/backup/CRM_differential_20261122T010000Z.bak');
});

t.test('a copy is no ground for a differential, and a simple log cannot be backed up', async (t) => {
  const { work, upkeep } = await startUpkeep(t, 0);
  await backupDatabase(work, { database, kind: 'copy', folder: null, nowMs });
  const wish = { database, folder: null, nowMs };
  t.match(await failureFrom(backupDatabase(work, { ...wish, kind: 'differential' })), {
    number: 3035,
    mend: /^Run full-backup once/,
  });
  t.match(await failureFrom(backupDatabase(work, { ...wish, kind: 'log' })), {
    number: 4208,
    mend: /SIMPLE/,
  });
  upkeep.recovery = 'FULL';
  t.match(await failureFrom(backupDatabase(work, { ...wish, kind: 'log' })), { number: 4214 });
  await backupDatabase(work, { ...wish, kind: 'full' });
  t.match(await backupDatabase(work, { ...wish, kind: 'log' }), { file: /_log_20261122T010000Z\.trn$/ });
});

t.test('how far a backup is is told while it runs, and it can be cancelled', async (t) => {
  const { work, upkeep } = await startUpkeep(t, 600);
  const seen: Progress[] = [];
  const wish = { database, kind: 'full', folder: null, nowMs } as const;
  await backupDatabase(work, { ...wish, onProgress: (progress) => seen.push(progress) });
  const percents = seen.filter(({ command }) => command === 'BACKUP DATABASE').map(({ percent }) => percent);
  t.ok(
    percents.length > 2 && percents.every((each, index) => index === 0 || each >= (percents[index - 1] ?? 0)),
  );
  upkeep.workMs = 60_000;
  const stop = new AbortController();
  const cut = backupDatabase(work, { ...wish, nowMs: nowMs + 1_000, signal: stop.signal });
  await waitFor('the file to be begun', () => upkeep.files.size === 2);
  stop.abort();
  await t.rejects(cut, { code: 'CLU_CANCELLED' });
  upkeep.workMs = 0;
  t.match(await failureFrom(verifyBackup(work, 'D:\\SimBackup\\CRM_full_20261122T010001Z.bak')), {
    number: 3189,
  });
});

t.test(
  'a full disk, a damaged file, a missing one and a missing right are told with their mend',
  async (t) => {
    const { work, upkeep } = await startUpkeep(t, 0);
    const wish = { database, kind: 'full', folder: null, nowMs } as const;
    upkeep.faults.add('disk-full');
    t.match(await failureFrom(backupDatabase(work, wish)), { number: 3202, mend: /room on the disk/ });
    upkeep.faults.clear();
    upkeep.faults.add('bad-write');
    const { file } = await backupDatabase(work, wish);
    t.match(await failureFrom(verifyBackup(work, file)), { number: 3189, mend: /Do not rely on this file/ });
    t.match(await failureFrom(verifyBackup(work, 'D:\\nowhere.bak')), {
      number: 3201,
      text: /cannot find the file/,
    });
    upkeep.faults.add('no-rights');
    t.match(await failureFrom(backupDatabase(work, wish)), { number: 262, mend: /docs\/operating\.md/ });
  },
);

t.test('a restore puts every row back and ends the connections of all others', async (t) => {
  const { work, store, settings, server } = await startUpkeep(t, 0);
  const { file } = await backupDatabase(work, { database, kind: 'copy', folder: null, nowMs });
  const version = store.parameter('Version');
  store.setParameter('Version', 'broken');
  const restoring = openWork({
    settings: toMaster(settings),
    connectionStatement: statements.connection,
    limitMs: 60_000,
    progressMs: 20,
    onProblem: () => undefined,
  });
  t.teardown(() => restoring.close());
  await restoreDatabase(restoring, { database, file });
  t.equal(store.parameter('Version'), version);
  t.ok(store.findUser('user001'), 'prepared statements of the store live on');
  t.equal(server.connections().length, 1, 'only the one that restored');
});

t.test('whether a backup is there is told by its label, and not where it cannot be told', async (t) => {
  const { work, upkeep } = await startUpkeep(t, 0);
  const { file } = await backupDatabase(work, { database, kind: 'copy', folder: null, nowMs });
  t.equal(await isBackupThere(work, file), true);
  t.equal(await isBackupThere(work, file), true, 'asked again');
  upkeep.files.delete(file);
  t.equal(await isBackupThere(work, file), false);
  upkeep.faults.add('no-rights');
  t.match(await failureFrom(isBackupThere(work, file)), { number: 262 });
});
