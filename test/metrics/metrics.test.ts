// The exposition: clean for promtool, zeros from the start, closed labels, servers that come and go.

import { spawn } from 'node:child_process';
import { text as readAll } from 'node:stream/consumers';
import { Registry } from 'prom-client';
import t from 'tap';
import { createMetrics, families } from '../../metrics/metrics.ts';
import { findProgram, needs } from '../support/needs.ts';
import { first, sampleSources, second, words } from './sample-sources.ts';

let servers = [first, second];
const metrics = createMetrics({ sources: sampleSources(() => servers), version: '0.1.0', words });

/** All lines of one metric, comments left out. */
async function series(name: string): Promise<string[]> {
  return (await metrics.text())
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

t.test('promtool has nothing to say about the exposition', needs('promtool'), async (t) => {
  const child = spawn(findProgram('promtool') ?? 'promtool', ['check', 'metrics']);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdin.end(await metrics.text());
  t.equal(await readAll(child.stdout), '');
  t.equal(await readAll(child.stderr), '');
  t.equal(await ended, 0);
});

t.test('the content type is the one of the text format', (t) => {
  t.equal(metrics.contentType, Registry.PROMETHEUS_CONTENT_TYPE, 'as the library calls it');
  t.end();
});

t.test('the process and Node.js are measured too', async (t) => {
  const text = await metrics.text();
  for (const name of [
    'process_cpu_seconds_total',
    'nodejs_eventloop_lag_p90_seconds',
    'nodejs_heap_size_used_bytes',
  ])
    t.match(text, new RegExp(`^${name} `, 'm'));
});

t.test('labels of a sample are those the family names', async (t) => {
  const snapshot = {
    version: '1',
    nodeVersion: 'v24',
    words,
    servers,
    traffic: sampleSources().traffic(),
    engine: sampleSources().engine(),
    cluster: sampleSources().cluster(),
    configuration: sampleSources().configuration(),
    budget: sampleSources().budget(),
    metadata: sampleSources().metadata(),
    files: sampleSources().files(),
    maintenance: sampleSources().maintenance(),
    run: sampleSources().run(),
    roles: sampleSources().roles(),
  };
  for (const family of families)
    for (const { labels } of family.read(snapshot))
      t.same(
        Object.keys(labels).filter((label) => label !== 'le'),
        family.labels,
        family.name,
      );
});

t.test('known words are there with 0 before anything happened', async (t) => {
  t.same(await series('fairlead_login_decisions_total'), [
    'fairlead_login_decisions_total{server="CRM01",reason="fewest-users"} 31',
    'fairlead_login_decisions_total{server="CRM01",reason="confirmation"} 0',
    'fairlead_login_decisions_total{server="CRM02",reason="fewest-users"} 0',
    'fairlead_login_decisions_total{server="CRM02",reason="confirmation"} 0',
  ]);
  t.same(await series('fairlead_exchanges_total'), [
    'fairlead_exchanges_total{end="completed"} 805',
    'fairlead_exchanges_total{end="upstream-cut"} 0',
  ]);
  t.same(await series('fairlead_access_log_lost_lines_total'), ['fairlead_access_log_lost_lines_total 11']);
  t.same(await series('fairlead_login_rejections_total'), [
    'fairlead_login_rejections_total{reason="no-server"} 0',
  ]);
});

t.test('a state is one series per possible state', async (t) => {
  t.same(
    (await series('fairlead_server_admin_state')).filter((line) => line.includes('CRM01')),
    [
      'fairlead_server_admin_state{server="CRM01",state="in-service"} 1',
      'fairlead_server_admin_state{server="CRM01",state="draining"} 0',
      'fairlead_server_admin_state{server="CRM01",state="maintenance"} 0',
      'fairlead_server_admin_state{server="CRM01",state="unknown"} 0',
    ],
  );
  t.ok(
    (await series('fairlead_server_state')).includes('fairlead_server_state{server="CRM02",state="down"} 1'),
  );
});

t.test('what is not known has no series instead of a false zero', async (t) => {
  t.same(await series('fairlead_server_database_users'), [
    'fairlead_server_database_users{server="CRM01"} 29',
  ]);
  t.same(await series('fairlead_users_last_success_timestamp_seconds'), []);
  t.same(await series('fairlead_crm_own_balancing'), []);
});

t.test('methods that nobody knows are counted together', async (t) => {
  const lines = await series('fairlead_http_requests_total');
  t.ok(lines.includes('fairlead_http_requests_total{server="CRM01",code="2xx",method="other"} 5'));
  t.notMatch(lines.join(), /PROPFIND|BREW|GONE/);
  t.ok(lines.includes('fairlead_http_requests_total{server="CRM02",code="5xx",method="GET"} 0'));
});

t.test('bucket arrays become cumulative histograms in seconds', async (t) => {
  t.same(await series('fairlead_upstream_connect_seconds_bucket'), [
    'fairlead_upstream_connect_seconds_bucket{le="0.1",server="CRM01"} 3',
    'fairlead_upstream_connect_seconds_bucket{le="2.5",server="CRM01"} 5',
    'fairlead_upstream_connect_seconds_bucket{le="+Inf",server="CRM01"} 6',
  ]);
  t.same(await series('fairlead_upstream_connect_seconds_sum'), [
    'fairlead_upstream_connect_seconds_sum{server="CRM01"} 12.5',
  ]);
  t.same(await series('fairlead_upstream_connect_seconds_count'), [
    'fairlead_upstream_connect_seconds_count{server="CRM01"} 6',
  ]);
});

t.test('the skew is taken over the servers that serve', async (t) => {
  t.same(
    await series('fairlead_users_skew'),
    ['fairlead_users_skew 0'],
    'the one that is down does not count',
  );
  servers = [first, { ...second, state: 'going-down' }];
  t.same(await series('fairlead_users_skew'), ['fairlead_users_skew 31']);
  servers = [second];
  t.same(await series('fairlead_users_skew'), []);
  t.same(await series('fairlead_servers_serving'), ['fairlead_servers_serving 0']);
});

t.test('all series of a removed server disappear', async (t) => {
  servers = [second];
  t.notMatch(await metrics.text(), /CRM01/);
});

t.test('a source that fails is a failed scrape, not a half one', async (t) => {
  const broken = createMetrics({
    sources: {
      ...sampleSources(),
      engine: () => {
        throw new Error('no engine');
      },
    },
    version: '0.1.0',
    words,
  });
  await t.rejects(broken.text(), { message: 'no engine' });
});
