// Work that must not run beside other work of its kind.

import t from 'tap';
import { createInTurn } from '../../cluster/in-turn.ts';

t.test('work begins when all before it is over, in the order it was asked for', async (t) => {
  const turns = createInTurn();
  const said: string[] = [];
  const gates = ['one', 'two', 'three'].map((name) => ({ name, ...Promise.withResolvers<string>() }));
  const all = gates.map(({ name, promise }) =>
    turns.run(async () => {
      said.push(`${name} begins`);
      const value = await promise;
      said.push(`${name} ends`);
      return value;
    }),
  );
  for (const { name, resolve } of gates.toReversed()) resolve(name);
  t.same(await Promise.all(all), ['one', 'two', 'three']);
  t.same(said, ['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']);
});

t.test('a failure is told to its caller alone', async (t) => {
  const turns = createInTurn();
  const failed = turns.run(() => Promise.reject(new Error('the disk is full')));
  const thrown = turns.run(() => {
    throw new Error('it is no text');
  });
  const next = turns.run(() => 'written');
  await t.rejects(failed, { message: 'the disk is full' });
  await t.rejects(thrown, { message: 'it is no text' });
  t.equal(await next, 'written');
});

t.test('it is settled when what was asked for is over, failed or not', async (t) => {
  const turns = createInTurn();
  await turns.settled();
  let ended = 0;
  const work = async () => {
    await Promise.resolve();
    ended += 1;
    throw new Error('no');
  };
  const all = Promise.allSettled([turns.run(work), turns.run(work)]);
  await turns.settled();
  t.equal(ended, 2);
  await all;
});
