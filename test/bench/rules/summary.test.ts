// From measurements to rows, tables and verdicts.

import t from 'tap';
import { judge, missed, verdictTable } from './budgets.ts';
import { faultOf, type LoadResult, parseLoadResult } from './load-result.ts';
import { replaceMeasured } from './measured-part.ts';
import type { BenchRow } from './rows.ts';
import { rowsOf } from './rows.ts';
import { type Measured, summarise } from './summary.ts';

const one = (proxy: string, requestsPerSecond: number, change: Partial<Measured> = {}): Measured => ({
  proxy,
  connections: 64,
  requestsPerSecond,
  p50Ms: 1,
  p99Ms: 2,
  cpuUsPerRequest: 25,
  rssMiB: 16,
  ...change,
});

t.test('medians over the rounds, ratios to HAProxy with as many connections', (t) => {
  const rows = summarise([
    one('haproxy', 100),
    one('fairlead', 70, { rssMiB: 60 }),
    one('haproxy', 300),
    one('fairlead', 100, { rssMiB: 80 }),
    one('haproxy', 200),
    one('fairlead', 160, { rssMiB: 70 }),
    one('fairlead', 50, { connections: 4, cpuUsPerRequest: undefined }),
  ]);
  t.match(rows, [
    { proxy: 'haproxy', requestsPerSecond: 200, ratioToHaproxy: 1 },
    { proxy: 'fairlead', requestsPerSecond: 100, ratioToHaproxy: 0.5, rssMiB: 80 },
    { proxy: 'fairlead', connections: 4, ratioToHaproxy: null, cpuUsPerRequest: null },
  ]);
  t.end();
});

t.test('bytes tell whether the answers that were counted were whole', (t) => {
  const load = (change: Partial<LoadResult>) =>
    faultOf(
      { requests: 100, seconds: 1, failures: 0, bytes: 120_050, p50Ms: 1, p99Ms: 2, ...change },
      { leastBytes: 1200, mostBytes: 1201 },
      4,
    );
  t.equal(load({}), undefined);
  t.equal(load({ bytes: 124_800 }), undefined, 'each connection may be in an answer at the end');
  t.match(load({ bytes: 119_999 }), /cannot make 119999/);
  t.match(load({ bytes: 130_000 }), /cannot make/);
  t.match(load({ failures: 1 }), /1 of 100/);
  t.match(load({ requests: 0 }), /no answers/);
  t.end();
});

t.test('the last line of a generator is its result', (t) => {
  t.equal(parseLoadResult('Running 1s test\n 3 requests\n\n{"requests":7}\n').requests, 7);
  t.throws(() => parseLoadResult('unable to connect'));
  t.end();
});

const idle = {
  kind: 'idle',
  proxy: 'f',
  rssMiB: 100,
  kilobytesPerConnection: 6.9,
  othersP99Ms: null,
} as const;

const rows: readonly BenchRow[] = [
  { ...load('haproxy', 64, 1000), p99Ms: 4 },
  { ...load('http-proxy', 64, 100), p99Ms: 30 },
  { ...load('f', 64, 600), p99Ms: 9 },
  { ...load('haproxy', 4, 1000), p50Ms: 0.3 },
  { ...load('f', 4, 800), p50Ms: 0.32 },
  { kind: 'direct', connections: 4, requestsPerSecond: 5000, p50Ms: 0.2, p99Ms: 1 },
  { kind: 'tls', ...load('haproxy', 64, 1000) },
  { kind: 'tls', ...load('f', 64, 500) },
  { kind: 'workers', ...load('f', 64, 500), cpuUsPerRequest: 40 },
  { kind: 'workers', ...load('f, 2 workers', 64, 600), cpuUsPerRequest: 42 },
  { kind: 'stale', proxy: 'f', requests: 1500, wrong: 0 },
  { kind: 'aborts', proxy: 'f', clients: 1000, left: 3 },
  { kind: 'upload', proxy: 'f', megabytes: 1000, megabytesPerSecond: 5, rssGrowthMiB: null },
  { ...idle, connections: 5000, othersRequestsPerSecond: null },
  { ...idle, connections: 10_000, othersRequestsPerSecond: 4000 },
  { kind: 'sql', requestsPerSecond: 0, statementsPerSecond: 1 },
  { kind: 'sql', requestsPerSecond: 100, statementsPerSecond: 2.5 },
];

function load(proxy: string, connections: number, requestsPerSecond: number) {
  const unknown = { ratioToHaproxy: null, cpuUsPerRequest: null, rssMiB: null };
  return { proxy, connections, requestsPerSecond, p50Ms: 1, p99Ms: 2, ...unknown };
}

t.test('each budget is met, missed, or not measured', (t) => {
  const verdicts = judge(rows, 'f').map((each) => [
    each.what,
    each.measured,
    each.measured === undefined ? 'not measured' : each.met,
  ]);
  t.same(verdicts.slice(0, 7), [
    ['throughput, 64 connections', '0.60 x', true],
    ['throughput, 64 connections', '6 x', true],
    ['p99, 64 connections', '2.25', false],
    ['p50, 4 connections', '1.07', true],
    ['the same less what it is without a proxy', '1.20 x HAProxy', true],
    ['TLS, 64 connections', '0.50 x', false],
    ['TLS, 64 connections', undefined, 'not measured'],
  ]);
  const of = (what: string) => verdicts.find((each) => each[0]?.toString().includes(what));
  t.same(of('closes kept')?.slice(1), ['0', true]);
  t.same(of('vanish')?.slice(1), ['3', false]);
  t.same(of('5000 idle')?.slice(1), ['6.90', true]);
  t.same(of('others beside 10000')?.slice(1), ['4000 requests/s', true]);
  t.same(of('upload')?.slice(1), [undefined, 'not measured'], 'null is not zero');
  t.same(of('statements')?.slice(1), ['2.50', false], 'the worse of the two counts');
  t.same(of('start')?.slice(1), [undefined, 'not measured']);
  t.end();
});

t.test('what was not measured is not missed', (t) => {
  const misses = missed(judge(rows, 'f')).map((each) => each.what);
  t.same(misses.slice(0, 2), ['p99, 64 connections', 'TLS, 64 connections']);
  t.equal(misses.length, 4);
  t.same(missed(judge([], 'f')), []);
  t.end();
});

t.test('the table of budgets tells all three', (t) => {
  const table = verdictTable(judge(rows, 'f'));
  t.match(table, /\| throughput, 64 connections \| >= 0\.55 x HAProxy \| 0\.60 x \| met \|/);
  t.match(table, /\| p99, 64 connections \| <= 2 x HAProxy \| 2\.25 \| \*\*missed\*\* \|/);
  t.match(table, /\| start from .* \| < 1000 ms \| - \| not measured \|/);
  t.end();
});

t.test('rows without a kind are those of throughput', (t) => {
  t.equal(rowsOf(rows, 'load').length, 5);
  t.equal(rowsOf(rows, 'tls').length, 2);
  t.end();
});

t.test('only the measured part of the document is replaced', (t) => {
  const first = replaceMeasured('', 'numbers');
  const written = `${first}\n## What each step brought\n`;
  const second = replaceMeasured(written, 'other numbers');
  t.match(second, /^# Performance\n/);
  t.match(second, /other numbers/);
  t.notMatch(second, /\nnumbers/);
  t.match(second, /## What each step brought\n$/);
  t.end();
});
