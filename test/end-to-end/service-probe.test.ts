// The deepest probe against the embedded cluster: the service account is on each server for a moment, and is no user.

import t from 'tap';
import { prepareSite } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

const patienceMs = 30_000;

t.test('the service account logs on to each server and off again, and is never counted', async (t) => {
  const site = await prepareSite(t, {
    configuration: ({ logOns }) => ({
      crm: { serviceAccount: { user: logOns[0]?.logOn, password: logOns[0]?.password } },
      health: { serviceLogOnMs: 500 },
    }),
  });
  const product = await site.start();
  const probes = () =>
    product.status().servers.map(({ health }) => health.probes.find(({ name }) => name === 'service-log-on'));
  let most = 0;
  const probed = () => {
    most = Math.max(most, ...product.status().servers.map(({ users }) => users.effective));
    return probes().every((probe) => probe?.state === 'up');
  };
  await waitFor('every server to be probed', probed, patienceMs);
  t.match(probes()[0]?.lastCheck, { text: /^the service account is on in \d+ ms$/, at: /Z$/ });
  t.equal(most, 0, 'nobody is counted');
  await product.close();
  t.same(
    site.cluster.crm.servers.map((each) => each.truth().sessions),
    [0, 0, 0],
    'it is logged off everywhere',
  );
});

t.test('a password that is refused is told, and not tried again', async (t) => {
  let tries = 0;
  const site = await prepareSite(t, {
    hooks: {
      onLogOn: () => {
        tries += 1;
      },
    },
    configuration: ({ logOns }) => ({
      crm: { serviceAccount: { user: logOns[0]?.logOn, password: 'wrong' } },
      health: { serviceLogOnMs: 500 },
    }),
  });
  const product = await site.start();
  const told = () => product.status().notices.some(({ code }) => code === 'service-log-on-fails');
  await waitFor('the notice', told, patienceMs);
  const { at } = product.status();
  await waitFor('three seconds of checks', () => Date.now() - Date.parse(at) > 3_000, patienceMs);
  t.equal(tries, 1);
  t.ok(
    product.status().servers.every(({ state }) => state === 'serving'),
    'it puts no server out',
  );
});
