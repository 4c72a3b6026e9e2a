import t from 'tap';
import {
  afterLogOn,
  afterTaking,
  atTime,
  cold,
  nextAtMs,
  placesOf,
  ratePerSecond,
  returned,
  type StormSettings,
  toleranceOf,
  unknownWarmth,
  type Warmth,
} from '../../../balancer/rules/warmth.ts';

const settings: StormSettings = {
  guard: true,
  logOnsPerServer: 4,
  queueLength: 10,
  queueTimeoutMs: 20_000,
  rampMs: 60_000,
  quickLogOnMs: 2_000,
  coldLogOnMs: 10_000,
};
const warm: Warmth = { kind: 'warm', sinceMs: 100 };
const ramp: Warmth = { kind: 'ramping', sinceMs: 100, nextAtMs: 100 };

t.test('what a log-on tells of its server', (t) => {
  const rows: readonly [string, Warmth, number, number, boolean, Warmth['kind']][] = [
    ['nothing is known, quick', unknownWarmth, 0, 500, true, 'warm'],
    ['nothing is known, neither quick nor slow', unknownWarmth, 0, 9_000, true, 'warm'],
    ['nothing is known, slow', unknownWarmth, 0, 10_001, true, 'cold'],
    ['slow though it failed', unknownWarmth, 0, 10_001, false, 'cold'],
    ['cold and quick', cold(100), 100, 2_000, true, 'ramping'],
    ['cold and quick, but it failed', cold(100), 100, 10, false, 'cold'],
    ['cold and not quick', cold(100), 100, 2_001, true, 'cold'],
    ['cold, quick, begun before', cold(100), 99, 10, true, 'cold'],
    ['warm, slow', warm, 100, 10_001, true, 'cold'],
    ['warm, slow, begun before it was warm', warm, 99, 10_001, true, 'warm'],
    ['ramping, slow', ramp, 100, 10_001, true, 'cold'],
    ['ramping, slow, begun while it was cold', ramp, 99, 60_000, true, 'ramping'],
    ['ramping, quick', ramp, 100, 10, true, 'ramping'],
  ];
  for (const [name, before, startedMs, tookMs, succeeded, after] of rows) {
    const found = afterLogOn(before, { startedMs, tookMs, succeeded }, settings, startedMs + tookMs);
    t.equal(found.kind, after, name);
  }
  t.end();
});

t.test('a cold server has one place, every other one as many as are configured', (t) => {
  t.same(
    [warm, ramp, cold(0), unknownWarmth].map((each) => placesOf(each, settings)),
    [4, 4, 1, 4],
  );
  t.end();
});

t.test('a server that comes back ramps, but a cold one stays cold', (t) => {
  t.equal(returned(warm, 5).kind, 'ramping');
  t.equal(returned(cold(1), 5).kind, 'cold');
  t.end();
});

t.test('a ramp ends by time', (t) => {
  t.equal(atTime(ramp, settings, 60_099).kind, 'ramping');
  t.equal(atTime(ramp, settings, 60_100).kind, 'warm');
  t.equal(atTime(ramp, { ...settings, rampMs: 0 }, 100).kind, 'warm');
  t.same(
    atTime(ramp, settings, 50),
    { kind: 'ramping', sinceMs: 50, nextAtMs: 50 },
    'the clock was set back',
  );
  t.equal(atTime(cold(0), settings, 1e12).kind, 'cold', 'only a log-on ends the cold');
  t.end();
});

t.test('the rate rises evenly and never falls', (t) => {
  t.equal(ratePerSecond(settings, 0), 4);
  t.equal(ratePerSecond(settings, 30_000), 22);
  t.equal(ratePerSecond(settings, 60_000), 40);
  t.equal(ratePerSecond(settings, 1e9), 40);
  t.equal(ratePerSecond({ ...settings, rampMs: 0 }, 0), 40);
  t.end();
});

/** Takes a log-on whenever it is allowed, looking every `stepMs`; gives the times. */
function takeAll(stepMs: number, untilMs: number): number[] {
  let warmth: Warmth = returned(unknownWarmth, 0);
  const times: number[] = [];
  for (let nowMs = 0; nowMs < untilMs; nowMs += stepMs) {
    warmth = atTime(warmth, settings, nowMs);
    while (nextAtMs(warmth) <= nowMs && warmth.kind === 'ramping') {
      times.push(nowMs);
      warmth = afterTaking(warmth, settings, nowMs);
    }
  }
  return times;
}

t.test('in no stretch of the ramp more log-ons go there than its rate allows', (t) => {
  for (const stepMs of [1, 7, 40]) {
    const times = takeAll(stepMs, 60_000);
    for (let first = 0; first < times.length; first += 7) {
      for (let last = first; last < times.length; last += 11) {
        const from = times[first] ?? 0;
        const to = times[last] ?? 0;
        const most = (ratePerSecond(settings, to) * (to - from)) / 1000 + 2;
        if (last - first + 1 > most) t.fail(`${last - first + 1} from ${from} to ${to}, ${stepMs} ms`);
      }
    }
    const whole = (60 * (4 + 40)) / 2;
    t.ok(
      times.length > 0.95 * whole && times.length < 1.05 * whole,
      `${times.length} in all, a look each ${stepMs} ms`,
    );
  }
  t.end();
});

t.test('log-ons that do not come are not saved up', (t) => {
  let warmth: Warmth = { kind: 'ramping', sinceMs: 0, nextAtMs: 0 };
  const nowMs = 1_000;
  let taken = 0;
  while (nextAtMs(warmth) <= nowMs) {
    warmth = afterTaking(warmth, settings, nowMs);
    taken += 1;
  }
  t.equal(taken, 2);
  t.end();
});

t.test('after a while a few users more are tolerated, in the end any number', (t) => {
  t.same(
    [0, 1_999, 2_000, 17_999, 18_000].map((waitedMs) => toleranceOf(settings, waitedMs)),
    [0, 0, 4, 4, Number.POSITIVE_INFINITY],
  );
  t.end();
});
