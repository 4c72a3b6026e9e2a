import t from 'tap';
import { isJournalLine } from '../../../cluster/upgrade/journal-line.ts';

const line = { type: 'run-started', atMs: 1, at: '1970-01-01T00:00:00.001Z', hash: 'a'.repeat(64), more: {} };

t.test('a line of a journal is one whatever stands beside', async (t) => {
  t.ok(isJournalLine(line));
});

t.test('what is not is none', async (t) => {
  const wrong: readonly object[] = [
    { type: 'run-begun' },
    { type: undefined },
    { atMs: '1' },
    { atMs: undefined },
    { at: 1 },
    { hash: 'A'.repeat(64) },
    { hash: 'a'.repeat(63) },
    { hash: undefined },
  ];
  for (const change of wrong) t.notOk(isJournalLine({ ...line, ...change }), JSON.stringify(change));
  for (const value of [undefined, null, 1, 'x', []]) t.notOk(isJournalLine(value));
});
