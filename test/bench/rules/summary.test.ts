// From measurements to the table of the benchmark.

import t from 'tap';
import { type Measured, markdownTable, summarise } from './summary.ts';
import { parseWrkOutput } from './wrk-output.ts';

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
  t.match(markdownTable(rows).split('\n')[4], /^\| fairlead \| 4 \| 50 \| - \| 1\.00 \| 2\.00 \| - \|/);
  t.end();
});

t.test('what wrk prints is read with its units', (t) => {
  const text = `Running 2s test @ http://127.0.0.1:1/
  Latency Distribution
     50%  742.00us
     75%    1.10ms
     90%    2.00ms
     99%    1.02s
  110213 requests in 2.10s, 125.00MB read
  Socket errors: connect 1, read 2, write 0, timeout 3
  Non-2xx or 3xx responses: 4
Requests/sec:  52482.00
`;
  t.same(parseWrkOutput(text), { requests: 110_213, seconds: 2.1, failures: 10, p50Ms: 0.742, p99Ms: 1020 });
  t.throws(() => parseWrkOutput('unable to connect'));
  t.end();
});
