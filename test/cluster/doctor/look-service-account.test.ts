// The service account on the simulated servers: in and out again everywhere, and a refused one tried once.

import t from 'tap';
import { lookAtServiceAccount } from '../../../cluster/doctor/look-service-account.ts';
import { sageCrm } from '../../../config/profiles/sage-crm.ts';
import { expandPaths } from '../../../config/rules/merge-profile.ts';
import { startDemoRunner } from '../../support/demo-runner.ts';

t.test('it logs on to each server and off again; refused once is enough', async (t) => {
  const { cluster, servers: named } = await startDemoRunner(t, { servers: 2 });
  const servers = named.map((each, index) => ({ ...each, origin: cluster.crm.servers[index]!.origin }));
  const [user] = cluster.logOns;
  const profile = expandPaths(sageCrm);
  const options = { timeoutMs: 20_000, publicHost: undefined, authorities: undefined, nowMs: Date.now };
  const never = new AbortController().signal;
  const look = (password: string) =>
    lookAtServiceAccount(
      servers,
      { account: { user: user?.logOn ?? '', password }, profile, options },
      never,
    );
  t.match(await look(user?.password ?? ''), {
    seen: true,
    value: [
      { server: 'CRMWEB1', works: true },
      { server: 'CRMWEB2', works: true },
    ],
  });
  const refused = await look('wrong');
  t.match(refused, { seen: true, value: [{ server: 'CRMWEB1', works: false, text: /refused/ }] });
  t.equal(refused.seen && refused.value.length, 1);
  t.notMatch(JSON.stringify(refused), 'wrong"');
  t.match(await lookAtServiceAccount(servers, { account: undefined, profile, options }, never), {
    seen: false,
    mend: /crm\.serviceAccount/,
  });
});
