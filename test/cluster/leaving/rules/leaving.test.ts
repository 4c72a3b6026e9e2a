// Who counts as leaving when the list of servers changes, and until when.

import t from 'tap';
import {
  afterListChange,
  type LeavingServer,
  stillLeaving,
} from '../../../../cluster/leaving/rules/leaving.ts';
import type { Server } from '../../../../cluster/model.ts';

const server = (name: string, origin = `http://${name}.example.com:80`): Server => ({
  id: `id-${name}`,
  name,
  position: 0,
  origin,
  hostNames: [name],
  weight: 1,
  maxUsers: undefined,
  verifyCertificate: true,
});
const [a, b, c] = [server('a'), server('b'), server('c')];
const leaving = (each: Server, untilMs = 100): LeavingServer => ({ server: each, sinceMs: 0, untilMs });
const graceMs = 50;

t.test('who leaves when the list changes', async (t) => {
  const cases: readonly (readonly [
    string,
    {
      readonly leaving?: readonly LeavingServer[];
      readonly before: readonly Server[];
      readonly now: readonly Server[];
      readonly down?: readonly Server[];
    },
    readonly string[],
  ])[] = [
    ['nothing is new', { before: [a, b], now: [a, b] }, []],
    ['one is removed', { before: [a, b], now: [a] }, ['b']],
    ['one is added', { before: [a], now: [a, b] }, []],
    ['one is exchanged', { before: [a, b], now: [a, c] }, ['b']],
    ['the removed one is down', { before: [a, b], now: [a], down: [b] }, []],
    ['another is removed later', { leaving: [leaving(c)], before: [a, b], now: [a] }, ['c', 'b']],
    ['it comes back', { leaving: [leaving(b)], before: [a], now: [a, b] }, []],
    ['its time is over', { leaving: [leaving(b, 10)], before: [a], now: [a] }, []],
    ['the list is as before', { leaving: [leaving(b)], before: [a], now: [a] }, ['b']],
    ['another has its address', { before: [a, b], now: [a, server('c', b.origin)] }, []],
    ['a start finds it gone', { leaving: [leaving(b)], before: [], now: [a] }, ['b']],
    ['the list went back and forth', { leaving: [leaving(b)], before: [a, b], now: [a] }, ['b']],
  ];
  for (const [what, { leaving: old = [], before, now, down = [] }, expected] of cases) {
    const isDown = (id: string) => down.some((each) => each.id === id);
    const next = afterListChange(old, { before, now, nowMs: 10, graceMs, isDown });
    t.same(
      next.map((each) => each.server.name),
      expected,
      what,
    );
  }
});

t.test('the time of a removed server begins when it is missed, and goes on', async (t) => {
  const change = { graceMs, isDown: () => false };
  const once = afterListChange([], { ...change, before: [a, b], now: [a], nowMs: 10 });
  t.match(once, [{ sinceMs: 10, untilMs: 60 }]);
  const twice = afterListChange(once, { ...change, before: [a], now: [a], nowMs: 30 });
  t.same(twice, once);
});

t.test('a server has left when it is empty or its time is over', async (t) => {
  const both = [leaving(a), leaving(b)];
  const busy = { sessions: 1, requests: 0 };
  const streaming = { sessions: 0, requests: 1 };
  const empty = { sessions: 0, requests: 0 };
  const names = (useOfA: typeof busy, nowMs: number) =>
    stillLeaving(both, (id) => (id === a.id ? useOfA : busy), nowMs).map((each) => each.server.name);
  t.same(names(busy, 50), ['a', 'b']);
  t.same(names(streaming, 50), ['a', 'b']);
  t.same(names(empty, 50), ['b']);
  t.same(names(busy, 100), []);
  t.equal(
    stillLeaving(both, () => busy, 50),
    both,
    'nothing new is the same list',
  );
});
