// Each task of the plan on the look-alike, over the real driver: what it does there, what it says, how it fails.

import t, { type Test } from 'tap';
import type { HistoryRecord, RunFacts, TaskName } from '../../../cluster/maintenance/model.ts';
import { createPerform } from '../../../cluster/maintenance/perform.ts';
import type { TaskProgress } from '../../../cluster/maintenance/task.ts';
import { resultOf } from '../../../cluster/maintenance/task-result.ts';
import { createUpkeep } from '../../../demo/store/upkeep.ts';
import { statements } from '../support/database.ts';
import { startWorld } from '../support/world.ts';

const dayMs = 86_400_000;

async function startTasks(t: Test, workMs = 0) {
  const upkeep = createUpkeep({ workMs, recovery: 'FULL' });
  let nowMs = Date.UTC(2026, 10, 1, 1);
  const clock = () => nowMs;
  const world = await startWorld(t, { upkeep, nowMs: clock });
  const history: HistoryRecord[] = [];
  const ofRuns = { deleted: [] as { readonly file: string }[], left: [] as string[] };
  const perform = createPerform({
    settings: () => ({
      database: 'CRM',
      backupFolder: null,
      onlineRebuild: false,
      reorganiseFromPercent: 10,
      rebuildFromPercent: 30,
      leastPages: 1_000,
      keepBackupDays: 14,
      keepHistoryDays: 60,
    }),
    work: () => ({
      settings: world.settings,
      connectionStatement: statements.connection,
      limitMs: 60_000,
      progressMs: 20,
      onProblem: () => undefined,
    }),
    history: () => history,
    cleanUpRuns: async ({ tell }) => {
      tell('deleting what run 3 has kept');
      return ofRuns;
    },
    nowMs: clock,
  });
  const run = async (task: TaskName, signal = new AbortController().signal) => {
    const seen: TaskProgress[] = [];
    const onProgress = (progress: TaskProgress) => void seen.push(progress);
    const end = await resultOf({ perform: (options) => perform(task, options), signal, onProgress });
    history.push({ atMs: nowMs, type: 'ended', run: `${nowMs}`, task, durationMs: 0, ...end });
    return { ...end, seen };
  };
  const later = (ms: number) => {
    nowMs += ms;
  };
  return { ...world, upkeep, run, later, history, ofRuns };
}

const verified = ({ verified: file }: RunFacts) => file ?? '';

t.test('backups are written, read back and named', async (t) => {
  const { run, upkeep, later } = await startTasks(t, 200);
  const full = await run('full-backup');
  t.match(full, {
    outcome: 'done',
    text: /^700 MB, read back: D:\\SimBackup\\CRM_full_20261101T010000Z\.bak$/,
  });
  t.ok(
    full.seen.some(({ text }) => text === 'writing') && full.seen.some(({ text }) => text === 'reading back'),
  );
  later(3_600_000);
  t.match(await run('differential-backup'), { outcome: 'done', facts: { verified: /_differential_/ } });
  t.match(await run('log-backup'), { outcome: 'done', facts: { verified: /_log_.*\.trn$/ } });
  upkeep.recovery = 'SIMPLE';
  t.match(await run('log-backup'), { outcome: 'done', text: /nothing to do.*SIMPLE/, facts: {} });
  upkeep.faults.add('bad-write');
  later(3_600_000);
  const bad = await run('full-backup');
  t.match(bad, { outcome: 'failed', text: /3189/, mend: /new backup at once/, facts: { file: /_full_/ } });
  t.equal(verified(bad.facts), '', 'what could not be read back does not count');
});

t.test('a damaged database is told by its first damage', async (t) => {
  const { run, upkeep } = await startTasks(t);
  t.match(await run('check-database'), { outcome: 'done', text: 'no damage found' });
  upkeep.faults.add('corrupt');
  t.match(await run('check-database'), {
    outcome: 'failed',
    text: /error 8939.*Table error/,
    mend: /Call whoever/,
  });
});

t.test('bad indexes are rebuilt, fair ones reorganised, and shrinking spoils them all', async (t) => {
  const { run, upkeep } = await startTasks(t);
  t.match(await run('reorganise-indexes'), { outcome: 'done', text: '1 index reorganised' });
  const worst = await run('rebuild-indexes');
  t.match(worst, { outcome: 'done', text: '2 indexes rebuilt' });
  t.equal(worst.seen.length, 2);
  t.match(await run('rebuild-indexes'), { text: /^nothing to do/ });
  t.match(await run('shrink'), { outcome: 'done', text: /rebuild-indexes/ });
  t.ok([...upkeep.fragmentation.values()].every((percent) => percent > 90));
  t.match(await run('rebuild-indexes'), { text: '3 indexes rebuilt' });
  t.match(await run('update-statistics'), { outcome: 'done', text: /^statistics of \d tables/ });
});

t.test('clean-up deletes by age, never the newest verified backup, never a file of others', async (t) => {
  const { run, upkeep, later, store } = await startTasks(t);
  const strangers = 'D:\\SimBackup\\theirs.bak';
  for (let week = 0; week < 5; week += 1) {
    await run('full-backup');
    later(3_600_000);
    await run('log-backup');
    later(7 * dayMs - 3_600_000);
  }
  const [first] = upkeep.files.values();
  upkeep.files.set(strangers, { ...first!, finishedAtMs: 0 });
  t.match(await run('clean-up'), { outcome: 'done', text: /^4 old backups deleted/ });
  const left = [...upkeep.files.keys()].filter((file) => file.includes('_full_'));
  t.equal(left.length, 3, 'two weeks back, and the full one before them');
  t.ok(upkeep.files.has(strangers));
  t.match(await run('clean-up'), { text: /^0 old backups deleted/ }, 'a second time nothing is left');
  later(300 * dayMs);
  await run('clean-up');
  const kept = [...upkeep.files.keys()].filter((file) => file !== strangers);
  t.ok(
    kept.some((file) => file.includes('_full_')),
    'the newest verified one stays however old it is',
  );
  const rows = store.database.prepare('SELECT count(*) AS count FROM msdb.backupset').get();
  t.equal(Number(rows?.count), 0, 'history older than its limit is forgotten');
});

t.test('clean-up tells what went of the files that runs had kept, and what could not', async (t) => {
  const { run, ofRuns } = await startTasks(t);
  ofRuns.deleted.push({ file: 'a.zip' }, { file: 'b.reg' });
  ofRuns.left.push('run 3: CRMWEB2 is not reached by SSH');
  const done = await run('clean-up');
  t.match(done, {
    outcome: 'done',
    text: /2 files that runs had kept deleted; .*; not deleted: run 3: CRMWEB2 is not reached by SSH$/,
  });
  t.ok(done.seen.some(({ text }) => text === 'deleting what run 3 has kept'));
});

t.test('a task that is cancelled says so, and one without rights says which document helps', async (t) => {
  const { run, upkeep } = await startTasks(t, 60_000);
  const stop = new AbortController();
  const cut = run('full-backup', stop.signal);
  setImmediate(() => stop.abort(new Error('cancelled by anna: too slow')));
  t.match(await cut, { outcome: 'cancelled', text: /anna: too slow/ });
  upkeep.workMs = 0;
  upkeep.faults.add('no-rights');
  for (const task of ['full-backup', 'check-database', 'rebuild-indexes', 'shrink'] as const)
    t.match(await run(task), { outcome: 'failed', mend: /docs\/operating\.md/ }, task);
});
