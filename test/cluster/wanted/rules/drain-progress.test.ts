// Progress of a drain in people: who is left, how fast they leave, and when the last one will have.

import t from 'tap';
import {
  type DrainSample,
  type DrainSight,
  drainProgress,
  usersLeft,
  withSample,
} from '../../../../cluster/wanted/rules/drain-progress.ts';

const minuteMs = 60_000;
const sight = (more: Partial<DrainSight> = {}): DrainSight => ({
  sessions: 10,
  idle: 4,
  oldestSeenMs: 7,
  users: 10,
  letGo: 0,
  inFlight: 0,
  ...more,
});

t.test('who is left is the larger of what is seen and what the database counts', (t) => {
  const table: [Partial<DrainSight>, number][] = [
    [{ sessions: 10, users: 12 }, 12],
    [{ sessions: 12, users: 10 }, 12],
    [{ sessions: 0, users: 4, letGo: 4 }, 0],
    [{ sessions: 1, users: 4, letGo: 4 }, 1],
    [{ sessions: 0, users: 2, letGo: 4 }, 0],
  ];
  for (const [more, left] of table) t.equal(usersLeft(sight(more)), left, JSON.stringify(more));
  t.end();
});

t.test('the rate and the time that is left, by the samples so far', (t) => {
  const table: [string, DrainSample[], Partial<DrainSight>, number, object][] = [
    ['nothing seen yet', [], {}, 0, { perMinute: undefined, etaMs: undefined }],
    ['too soon to say', [{ atMs: 0, left: 12 }], {}, 9_999, { perMinute: undefined, etaMs: undefined }],
    ['nobody leaves', [{ atMs: 0, left: 10 }], {}, minuteMs, { perMinute: 0, etaMs: undefined }],
    ['two a minute', [{ atMs: 0, left: 12 }], {}, minuteMs, { perMinute: 2, etaMs: 6 * minuteMs }],
    ['more came than left', [{ atMs: 0, left: 8 }], {}, minuteMs, { perMinute: 0, etaMs: undefined }],
    [
      'all have left',
      [{ atMs: 0, left: 8 }],
      { sessions: 0, users: 0 },
      minuteMs,
      { left: 0, idle: 0, etaMs: minuteMs },
    ],
  ];
  for (const [name, samples, more, nowMs, expected] of table)
    t.match(drainProgress(sight(more), samples, nowMs), expected, name);
  t.match(drainProgress(sight({ idle: 30 }), [], 0), { left: 10, idle: 10, oldestSeenMs: 7 });
  t.end();
});

t.test('samples stay few, and reach back over the window only', (t) => {
  let list: readonly DrainSample[] = [];
  for (let second = 0; second < 3_600; second += 1)
    list = withSample(list, { atMs: second * 1_000, left: 40 - Math.floor(second / 100) });
  t.ok(list.length < 20, `${list.length} samples`);
  t.ok((list[0]?.atMs ?? 0) > 3_600_000 - 12 * minuteMs, 'old ones are gone');
  t.equal(list.at(-1)?.atMs, 3_599_000);
  const { perMinute = 0 } = drainProgress(sight({ sessions: 5, users: 5 }), list, 3_600_000);
  t.ok(Math.abs(perMinute - 0.6) < 0.1, `${perMinute} a minute`);
  t.end();
});
