// `routing.mode: redirect`, the vendor's way: the one URL sends each browser to the server with the fewest users,
// by the server's own address.

import t from 'tap';
import { ask, form, page, sidOf } from '../demo/crm/harness.ts';
import { prepareSite } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

t.test('six browsers are sent to three servers, in turn', async (t) => {
  const site = await prepareSite(t, { configuration: { routing: { mode: 'redirect' } } });
  const { servers } = site.cluster.crm;
  const product = await site.start();
  await waitFor('the first count', () => product.status().counts.readAt !== null);
  const went: string[] = [];
  for (const { logOn: user, password } of site.cluster.logOns.slice(0, 6)) {
    const sent = await ask(`${product.url}/CRM/eware.dll/go`);
    t.equal(sent.status, 302);
    const location = new URL(sent.headers.location ?? '');
    went.push(servers.find((each) => each.origin === location.origin)?.name ?? location.origin);
    t.equal(location.pathname, '/CRM/eware.dll/go');
    const got = await ask(location.href, form({ EWARE_USERID: user, PASSWORD: password }));
    const next = await ask(page(location.origin, sidOf(got), 99902));
    t.match(next.body, `<b id="user">${user}</b>`);
  }
  t.same(went, ['CRMWEB1', 'CRMWEB2', 'CRMWEB3', 'CRMWEB1', 'CRMWEB2', 'CRMWEB3']);
  t.same(
    servers.map((each) => each.truth().sessions),
    [2, 2, 2],
  );
  const users = () => product.status().servers.map(({ users }) => `${users.database} ${users.effective}`);
  await waitFor('the poll that sees them', () => users().every((each) => each === '2 2'));
  t.same(
    site.log().flatMap((line) => (line.event === 'log-on' ? [`${line.server} ${line.because}`] : [])),
    went.map((name) => `${name} redirect`),
  );
});

t.test('nobody is sent to a dead server', async (t) => {
  const site = await prepareSite(t, { servers: 2, configuration: { routing: { mode: 'redirect' } } });
  const [first, second] = site.cluster.crm.servers;
  const product = await site.start();
  await first?.kill();
  await waitFor('it to be down', () => product.status().servers[0]?.state === 'down', 60_000);
  for (let each = 0; each < 4; each += 1) {
    const sent = await ask(`${product.url}/CRM/`);
    t.equal(sent.headers.location, `${second?.origin}/CRM/`);
  }
});
