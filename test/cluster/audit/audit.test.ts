// The audit on a real disk: lines in order, there when they are answered, kept over a restart.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { createAudit } from '../../../cluster/audit/audit.ts';

const deed = (operation: string) => ({
  operation,
  by: 'anna',
  from: '127.0.0.1',
  input: { server: 'CRM1' },
  outcome: 'done',
});
const lines = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

t.test('a deed is in the file when it is answered, in order, after what was there', async (t) => {
  const path = join(t.testdir(), 'data', 'audit.jsonl');
  let nowMs = Date.UTC(2026, 10, 21, 12);
  const first = createAudit(path, () => nowMs);
  await first.write(deed('one'));
  t.same(await lines(path), [{ at: '2026-11-21T12:00:00.000Z', ...deed('one') }]);
  await Promise.all([first.write(deed('two')), first.write(deed('three'))]);
  await first.close();
  nowMs += 1000;
  const second = createAudit(path, () => nowMs);
  await second.write(deed('four'));
  await second.close();
  t.same(
    (await lines(path)).map((each) => each.operation),
    ['one', 'two', 'three', 'four'],
  );
});

t.test('a disk that refuses is told, and the next deed is tried all the same', async (t) => {
  const folder = t.testdir({ data: 'a file where the folder should be' });
  const audit = createAudit(join(folder, 'data', 'audit.jsonl'), Date.now);
  await t.rejects(audit.write(deed('one')), { code: 'EEXIST' });
  await t.rejects(audit.write(deed('two')), { code: 'EEXIST' });
  await audit.close();
});
