import t from 'tap';
import { rotationOf } from '../../../admin/rules/rotation.ts';

t.test('the oldest goes first, the file itself last', async (t) => {
  const cases: readonly (readonly [number, readonly string[]])[] = [
    [1, ['a -> a.1']],
    [2, ['a.1 -> a.2', 'a -> a.1']],
    [4, ['a.3 -> a.4', 'a.2 -> a.3', 'a.1 -> a.2', 'a -> a.1']],
  ];
  for (const [keep, expected] of cases)
    t.same(
      rotationOf('a', keep).map(({ from, to }) => `${from} -> ${to}`),
      expected,
    );
});
