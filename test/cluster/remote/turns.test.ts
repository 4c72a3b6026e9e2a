// Whose turn it is: limits over all and for each, in order, and nobody waits behind a server that is full.

import t from 'tap';
import { createTurns } from '../../../cluster/remote/turns.ts';

const never = new AbortController().signal;

/** Takes turns, and tells who has begun so far. */
function world(all: number, perKey: number) {
  const limits = { all, perKey };
  const turns = createTurns(() => limits);
  const begun: string[] = [];
  const releases = new Map<string, () => void>();
  return {
    limits,
    turns,
    begun,
    releases,
    async take(name: string, signal = never) {
      turns.take(name.charAt(0), signal).then((release) => {
        begun.push(release ? name : `no ${name}`);
        if (release) releases.set(name, release);
      });
      await new Promise(setImmediate);
    },
    async release(name: string) {
      releases.get(name)?.();
      await new Promise(setImmediate);
    },
  };
}

t.test('a server that is full does not keep the others waiting', async (t) => {
  const { begun, take, release } = world(3, 2);
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2']) await take(name);
  t.same(begun, ['a1', 'a2', 'b1']);
  await release('b1');
  t.same(begun, ['a1', 'a2', 'b1', 'b2']);
  await release('a1');
  t.same(begun, ['a1', 'a2', 'b1', 'b2', 'a3']);
});

t.test('a turn is given back once, however often it is said', async (t) => {
  const { begun, take, release } = world(1, 1);
  for (const name of ['a1', 'a2', 'a3']) await take(name);
  await release('a1');
  await release('a1');
  t.same(begun, ['a1', 'a2']);
});

t.test('who does not want to wait any more leaves the line', async (t) => {
  const { begun, take, release } = world(1, 1);
  const stop = new AbortController();
  await take('a1');
  await take('a2', stop.signal);
  await take('a3');
  stop.abort();
  await release('a1');
  t.same(begun, ['a1', 'no a2', 'a3']);
  await take('a4', stop.signal);
  t.same(begun.at(-1), 'no a4');
});

t.test('changed limits hold from the next turn on', async (t) => {
  const { begun, limits, take } = world(1, 1);
  await take('a1');
  limits.all = 2;
  await take('b1');
  t.same(begun, ['a1', 'b1']);
});
