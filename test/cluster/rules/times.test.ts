import t from 'tap';
import { backoffMs } from '../../../cluster/rules/backoff.ts';
import { nextCheckInMs } from '../../../cluster/rules/check-times.ts';
import { bookSlot, nextInLine } from '../../../cluster/rules/pace.ts';
import { checkOf } from '../support/sample.ts';

t.test('back-off doubles to its cap and stays between half and all of it', async (t) => {
  const limits = { baseMs: 1_000, capMs: 15_000 };
  const most = [1, 2, 3, 4, 5, 6, 100].map((attempt) => backoffMs(attempt, 1, limits));
  t.same(most, [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  t.equal(backoffMs(3, 0, limits), 2_000);
  t.equal(backoffMs(3, 0.5, limits), 3_000);
  t.equal(backoffMs(0, 1, limits), 1_000);
});

t.test('whatever asks when, no second ever holds more statements than allowed', async (t) => {
  const pace = { limit: 2, withinMs: 1_000 };
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  let nowMs = 0;
  let taken: readonly number[] = [];
  const all: number[] = [];
  for (let round = 0; round < 5_000; round += 1) {
    nowMs += Math.floor(random() * (round % 50 === 0 ? 5_000 : 700));
    const slot = bookSlot(taken, pace, nowMs);
    taken = slot.taken;
    all.push(slot.atMs);
    if (slot.atMs < nowMs || taken.length > pace.limit) t.fail(`round ${round}`);
  }
  const tooClose = all.filter((atMs, index) => index >= 2 && atMs - (all[index - 2] ?? 0) < 1_000);
  t.same(tooClose, []);
  t.same(
    all,
    all.toSorted((one, other) => one - other),
    'in the order they were asked for',
  );
});

t.test('statements within the pace do not wait', async (t) => {
  const first = bookSlot([], { limit: 2, withinMs: 1_000 }, 50);
  const second = bookSlot(first.taken, { limit: 2, withinMs: 1_000 }, 60);
  const third = bookSlot(second.taken, { limit: 2, withinMs: 1_000 }, 70);
  t.same([first.atMs, second.atMs, third.atMs], [50, 60, 1_050]);
});

t.test('what somebody waits for goes first, and the rest gets every second turn', async (t) => {
  const table = [
    ['', false, undefined],
    ['uuu', false, 0],
    ['uuU', false, 2],
    ['uUU', false, 1],
    ['uUU', true, 0],
    ['UUu', true, 2],
    ['UU', true, 0],
  ] as const;
  for (const [line, lastPassed, place] of table) {
    const waiting = [...line].map((each) => ({ urgent: each === 'U' }));
    t.equal(nextInLine(waiting, lastPassed), place, `${line}, ${lastPassed}`);
  }
});

t.test('checks are spread, come soon at first and sooner on the way up or down', async (t) => {
  const lastCheck = checkOf(true);
  const unknown = { state: 'unknown', sinceMs: 0, lastCheck: undefined } as const;
  t.same(
    [0, 1].map((chance) => nextCheckInMs(unknown, 2_000, chance)),
    [0, 500],
  );
  t.same(
    [0, 0.5, 1].map((chance) => nextCheckInMs({ state: 'up', sinceMs: 0, lastCheck }, 2_000, chance)),
    [1_800, 2_000, 2_200],
  );
  t.equal(nextCheckInMs({ state: 'going-up', sinceMs: 0, step: 1, steps: 2, lastCheck }, 2_000, 0.5), 1_000);
});
