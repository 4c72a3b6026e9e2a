// `fairlead maintenance` on a running product: list, run with a bar, history, cancel, and what is refused.

import t, { type Test } from 'tap';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

const patienceMs = 30_000;

async function open(t: Test) {
  const maintenance = { enabled: true, timeZone: 'Europe/Berlin', progressMs: 500 };
  const site = await prepareSite(t, { configuration: { maintenance } });
  const product = await site.start();
  const run = (...words: string[]) => runFairlead(t, ['maintenance', ...words, '--url', product.adminUrl]);
  await waitFor('it to lead', () => product.status().leader.state === 'leading', patienceMs);
  return { site, product, run };
}

t.test('the plan is listed, a task run and watched, and stands in the history', async (t) => {
  const { site, run, product } = await open(t);
  const listed = await run('list');
  t.equal(listed.code, 0, listed.errors);
  t.match(listed.output, /^◷ full-backup +0 1 \* \* 0 +\d{4}-\d\d-\d\d \d\d:00 UTC/m);
  t.match(listed.output, /shrink is off: shrinking fragments every index/);
  t.ok(
    listed.output.split('\n').every((line) => [...line].length <= 80),
    'within 80 columns',
  );

  const done = await run('run', 'full-backup', '-m', 'before the weekend');
  t.equal(done.code, 0, done.errors);
  t.match(done.output, /full-backup \[#*\.*\] \d+ %/, 'a bar');
  t.match(done.output, /✔ full-backup done after .* 700 MB, read back:/s);
  t.equal(site.cluster.upkeep.files.size, 1);

  const history = JSON.parse((await run('history', '-o', 'json')).output);
  t.match(history.runs, [{ task: 'full-backup', outcome: 'done', reason: 'before the weekend', due: null }]);
  const after = JSON.parse((await run('list', '-o', 'json')).output);
  t.match(
    after.tasks.find(({ task }: { task: string }) => task === 'full-backup'),
    { state: 'waiting', lastRun: { outcome: 'done' } },
  );

  site.cluster.upkeep.faults.add('disk-full');
  const failed = await run('run', 'full-backup');
  t.equal(failed.code, 1);
  t.match(failed.output, /✖ full-backup failed .*not\s+enough space/s);
  const metrics = await (await fetch(`${product.adminUrl}/metrics`)).text();
  t.match(metrics, /fairlead_maintenance_last_success_timestamp_seconds\{task="full-backup"\} \d/);
  t.match(metrics, /fairlead_maintenance_last_run_failed\{task="full-backup"\} 1/);
  t.ok(product.status().notices.some(({ code }) => code === 'maintenance-failed'));
});

t.test(
  'one task runs at a time, and can be cancelled; shrink wants a reason; words are never servers',
  async (t) => {
    const { site, product, run } = await open(t);
    site.cluster.upkeep.workMs = 60_000;
    t.equal((await run('run', 'full-backup', '--no-wait')).code, 0);
    const second = await run('run', 'check-database');
    t.equal(second.code, 1);
    t.match(second.errors, /full-backup is running; one task runs at a time/);
    t.equal((await run('cancel', '-m', 'wrong day')).code, 0);
    const ended = await waitFor('it to end', async () => {
      const { runs } = (await (await fetch(`${product.adminUrl}/api/v1/maintenance/history`)).json()) as {
        runs: readonly { readonly outcome: string | null }[];
      };
      return runs[0]?.outcome;
    });
    t.equal(ended, 'cancelled');
    const shrink = await run('run', 'shrink');
    t.equal(shrink.code, 1);
    t.match(shrink.errors, /fragments every index/);
    const server = await run('server', 'list', '-m', 'a server of that name', '-y');
    t.match(server.errors, /list/, 'a server called list is asked for by the longer form');
    t.equal((await run('CRMWEB9', '-m', 'no such server', '-y')).code, 1);
  },
);
