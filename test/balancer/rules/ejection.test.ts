import t from 'tap';
import {
  afterFailure,
  afterReturn,
  afterSuccess,
  atTime,
  type EjectionSettings,
  type FailureWeight,
  goodStanding,
  isDoubted,
  isFailing,
  type Judged,
  mayEject,
  type Standing,
} from '../../../balancer/rules/ejection.ts';

const settings: EjectionSettings = { failures: 5, baseMs: 10_000, maxMs: 60_000, maxShare: 0.5 };

function failed(
  standing: Standing,
  times: number,
  changes: { weight?: FailureWeight; startedMs?: number; nowMs?: number; mayEject?: boolean } = {},
) {
  const { nowMs = 0 } = changes;
  const failure = { weight: 'gateway', nowMs, startedMs: nowMs, mayEject: true, ...changes } as const;
  let now = standing;
  for (let each = 0; each < times; each++) now = afterFailure(now, failure, settings);
  return now;
}

t.test('only failures in a row put a server out', (t) => {
  t.equal(failed(goodStanding, 4).kind, 'in');
  t.equal(failed(goodStanding, 5).kind, 'ejected');
  t.equal(failed(afterSuccess(failed(goodStanding, 4), 0, false), 4).kind, 'in');
  t.equal(failed(goodStanding, 19, { weight: 'error' }).kind, 'in', 'plain errors need more');
  t.equal(failed(goodStanding, 20, { weight: 'error' }).kind, 'ejected');
  t.equal(failed(failed(goodStanding, 4), 4, { weight: 'error' }).kind, 'ejected', 'they add up');
  t.end();
});

t.test('the time out doubles each time in a row, up to the most', (t) => {
  let standing: Standing = goodStanding;
  let nowMs = 1_000;
  const outMs: number[] = [];
  standing = failed(standing, 5, { nowMs });
  for (let each = 0; each < 5; each++) {
    if (standing.kind !== 'ejected') break;
    outMs.push(standing.untilMs - standing.sinceMs);
    t.equal(atTime(standing, standing.untilMs - 1).kind, 'ejected');
    nowMs = standing.untilMs;
    standing = atTime(standing, nowMs);
    t.equal(standing.kind, 'trial');
    standing = failed(standing, 1, { nowMs });
    t.equal(standing.kind, 'ejected', 'one failure on trial is enough');
  }
  t.same(outMs, [10_000, 20_000, 40_000, 60_000, 60_000]);
  t.end();
});

t.test('one success after the time brings a server back, and quiet forgets', (t) => {
  const trial = atTime(failed(goodStanding, 5), 10_000);
  const back = afterSuccess(trial, 10_001, false);
  t.match(back, { kind: 'in', points: 0, times: 1 });
  const again = failed(back, 5, { nowMs: 20_000 });
  t.match(again, { kind: 'ejected', untilMs: 40_000, times: 2 });
  const late = failed(back, 5, { nowMs: 10_001 + 60_001 });
  t.match(late, { kind: 'ejected', untilMs: 80_002, times: 1 });
  t.end();
});

t.test('a time out is forgotten after as long a time in, the last one first', (t) => {
  const back: Standing = { kind: 'in', points: 0, times: 3, sinceMs: 1_000 };
  const rows: readonly [string, number, number][] = [
    ['at once', 0, 4],
    ['just before the last, of 40 s, is forgotten', 39_999, 4],
    ['then', 40_000, 3],
    ['just before the one before, of 20 s', 59_999, 3],
    ['then', 60_000, 2],
    ['all', 70_000, 1],
    ['much later', 7_000_000, 1],
    ['after the clock was set back', -5_000, 4],
  ];
  for (const [what, quietMs, times] of rows)
    t.match(failed(back, 5, { nowMs: 1_000 + quietMs }), { kind: 'ejected', times }, what);
  t.end();
});

t.test('what its check saw begin and end is not waited for', (t) => {
  const out = failed(failed(goodStanding, 5), 5, { nowMs: 3 });
  t.same(afterReturn(out, 5), { kind: 'trial', times: 0, sinceMs: 5 });
  t.match(
    failed(afterReturn(out, 5), 1, { nowMs: 6 }),
    { kind: 'ejected', times: 1, untilMs: 10_006 },
    'one failure is enough',
  );
  t.equal(afterReturn(goodStanding, 5), goodStanding);
  t.end();
});

t.test('a request from before it came back tells nothing new', (t) => {
  const trial = afterReturn(failed(goodStanding, 5), 20);
  const back = afterSuccess(trial, 30, false);
  t.equal(failed(trial, 1, { startedMs: 19, nowMs: 25 }), trial);
  t.equal(failed(back, 9, { startedMs: 29, nowMs: 35 }), back);
  t.match(failed(trial, 1, { startedMs: 20, nowMs: 25 }), { kind: 'ejected', times: 1 });
  t.match(failed(back, 5, { startedMs: 30, nowMs: 35 }), { kind: 'ejected', times: 1 });
  t.match(failed(back, 5, { startedMs: 3, nowMs: 4 }), { kind: 'ejected' }, 'the clock was set back');
  t.end();
});

t.test('while it is out late answers change nothing, unless it is used nevertheless', (t) => {
  const out = failed(goodStanding, 5);
  t.equal(afterSuccess(out, 5, false), out);
  t.equal(failed(out, 3), out);
  t.match(afterSuccess(out, 5, true), { kind: 'in', points: 0 });
  t.end();
});

t.test('a clock that was set back does not keep a server out', (t) => {
  t.equal(atTime(failed(goodStanding, 5, { nowMs: 1_000_000 }), 500).kind, 'trial');
  t.end();
});

t.test('a server that may not be put out stays in and is failing, until a success', (t) => {
  const failing = failed(goodStanding, 50, { mayEject: false });
  t.equal(failing.kind, 'in');
  t.ok(isFailing(failing, settings));
  t.notOk(isFailing(afterSuccess(failing, 1, false), settings));
  t.equal(failed(failing, 1).kind, 'ejected', 'it goes out when it may');
  const trial = atTime(failed(goodStanding, 5), 10_000);
  t.ok(isFailing(failed(trial, 1, { mayEject: false }), settings));
  t.end();
});

t.test('never more than the share is out or down', (t) => {
  const out: Judged = { standing: failed(goodStanding, 5), down: false };
  const down: Judged = { standing: goodStanding, down: true };
  const fine: Judged = { standing: goodStanding, down: false };
  const rows: readonly [readonly Judged[], number, boolean][] = [
    [[fine], 0.5, false],
    [[fine], 1, true],
    [[fine, fine], 0.5, true],
    [[fine, out], 0.5, false],
    [[fine, fine, fine], 0.5, true],
    [[fine, fine, out], 0.5, false],
    [[fine, fine, down], 0.5, false],
    [[fine, fine, fine, out], 0.5, true],
    [[fine, fine, out, down], 0.5, false],
    [Array<Judged>(10).fill(fine), 0.1, true],
    [Array<Judged>(10).fill(fine), 0.3, true],
    [[...Array<Judged>(7).fill(fine), out, out, out], 0.3, false],
    [Array<Judged>(10).fill(fine), 0, false],
  ];
  for (const [servers, maxShare, expected] of rows) {
    const names = servers.map((each) => (each === out ? 'out' : each === down ? 'down' : 'fine')).join(' ');
    t.equal(mayEject(servers, { ...settings, maxShare }), expected, `${names}, ${maxShare}`);
  }
  t.end();
});

type Event = { readonly server: number; readonly what: 'fails' | 'succeeds' } | { readonly what: 'time' };

/** A cluster as traffic runs it, by the rules alone. */
function play(servers: number, events: readonly Event[], maxShare: number) {
  const own = { ...settings, failures: 2, maxShare };
  let nowMs = 0;
  const judged = Array.from({ length: servers }, (): { standing: Standing; down: boolean } => ({
    standing: goodStanding,
    down: false,
  }));
  for (const event of events) {
    if (event.what === 'time') {
      nowMs += 10_000;
      for (const each of judged) each.standing = atTime(each.standing, nowMs);
      continue;
    }
    const each = judged[event.server];
    if (each === undefined) continue;
    const doubted = isDoubted(judged, own);
    const failure = { weight: 'gateway', startedMs: nowMs, nowMs, mayEject: mayEject(judged, own) } as const;
    each.standing =
      event.what === 'succeeds'
        ? afterSuccess(each.standing, nowMs, doubted)
        : afterFailure(each.standing, failure, own);
  }
  const out = judged.filter((each) => each.standing.kind === 'ejected').length;
  return { out: isDoubted(judged, own) ? 0 : out, doubted: isDoubted(judged, own), stood: out };
}

t.test('in all orders of six events on three servers the share holds, and somebody is left', (t) => {
  const events: Event[] = [
    ...[0, 1, 2].flatMap((server) => [
      { server, what: 'fails' } as const,
      { server, what: 'succeeds' } as const,
    ]),
    { what: 'time' },
  ];
  let played = 0;
  let ejected = 0;
  let doubted = 0;
  const orders = (length: number): Event[][] =>
    length === 0 ? [[]] : orders(length - 1).flatMap((rest) => events.map((each) => [...rest, each]));
  for (const order of orders(6)) {
    const found = play(3, order, 0.5);
    played += 1;
    if (found.stood > 0) ejected += 1;
    if (found.doubted) doubted += 1;
    if (found.stood > 1 || found.out >= 3) t.fail(JSON.stringify(order));
  }
  t.equal(played, 7 ** 6);
  t.ok(ejected > 1_000, `${ejected} times one was out`);
  t.ok(doubted > 50, `${doubted} times all failed`);
  t.end();
});

t.test('where all fail none is out, and one success ends the doubt', (t) => {
  const all: Event[] = [0, 1, 2].flatMap((server) => [0, 1].map(() => ({ server, what: 'fails' }) as const));
  t.same(play(3, all, 0.5), { out: 0, doubted: true, stood: 1 });
  t.same(play(3, [...all, { server: 1, what: 'succeeds' }], 0.5), { out: 1, doubted: false, stood: 1 });
  t.same(play(3, [...all, { server: 0, what: 'succeeds' }], 0.5), { out: 0, doubted: false, stood: 0 });
  t.same(play(1, all, 0.5), { out: 0, doubted: true, stood: 0 }, 'a single server is never put out');
  t.same(play(3, all, 1).doubted, true, 'whatever the share');
  t.end();
});
