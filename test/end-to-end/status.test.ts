// `fairlead status` as an operator runs it: as a process, against a product whose servers come and go.

import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

const patienceMs = 60_000;

t.test('status tells by its exit code how the cluster is', async (t) => {
  const site = await prepareSite(t, { servers: 2 });
  const product = await site.start();
  const status = (...words: string[]) => runFairlead(t, ['status', '--url', product.adminUrl, ...words]);
  const [first, second] = site.cluster.crm.servers;
  const down = () => product.status().servers.filter((each) => each.state === 'down').length;

  const all = await status();
  t.equal(all.code, 0);
  t.match(all.output, /CRMWEB1 +✔ serving[\s\S]*CRMWEB2 +✔ serving/);

  await second?.kill();
  await waitFor('one to be down', () => down() === 1, patienceMs);
  const one = await status();
  t.equal(one.code, 3);
  t.match(one.output, /CRMWEB2 +✖ down/);
  const document = await status('-o', 'json');
  t.equal(document.code, 3);
  t.match(JSON.parse(document.output), { schema: 1, state: 'degraded' });

  await first?.kill();
  // All of them failing at once may also be the check's fault; a refused connection is not (F2).
  await waitFor('both to be down', () => down() === 2, patienceMs);
  const none = await status();
  t.equal(none.code, 4, none.output);
  t.match(none.output, /✖/);

  await product.close();
  const gone = await status();
  t.equal(gone.code, 1);
  t.match(gone.errors, /^fairlead: No Fairlead answers at http:\/\/127\.0\.0\.1:\d+ .*\n$/);
});

t.test('status finds the admin listener by the configuration', async (t) => {
  const site = await prepareSite(t);
  const product = await site.start();
  const port = new URL(product.adminUrl).port;
  writeFileSync(
    site.file,
    readFileSync(site.file, 'utf8').replace('admin:\n  port: 0', `admin:\n  port: ${port}`),
  );
  const { code, output } = await runFairlead(t, ['status'], { cwd: site.folder });
  t.equal(code, 0);
  t.match(output, product.url);
});
