// CRM servers that speak HTTPS, as most sites have them: their certificates are checked, by the health checks and by
// the traffic alike, unless the configuration says otherwise for a server.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ask, form, page, sidOf } from '../demo/crm/harness.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

t.test('with their authority everything goes as with plain HTTP', async (t) => {
  const site = await prepareSite(t, {
    https: true,
    servers: 2,
    async prepare({ crm }, folder) {
      writeFileSync(join(folder, 'crm.pem'), crm.servers.map((each) => each.certificate).join('\n'));
    },
    configuration: { traffic: { upstreamCaFile: 'crm.pem' } },
  });
  const product = await site.start();
  const states = product.status().servers.map((each) => `${each.origin.split(':')[0]} ${each.state}`);
  t.same(states, ['https serving', 'https serving']);
  for (const { logOn: user, password } of site.cluster.logOns.slice(0, 4)) {
    const form_ = form({ EWARE_USERID: user, PASSWORD: password });
    const sid = sidOf(await ask(`${product.url}/CRM/eware.dll/go`, form_));
    t.match((await ask(page(product.url, sid, 99902))).body, `<b id="user">${user}</b>`);
  }
  t.same(
    site.cluster.crm.servers.map((each) => each.truth().sessions),
    [2, 2],
  );
  const checked = await runFairlead(t, ['check', site.file, '--live']);
  t.equal(checked.code, 0, checked.output);
});

t.test('without it they are not trusted, but for the one the configuration excepts', async (t) => {
  const site = await prepareSite(t, {
    https: true,
    servers: 2,
    configuration: ({ crm }) => ({
      servers: { CRMWEB2: { origin: crm.servers[1]?.origin, verifyCertificate: false } },
    }),
  });
  const product = await site.start();
  await waitFor('the first to be down', () => product.status().servers[0]?.state === 'down', 60_000);
  const [first, second] = product.status().servers;
  t.match(first?.health.lastCheck?.text, /certificate/i, 'the reason is told');
  t.equal(second?.state, 'serving');
  const { logOn: user, password } = site.cluster.logOns[0] ?? { logOn: '', password: '' };
  const got = await ask(`${product.url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password }));
  t.match(got.body, 'served by CRMWEB2');
  t.equal(site.cluster.crm.servers[0]?.details().counters.requests, 0, 'not one request reached the other');
  const checked = await runFairlead(t, ['check', site.file, '--live']);
  t.equal(checked.code, 1);
  t.match(checked.output, /✖ server CRMWEB1\n.*certificate/i);
});
