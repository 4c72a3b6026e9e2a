// The history on the disk: it survives, a line that was cut off costs itself alone, old months go.

import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openHistory } from '../../../cluster/maintenance/history.ts';

async function open(t: Test, folder: string, atMs: number, keepMonths = 12) {
  const problems: Error[] = [];
  const clock = { nowMs: atMs };
  const history = await openHistory({
    folder,
    nowMs: () => clock.nowMs,
    keepMonths: () => keepMonths,
    onProblem: (problem) => problems.push(problem),
  });
  t.teardown(() => history.close());
  return { history, problems, clock };
}

const missed = (slotMs: number) =>
  ({ type: 'missed', task: 'shrink', slotMs, count: 1, because: 'a test' }) as const;

t.test('what was written is read again, with its time for people', async (t) => {
  const folder = join(t.testdir(), 'maintenance');
  const first = await open(t, folder, Date.UTC(2026, 10, 30, 23, 59));
  await first.history.append(missed(1));
  first.clock.nowMs = Date.UTC(2026, 11, 1);
  await first.history.append(missed(2));
  await first.history.close();
  t.same(readdirSync(folder), ['2026-11.jsonl', '2026-12.jsonl']);
  t.match(readFileSync(join(folder, '2026-11.jsonl'), 'utf8'), '"at":"2026-11-30T23:59:00.000Z"');
  const second = await open(t, folder, Date.UTC(2026, 11, 2));
  t.same(second.history.records(), first.history.records());
  t.same(second.problems, []);
});

t.test('a line that was cut off is told and left out, and the next one is whole', async (t) => {
  const folder = t.testdir();
  const first = await open(t, folder, Date.UTC(2026, 10, 1));
  await first.history.append(missed(1));
  await first.history.close();
  appendFileSync(join(folder, '2026-11.jsonl'), '{"at":"2026-11-01T0');
  const second = await open(t, folder, Date.UTC(2026, 10, 2));
  t.equal(second.history.records().length, 1);
  t.match(second.problems, [{ code: 'CLU_HISTORY', message: /2026-11\.jsonl:2 is no whole line/ }]);
  await second.history.append(missed(2));
  await second.history.close();
  t.equal((await open(t, folder, Date.UTC(2026, 10, 3))).history.records().length, 2);
});

t.test('with a new month the oldest go', async (t) => {
  const folder = t.testdir();
  for (const month of ['2026-07', '2026-08', '2026-09']) writeFileSync(join(folder, `${month}.jsonl`), '');
  const { history } = await open(t, folder, Date.UTC(2026, 9, 1), 2);
  await history.append(missed(1));
  t.same(readdirSync(folder), ['2026-09.jsonl', '2026-10.jsonl']);
});

t.test('a folder that is none is told with its mend', async (t) => {
  const folder = t.testdir({ file: '' });
  await t.rejects(open(t, join(folder, 'file'), 0), { code: 'CLU_HISTORY', message: /disk and its rights/ });
});
