// `fairlead lock` and `fairlead unlock` on a running product: the rows of the CRM, the page for who comes, the audit.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { acts } from '../../demo/crm/rules/paths.ts';
import { ask, form, page, sidOf } from '../demo/crm/harness.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite, type Site } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

const patienceMs = 30_000;

async function open(t: Test, configuration = {}) {
  const site: Site = await prepareSite(t, { configuration });
  const product = await site.start();
  const password = site.cluster.logOns[0]?.password ?? '';
  const logOn = (user: string) =>
    ask(`${product.url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password }));
  const run = (...words: string[]) => runFairlead(t, [...words, '--url', product.adminUrl]);
  await waitFor('it to lead', () => product.status().leader.state === 'leading', patienceMs);
  const rows = () => ['SysLockedByUsrID', 'SysLockedTime'].map((name) => site.cluster.store.parameter(name));
  return { site, product, logOn, run, rows };
}

t.test('lock, look, unlock', async (t) => {
  const { site, product, logOn, run, rows } = await open(t);
  const sid = sidOf(await logOn('user002'));

  const locked = await run('lock', '-m', 'release 12', '-o', 'json');
  t.equal(locked.code, 0, locked.errors);
  const names = ['CRMWEB1', 'CRMWEB2', 'CRMWEB3'];
  const told = JSON.parse(locked.output);
  t.match(told, { locked: true, by: '1', name: 'user001', page: 'own', changed: true });
  t.same([...told.refreshed, ...told.toRefresh].toSorted(), names, 'every server is named');
  t.equal(Date.parse(told.endsAt) - Date.parse(told.since), 3 * 3_600_000);
  t.match(rows(), ['1', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/]);

  const turnedAway = await logOn('user003');
  t.match(turnedAway, { status: 503, body: /user001 has locked the CRM.*3 hours at most/ });
  t.ok(turnedAway.headers['retry-after']);
  t.match((await ask(page(product.url, sid, acts.find))).body, 'id="user"', 'whoever is on stays on');
  await waitFor('the status', () => product.status().crm.lock?.name === 'user001', patienceMs);
  t.match((await run('lock')).code, 2, 'a reason is asked for');

  const unlocked = await run('unlock');
  t.match(unlocked, { code: 0, output: /not locked/ });
  t.same(rows(), [undefined, undefined]);
  t.ok(sidOf(await logOn('user003')));
  const audit = readFileSync(join(site.folder, 'data', 'audit.jsonl'), 'utf8')
    .trim()
    .split('\n');
  t.match(
    audit.map((line) => JSON.parse(line)),
    [
      { operation: 'lock.lock', input: { reason: 'release 12' }, outcome: 'done' },
      { operation: 'lock.unlock', outcome: 'done' },
    ],
  );
});

t.test('a lock that somebody set in the CRM is shown, and not taken away unasked', async (t) => {
  const { site, product, logOn, run, rows } = await open(t);
  const at = new Date().toISOString().slice(0, 19).replace('T', ' ');
  site.cluster.store.setParameter('SysLockedByUsrID', '4');
  site.cluster.store.setParameter('SysLockedTime', at);
  await waitFor('the lock', () => product.status().crm.lock?.name === 'user004', patienceMs);
  t.equal((await logOn('user005')).status, 503);
  const refusal = await run('unlock');
  t.equal(refusal.code, 1);
  t.match(refusal.errors, /locked by user 4/);
  t.same(rows(), ['4', at]);
  t.match(await run('unlock', '--force', '-m', 'she has gone home'), { code: 0 });
  t.same(rows(), [undefined, undefined]);
  t.ok(sidOf(await logOn('user005')));
});

t.test('with lock.page crm log-ons go to the CRM, which lets in whoever locked it', async (t) => {
  const { logOn, run } = await open(t, { lock: { page: 'crm' } });
  t.match(await run('lock', '-m', 'a test'), { code: 0, output: /are sent to the CRM/ });
  t.match(await logOn('user003'), { status: 200, body: /locked/i });
  t.ok(sidOf(await logOn('user001')));
});

t.test('without a database nothing is locked, and it says so', async (t) => {
  const { site, run } = await open(t);
  await site.cluster.tds.stop();
  const refusal = await run('lock', '-m', 'a test');
  t.equal(refusal.code, 1);
  t.match(refusal.errors, /database/i);
});
