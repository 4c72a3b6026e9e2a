// How many items go into one message.

import t from 'tap';
import { fittingItems } from '../../../../cluster/peers/rules/batch.ts';

const items = (count: number, letters: number) => Array.from({ length: count }, () => 'x'.repeat(letters));

t.test('a message is bounded in items and in letters, and never empty while there is something', (t) => {
  const rows = [
    ['nothing', items(0, 0), 0],
    ['a few', items(3, 10), 3],
    ['many small ones', items(2_000, 3), 500],
    ['many larger ones', items(2_000, 998), 20],
    ['one that is too large by itself', items(3, 30_000), 1],
  ] as const;
  for (const [name, list, expected] of rows) t.equal(fittingItems(list), expected, name);
  t.end();
});
