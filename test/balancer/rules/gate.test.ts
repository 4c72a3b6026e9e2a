import t from 'tap';
import { Gate, type Pass } from '../../../balancer/rules/gate.ts';
import type { StormSettings } from '../../../balancer/rules/warmth.ts';

const settings: StormSettings = {
  guard: true,
  logOnsPerServer: 3,
  queueLength: 10,
  queueTimeoutMs: 20_000,
  rampMs: 60_000,
  quickLogOnMs: 2_000,
  coldLogOnMs: 10_000,
};

const makeGate = (changes: Partial<StormSettings> = {}) => new Gate(() => ({ ...settings, ...changes }));

/** One whole log-on. */
function logOn(gate: Gate, fromMs: number, tookMs: number, succeeded = true): void {
  const pass = gate.take(fromMs);
  gate.answered(pass, fromMs + tookMs);
  gate.finished(pass, succeeded, fromMs + tookMs + 1);
}

t.test('as many log-ons as there are places, and one more for each that was answered', (t) => {
  const gate = makeGate();
  const passes = [1, 2, 3].map((nowMs) => gate.take(nowMs));
  t.notOk(gate.isOpen(4));
  t.equal(gate.opensAtMs(4), undefined, 'time alone changes nothing');
  gate.answered(passes[1] as Pass, 5);
  t.ok(gate.isOpen(5));
  t.same(gate.view(5), { warmth: 'warm', sinceMs: undefined, underWay: 2, places: 3 });
  gate.release(passes[0] as Pass);
  gate.release(passes[0] as Pass);
  gate.answered(passes[0] as Pass, 6);
  t.equal(gate.view(6).underWay, 1, 'each gives its place back once');
  t.end();
});

t.test('a cold server takes one at a time until one has succeeded quickly, then its rate rises', (t) => {
  const gate = makeGate();
  gate.cool(0);
  t.match(gate.view(0), { warmth: 'cold', sinceMs: 0, places: 1 });
  const slow = gate.take(10);
  t.notOk(gate.isOpen(11));
  gate.answered(slow, 5_010);
  t.ok(gate.isOpen(5_010), 'the next one may go');
  gate.finished(slow, true, 5_011);
  t.equal(gate.view(5_011).warmth, 'cold', 'it was not quick');
  logOn(gate, 6_000, 100, false);
  t.equal(gate.view(6_200).warmth, 'cold', 'it was quick, but failed');
  logOn(gate, 7_000, 100);
  t.match(gate.view(7_200), { warmth: 'ramping', places: 3 });
  gate.take(7_200);
  gate.take(7_200);
  t.notOk(gate.isOpen(7_200), 'a place is free, but it is too soon');
  const opensAtMs = gate.opensAtMs(7_200) ?? 0;
  t.ok(opensAtMs > 7_600 && opensAtMs < 7_800);
  t.ok(gate.isOpen(opensAtMs));
  t.equal(gate.view(67_200).warmth, 'cold', 'those under way took too long');
  t.end();
});

t.test('a log-on that began before a restart says nothing about the server after it', (t) => {
  const gate = makeGate();
  const before = [0, 1].map((nowMs) => gate.take(nowMs));
  gate.cool(100);
  gate.answered(before[0] as Pass, 200);
  gate.finished(before[0] as Pass, true, 201);
  t.equal(gate.view(201).warmth, 'cold');
  t.notOk(gate.isOpen(201), 'the other one is still there');
  t.end();
});

t.test('a log-on that takes too long makes the server cold before it is answered', (t) => {
  const gate = makeGate();
  const first = gate.take(0);
  t.equal(gate.view(10_000).warmth, 'warm');
  t.ok(gate.isOpen(10_000));
  t.notOk(gate.isOpen(10_001));
  t.equal(gate.view(10_001).warmth, 'cold');
  gate.answered(first, 12_000);
  gate.finished(first, true, 12_001);
  t.equal(gate.view(12_001).warmth, 'cold');
  t.ok(gate.isOpen(12_001));
  t.end();
});

t.test('the place of somebody who left is held for as long as a log-on takes there', (t) => {
  const known = makeGate({ logOnsPerServer: 1 });
  logOn(known, 0, 300);
  known.abandon(known.take(1_000), 1_100);
  t.notOk(known.isOpen(1_599));
  t.equal(known.opensAtMs(1_100), 1_600);
  t.ok(known.isOpen(1_600));
  t.equal(known.view(1_100).underWay, 0);

  const unknown = makeGate({ logOnsPerServer: 1 });
  unknown.abandon(unknown.take(0), 10);
  t.equal(unknown.opensAtMs(10), 10_000, 'nobody knows: what is called slow');
  t.ok(unknown.isOpen(10_000));

  const late = makeGate({ logOnsPerServer: 1 });
  logOn(late, 0, 300);
  late.abandon(late.take(1_000), 2_000);
  t.ok(late.isOpen(2_000), 'it has surely ended');

  const restarted = makeGate({ logOnsPerServer: 1 });
  restarted.abandon(restarted.take(0), 10);
  restarted.cool(20);
  t.ok(restarted.isOpen(20), 'a restart ends everything');

  const back = makeGate({ logOnsPerServer: 1 });
  back.abandon(back.take(1_000_000), 1_000_001);
  t.ok(back.isOpen(500), 'a clock that was set back holds nothing');
  t.end();
});

t.test('of several held places the first to come free counts', (t) => {
  const gate = makeGate();
  logOn(gate, 0, 1_000);
  for (const nowMs of [2_000, 2_500, 2_900]) gate.abandon(gate.take(nowMs), nowMs + 1);
  t.equal(gate.opensAtMs(3_000), 4_000);
  gate.cool(3_000);
  t.equal(gate.opensAtMs(3_000), 3_000);
  t.end();
});

t.test('without the guard a gate is always open, and still tells how warm its server is', (t) => {
  const gate = makeGate({ guard: false });
  gate.cool(0);
  for (let each = 0; each < 20; each++) gate.take(each);
  t.ok(gate.isOpen(30));
  t.match(gate.view(30), { warmth: 'cold', underWay: 20 });
  t.end();
});

t.test('a warm server without a place is worth waiting for, a cold or returned one is not', (t) => {
  const gate = makeGate({ logOnsPerServer: 1 });
  const pass = gate.take(0);
  t.equal(gate.state(1), 'soon');
  t.equal(gate.state(10_001), 'closed', 'it has turned out to be cold');
  gate.answered(pass, 10_002);
  t.equal(gate.state(10_003), 'open');
  const back = makeGate();
  back.comeBack(0);
  back.take(0);
  t.equal(back.state(1), 'closed', 'one that came back is passed over, however empty it is');
  t.end();
});

t.test('new settings count at once', (t) => {
  let now = settings;
  const gate = new Gate(() => now);
  for (let each = 0; each < 3; each++) gate.take(each);
  t.notOk(gate.isOpen(5));
  now = { ...settings, logOnsPerServer: 4 };
  t.ok(gate.isOpen(5));
  t.end();
});
