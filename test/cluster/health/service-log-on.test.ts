// The service account on a simulated CRM server, over a real socket: it is on, and off again.

import t, { type Test } from 'tap';
import {
  logOffService,
  logOnService,
  type ServiceAccount,
  type ServiceLogOn,
} from '../../../cluster/health/service-log-on.ts';
import { sageCrm } from '../../../config/profiles/sage-crm.ts';
import { expandPaths } from '../../../config/rules/merge-profile.ts';
import type { CrmBehaviour } from '../../../demo/crm/behaviour.ts';
import { startOneCrmServer } from '../../support/one-crm-server.ts';

const profile = expandPaths({
  ...sageCrm,
  session: { ...sageCrm.session, logOffMatches: ['[?&]Act=99901(&|$)'] },
});
const options = { timeoutMs: 20_000, publicHost: undefined, authorities: undefined, nowMs: Date.now };

async function open(t: Test, behaviour: Partial<CrmBehaviour> = {}) {
  const { cluster, crm, server, account } = await startOneCrmServer(t, behaviour);
  const enter = (change: Partial<ServiceAccount> = {}) =>
    logOnService({ server, account: { ...account, ...change }, profile, options });
  const leave = (made: ServiceLogOn) =>
    made.kind === 'in' ? logOffService({ server, options }, made.session) : undefined;
  return { crm, enter, leave, cluster };
}

t.test('it logs on and off again, whatever a success looks like', async (t) => {
  const looks: [string, Partial<CrmBehaviour>][] = [
    ['a page', {}],
    ['a redirect', { logOnRedirects302: true, redirectsNameServer: true }],
    ['a page with a cookie', { browserSessionCookie: true }],
    ['a redirect with a cookie', { logOnRedirects302: true, browserSessionCookie: true }],
  ];
  for (const [name, behaviour] of looks) {
    const { crm, enter, leave } = await open(t, behaviour);
    const made = await enter();
    t.equal(made.kind, 'in', name);
    t.equal(crm.details().sessions, 1, name);
    t.equal(await leave(made), true, name);
    t.equal(crm.details().sessions, 0, name);
  }
});

t.test('a session that it still has is ended by the next log-on', async (t) => {
  const { crm, enter, leave } = await open(t);
  t.equal((await enter()).kind, 'in');
  const second = await enter();
  t.equal(second.kind, 'in');
  t.equal(crm.details().sessions, 1);
  await leave(second);
  t.equal(crm.details().sessions, 0);
});

t.test(
  'a wrong password, a lock and a server that is gone are told apart, after one attempt each',
  async (t) => {
    const { crm, enter, cluster } = await open(t);
    const before = crm.details().counters.logOns;
    t.equal((await enter({ password: 'wrong' })).kind, 'refused');
    cluster.crm.lock('99');
    t.equal((await enter()).kind, 'locked');
    cluster.crm.unlock();
    t.equal(crm.details().counters.logOns, before);
    await crm.kill();
    const gone = await enter();
    t.match(gone, { kind: 'failed', asked: { code: 'ECONNREFUSED' } });
  },
);
