import t from 'tap';
import { applyAll, closeAll, type Exchange } from '../../main/reload-exchange.ts';

function spoken(names: string, broken?: string) {
  const said: string[] = [];
  const exchanges = [...names].map(
    (name): Exchange => ({
      apply() {
        if (name === broken) throw new Error(`${name} does not`);
        said.push(`+${name}`);
      },
      revert: () => void said.push(`-${name}`),
      async finish() {
        if (name === broken) throw new Error(`${name} stays`);
        said.push(`finish ${name}`);
      },
    }),
  );
  return { said, exchanges };
}

t.test('all are applied in their order', async (t) => {
  const { said, exchanges } = spoken('abc');
  applyAll(exchanges);
  t.same(said, ['+a', '+b', '+c']);
});

t.test('where one throws, those before it are undone, the last first', async (t) => {
  for (const [broken, expected] of [
    ['a', []],
    ['b', ['+a', '-a']],
    ['c', ['+a', '+b', '-b', '-a']],
  ] as const) {
    const { said, exchanges } = spoken('abc', broken);
    t.throws(() => applyAll(exchanges), { message: `${broken} does not` });
    t.same(said, expected);
  }
});

t.test('closing goes on where one cannot be closed', async (t) => {
  const { said, exchanges } = spoken('abc', 'b');
  const problems = await closeAll(exchanges, 'finish');
  t.same(said, ['finish a', 'finish c']);
  t.match(problems, [{ message: 'b stays' }]);
  t.same(await closeAll(exchanges, 'discard'), [], 'nothing to discard is no problem');
});
