// The plan over forty simulated days, across the change to summer time of Berlin (28 March 2027): the right tasks in the
// right nights, one at a time, every time settled exactly once. The clock is a number; where Fairlead dies and comes back
// the history is a real file.

import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type History, openHistory } from '../../../cluster/maintenance/history.ts';
import { createMaintenance } from '../../../cluster/maintenance/maintenance.ts';
import type { HistoryRecord, PlannedTask, TaskName } from '../../../cluster/maintenance/model.ts';
import { nightOf } from '../../../cluster/maintenance/rules/calendar.ts';
import { openZone, readPattern } from '../../../cluster/maintenance/schedules.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Of the simulated clock; every time of the plan falls on one. */
const stepMs = 5 * minuteMs;
const zone = openZone('Europe/Berlin');
const startMs = Date.parse('2027-03-01T11:00Z');

/** What each takes, in minutes of the simulated clock. */
const takes: Readonly<Record<TaskName, number>> = {
  'log-backup': 5,
  'check-database': 35,
  'full-backup': 50,
  'differential-backup': 10,
  'rebuild-indexes': 90,
  'reorganise-indexes': 20,
  'update-statistics': 15,
  'clean-up': 5,
  shrink: 30,
};

const usual: Readonly<Partial<Record<TaskName, string>>> = {
  'log-backup': '0 * * * *',
  'check-database': '0 0 * * 0',
  'full-backup': '0 1 * * 0',
  'differential-backup': '0 1 * * *',
  'rebuild-indexes': '0 3 * * 0',
  'reorganise-indexes': '30 2 * * *',
  'update-statistics': '30 4 * * *',
  'clean-up': '0 6 * * 0',
};

type World = {
  nowMs: number;
  leads: 'yes' | 'no' | 'unknown';
  busy: string | undefined;
  fails: ReadonlySet<TaskName>;
};

/** Without a folder the history is kept in memory: thousands of lines on a busy disk take their time. */
async function startPlan(t: Test, folder?: string, atMs = startMs) {
  const world: World = { nowMs: atMs, leads: 'yes', busy: undefined, fails: new Set() };
  const waiting: { readonly untilMs: number; readonly done: () => void }[] = [];
  const tasks: PlannedTask[] = Object.entries(takes).map(([name]) => {
    const when = usual[name as TaskName] ?? null;
    const missed = name.endsWith('backup') ? 'late' : 'skip';
    const pattern = when === null ? undefined : readPattern(when);
    return { name: name as TaskName, when, pattern, missed };
  });
  const history =
    folder === undefined
      ? inMemory(() => world.nowMs)
      : await openHistory({
          folder: join(folder, 'maintenance'),
          nowMs: () => world.nowMs,
          keepMonths: () => 12,
          onProblem: (problem) => t.fail(problem.message),
        });
  let running = 0;
  const plan = await createMaintenance({
    history,
    plan: () => ({ tasks, zone, lateMs: 4 * 60 * minuteMs }),
    async perform(task, { signal }) {
      running += 1;
      if (running > 1) t.fail(`${task} was begun beside another one`);
      await new Promise<void>((done) => {
        waiting.push({ untilMs: world.nowMs + takes[task] * minuteMs, done });
        signal.addEventListener('abort', () => done());
      });
      running -= 1;
      signal.throwIfAborted();
      if (world.fails.has(task)) throw new Error('it was made to fail');
      return { text: 'done', facts: {} };
    },
    leads: () => world.leads,
    fence: () => 7,
    isBusy: () => world.busy,
    nowMs: () => world.nowMs,
    onRecord: () => undefined,
    onProblem: (problem) => t.fail(problem.message),
  });
  t.teardown(() => plan.close());
  /** Step by step; what ends at a step ends before the look of that step. */
  const runTo = async (endMs: number, meanwhile: (atMs: number) => void = () => undefined) => {
    for (; world.nowMs < endMs; world.nowMs += stepMs) {
      meanwhile(world.nowMs);
      const over = waiting.filter(({ untilMs }) => untilMs <= world.nowMs);
      for (const each of over) {
        waiting.splice(waiting.indexOf(each), 1);
        const before = plan.active()?.run.run;
        each.done();
        while (plan.active()?.run.run === before) await new Promise((next) => setImmediate(next));
      }
      await plan.look();
    }
  };
  return { world, plan, history, runTo };
}

function inMemory(nowMs: () => number): History {
  const records: HistoryRecord[] = [];
  return {
    records: () => records,
    async append(body) {
      const record = { atMs: nowMs(), ...body } as HistoryRecord;
      records.push(record);
      return record;
    },
    close: async () => undefined,
  };
}

const local = (atMs: number) => new Date(atMs + zone(atMs) * minuteMs).toISOString().slice(0, 16);
const beginnings = (records: readonly HistoryRecord[], task: TaskName) =>
  records.flatMap((record) => (record.type === 'began' && record.task === task ? [record] : []));

t.test('forty days: the right tasks in the right nights, over the change to summer time', async (t) => {
  const { history, runTo } = await startPlan(t);
  await runTo(startMs + 40 * dayMs);
  const records = history.records();
  const began = (task: TaskName) => beginnings(records, task).map(({ slotMs }) => local(slotMs ?? 0));
  const sundays = ['2027-03-07', '2027-03-14', '2027-03-21', '2027-03-28', '2027-04-04'];
  const nights = Array.from({ length: 40 }, (_, day) =>
    new Date(Date.UTC(2027, 2, 2 + day)).toISOString().slice(0, 10),
  );
  t.same(
    began('full-backup'),
    sundays.map((day) => `${day}T01:00`),
  );
  t.same(
    began('check-database'),
    sundays.map((day) => `${day}T00:00`),
  );
  t.same(
    began('rebuild-indexes'),
    sundays.map((day) => `${day}T03:00`),
  );
  t.same(
    began('clean-up'),
    sundays.map((day) => `${day}T06:00`),
  );
  t.same(
    began('differential-backup'),
    nights.filter((day) => !sundays.includes(day)).map((day) => `${day}T01:00`),
    'each night but those of the full backup',
  );
  t.same(
    began('reorganise-indexes'),
    nights.map((day) => (day === '2027-03-28' ? `${day}T03:00` : `${day}T02:30`)),
    'in the night without 02:30 at the jump',
  );
  t.same(
    began('update-statistics'),
    nights.map((day) => `${day}T04:30`),
  );
  t.same(began('shrink'), [], 'nobody asked for it');
  const suppressed = records.flatMap((record) => (record.type === 'suppressed' ? [record] : []));
  t.same(
    suppressed.map(({ task, slotMs }) => `${task} ${local(slotMs)}`),
    sundays.map((day) => `differential-backup ${day}T01:00`),
  );
  const logs = beginnings(records, 'log-backup').map(({ slotMs }) => slotMs ?? 0);
  const passed = records.flatMap((record) =>
    record.type === 'missed' ? [{ task: record.task, count: record.count }] : [],
  );
  t.ok(
    passed.every(({ task }) => task === 'log-backup'),
    'only hourly ones stand in a queue long enough to be passed',
  );
  const sum = passed.reduce((total, { count }) => total + count, 0);
  t.equal(new Set(logs).size + sum, 40 * 24 - 1, 'one for each hour that passes between both ends');
  const ends = records.filter((record) => record.type === 'ended');
  t.ok(ends.every((record) => record.type === 'ended' && record.outcome === 'done'));
  t.equal(ends.length, records.filter((record) => record.type === 'began').length);
});

t.test('a full backup that fails has its night backed up by a differential after all', async (t) => {
  const { world, history, runTo } = await startPlan(t);
  world.fails = new Set(['full-backup']);
  await runTo(startMs + 7 * dayMs);
  const sunday = nightOf(Date.parse('2027-03-07T00:00Z'), zone);
  const [late] = beginnings(history.records(), 'differential-backup').filter(
    ({ slotMs }) => nightOf(slotMs ?? 0, zone) === sunday,
  );
  t.equal(local(late?.atMs ?? 0), '2027-03-07T01:55', 'once it is known that the full one failed');
});

t.test(
  'nothing begins during an upgrade run; what was missed is told, and run late where that is wanted',
  async (t) => {
    const { world, history, runTo } = await startPlan(t);
    const busy = [Date.parse('2027-03-03T22:30Z'), Date.parse('2027-03-04T02:10Z')] as const;
    await runTo(startMs + 4 * dayMs, (atMs) => {
      world.busy = atMs >= busy[0] && atMs < busy[1] ? 'run 12' : undefined;
    });
    const within = history
      .records()
      .filter((each) => each.type === 'began' && each.atMs >= busy[0] && each.atMs < busy[1]);
    t.same(within, []);
    const night = nightOf(busy[0], zone);
    const ofNight = (task: TaskName) =>
      beginnings(history.records(), task).filter(({ slotMs }) => nightOf(slotMs ?? 0, zone) === night);
    t.match(ofNight('differential-backup'), [{ late: true, atMs: busy[1] }]);
    t.same(ofNight('reorganise-indexes'), [], 'it waits for the next night');
    const missed = history
      .records()
      .filter((each) => each.type === 'missed' && each.task === 'reorganise-indexes');
    t.match(missed, [{ because: 'run 12' }]);
  },
);

t.test('a Fairlead that was away tells what was missed, and what was cut off', async (t) => {
  const folder = t.testdir();
  const first = await startPlan(t, folder);
  await first.runTo(Date.parse('2027-03-02T23:00Z'));
  const cut = Date.parse('2027-03-07T00:20Z');
  await first.runTo(cut);
  t.equal(first.plan.active()?.run.task, 'full-backup', 'it is under way when the process dies');
  const second = await startPlan(t, folder, Date.parse('2027-03-07T03:40Z'));
  await second.runTo(Date.parse('2027-03-07T12:00Z'));
  const records = second.history.records();
  const unknown = records.filter((each) => each.type === 'ended' && each.outcome === 'unknown');
  t.match(unknown, [{ task: 'full-backup', mend: /msdb\.dbo\.backupset/ }]);
  const since = records.filter(({ atMs }) => atMs > cut);
  const told = since.flatMap((each) =>
    each.type === 'missed' ? [`${each.task} ${each.count} ${each.because}`] : [],
  );
  t.ok(told.includes('rebuild-indexes 1 Fairlead did not run'), told.join('; '));
  t.ok(told.some((each) => /^log-backup \d Fairlead did not run$/.test(each)));
  t.match(
    beginnings(since, 'differential-backup'),
    [{ late: true }],
    'the night was not backed up otherwise',
  );
  t.match(beginnings(since, 'log-backup')[0], { late: true });
});

t.test(
  'who does not lead begins nothing and tells nothing; who takes the lead begins with what comes',
  async (t) => {
    const { world, history, runTo } = await startPlan(t);
    world.leads = 'no';
    await runTo(startMs + 2 * dayMs);
    t.ok(history.records().every(({ type }) => type === 'planned'));
    world.leads = 'unknown';
    await runTo(startMs + 2 * dayMs + 3 * 60 * minuteMs);
    t.ok(history.records().every(({ type }) => type === 'planned'));
    world.leads = 'yes';
    await runTo(startMs + 3 * dayMs);
    const times = history
      .records()
      .flatMap((each) => (each.type === 'began' && each.slotMs ? [each.slotMs] : []));
    t.ok(
      times.every((slot) => slot > startMs + 2 * dayMs),
      "the time of another leader is that one's",
    );
    t.equal(beginnings(history.records(), 'differential-backup').length, 1);
  },
);
