import { createHash } from 'node:crypto';
import t from 'tap';
import { reportPiece } from '../../../demo/crm/handlers/report.ts';
import { activity, ask, form, logOn, page, sidOf, startCluster } from './harness.ts';

const act = {
  home: 99900,
  logOff: 99901,
  find: 99902,
  company: 99903,
  report: 99904,
  upload: 99905,
  partner: 99906,
};
const lost = (body: string) => body.includes('EWARE_USERID');
const user = (body: string) => /id="user">([^<]*)</.exec(body)?.[1];

t.test('every link of a page leads to a page of the same user on the same server', async (t) => {
  const { first } = await startCluster(t);
  const start = await logOn(first.origin, 'user001');
  const links = [...start.body.matchAll(/href="([^"]*SID=[^"]*)"/g)].map((match) =>
    (match[1] ?? '').replaceAll('&amp;', '&'),
  );
  const pages = links.filter((link) => !/Act=(99901|99904|99906)/.test(link));
  t.ok(pages.length >= 5);
  for (const link of pages) {
    t.ok(link.startsWith('/CRM/'), `${link} names no server`);
    const got = await ask(first.origin + link);
    t.same([got.status, user(got.body), /served by (\w+)/.exec(got.body)?.[1]], [200, 'user001', 'CRMWEB1']);
  }
});

t.test('a SID is good on its own server only, unless the switch says otherwise', async (t) => {
  const { first, second } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  const elsewhere = await ask(page(second.origin, sid, act.find));
  t.equal(elsewhere.status, 200, 'a lost session is a 200');
  t.ok(lost(elsewhere.body));
  second.setBehaviour({ sidsAreLocal: false });
  t.equal(user((await ask(page(second.origin, sid, act.find))).body), 'user001');
});

t.test('no SID, a wrong one or a malformed one is a lost session', async (t) => {
  const { first } = await startCluster(t);
  for (const query of ['', '?SID=', '?SID=123456789012345', '?SID=__proto__', '?SID=%E0%A4%A'])
    t.ok(lost((await ask(`${first.origin}/CRM/eware.dll/Do${query}`)).body), query);
});

t.test('logging off ends the session here and in the store', async (t) => {
  const { first, store } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  const off = await ask(page(first.origin, sid, act.logOff));
  t.match(off.body, /logged off[\s\S]*EWARE_USERID/);
  t.ok(lost((await ask(page(first.origin, sid, act.home))).body));
  t.same(activity(store), { open: [], ended: ['user001 Manual'] });
  t.notMatch((await logOn(first.origin, 'user001')).body, 'LoginAnyway', 'and the user may come back');
});

t.test('the log-off number is a switch', async (t) => {
  const { first } = await startCluster(t, { behaviour: { logOffAct: 77 } });
  const got = await logOn(first.origin, 'user001');
  t.match(got.body, 'Act=77&');
  await ask(page(first.origin, sidOf(got), 99901));
  t.equal(first.truth().sessions, 1);
  await ask(page(first.origin, sidOf(got), 77));
  t.equal(first.truth().sessions, 0);
});

t.test('a session that was idle for too long is timed out; one in use is not', async (t) => {
  const { first, store, clock } = await startCluster(t, { behaviour: { idleMinutes: 10 } });
  const busy = sidOf(await logOn(first.origin, 'user001'));
  const idle = sidOf(await logOn(first.origin, 'user002'));
  clock.skipMs = 9 * 60_000;
  t.notOk(lost((await ask(page(first.origin, busy, act.home))).body));
  clock.skipMs = 11 * 60_000;
  t.ok(lost((await ask(page(first.origin, idle, act.home))).body));
  t.notOk(lost((await ask(page(first.origin, busy, act.home))).body));
  t.same(activity(store), { open: ['user001@CRMWEB1'], ended: ['user002 Timed Out'] });
});

t.test('idle sessions are swept away although nobody asks for them', async (t) => {
  const { createSessions } = await import('../../../demo/crm/sessions.ts');
  const { createSessionRegistry } = await import('../../../demo/crm/registry.ts');
  const { defaultBehaviour } = await import('../../../demo/crm/behaviour.ts');
  let nowMs = 0;
  const ends: string[] = [];
  const sessions = createSessions({
    server: 'CRMWEB1',
    behaviour: () => defaultBehaviour,
    store: {
      findUser: () => undefined,
      recordLogOn: () => 1,
      recordLogOff: () => undefined,
      parameter: () => undefined,
      setParameter: () => undefined,
      customize: () => undefined,
      newestCustomization: () => '2026-01-05 08:30:00.000',
    },
    registry: createSessionRegistry(),
    hooks: { onSessionEnd: (event) => ends.push(`${event.user} ${event.how}`) },
    nowMs: () => nowMs,
    random: Math.random,
  });
  sessions.open({ id: 1, logOn: 'Anna', password: '', disabled: false }, 'browser', '127.0.0.1');
  nowMs = 120 * 60_000;
  sessions.sweep();
  t.equal(sessions.list().length, 1);
  nowMs += 1;
  sessions.sweep();
  t.equal(sessions.list().length, 0);
  t.same(ends, ['anna Timed Out']);
});

const otherAddress = process.platform === 'darwin' ? { skip: 'left out: loopback has one address here' } : {};

t.test('a session used from another address is an "IP Address Mismatch"', otherAddress, async (t) => {
  const { first } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  const moved = await ask(page(first.origin, sid, act.home), { localAddress: '127.0.0.2' });
  t.match(moved.body, /IP Address Mismatch[\s\S]*EWARE_USERID/);
  t.equal(first.details().counters.addressMismatches, 1);
  t.notOk(lost((await ask(page(first.origin, sid, act.home))).body), 'its owner keeps it');
  first.setBehaviour({ ipAddressChecking: false });
  t.equal(
    user((await ask(page(first.origin, sid, act.home), { localAddress: '127.0.0.2' })).body),
    'user001',
  );
});

t.test('with browser session security a session needs its cookie too', async (t) => {
  const { first } = await startCluster(t, { behaviour: { browserSessionCookie: true } });
  const got = await logOn(first.origin, 'user001');
  const [cookie = ''] = (got.headers['set-cookie']?.[0] ?? '').split(';');
  t.match(cookie, /^SIM_BrowserSession=[0-9]+$/);
  t.ok(lost((await ask(page(first.origin, sidOf(got), act.home))).body));
  const headers = { cookie: `other=1; ${cookie}` };
  t.notOk(lost((await ask(page(first.origin, sidOf(got), act.home), { headers })).body));
});

t.test('a custom page gives the ASP cookie once and needs a session', async (t) => {
  const { first } = await startCluster(t);
  const url = `${first.origin}/CRM/CustomPages/Mine/Page.asp?SID=${sidOf(await logOn(first.origin, 'user001'))}`;
  const got = await ask(url);
  t.equal(user(got.body), 'user001');
  const [cookie = ''] = (got.headers['set-cookie']?.[0] ?? '').split(';');
  t.match(cookie, /^ASPSESSIONID\w+=/);
  t.equal((await ask(url, { headers: { cookie } })).headers['set-cookie'], undefined);
  t.ok(lost((await ask(url.replace(/SID=\d+/, 'SID=1'))).body));
  t.equal((await ask(url.replace('.asp', '.exe'))).status, 404);
});

t.test('a partner page redirects to the name of the server', async (t) => {
  const { first } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  const got = await ask(page(first.origin, sid, act.partner));
  t.equal(got.status, 302);
  t.equal(got.headers.location, `http://crmweb1/CRM/eware.dll/Do?SID=${sid}&Act=99900&Mode=1`);
});

t.test('a report is a chunked download of exactly its size, piece by piece', async (t) => {
  const { first } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  const got = await ask(`${page(first.origin, sid, act.report)}&Seconds=0&Megabytes=1.5`);
  t.equal(got.headers['transfer-encoding'], 'chunked');
  t.match(got.headers['content-disposition'], /^attachment; filename=/);
  const expected = Buffer.concat(Array.from({ length: 24 }, (_, index) => reportPiece(index, 65_536)));
  t.equal(got.bytes.length, 1.5 * 1_048_576);
  t.ok(got.bytes.equals(expected));
});

t.test('an upload is counted and hashed as it was sent', async (t) => {
  const { first } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  t.match((await ask(page(first.origin, sid, act.upload))).body, 'type="file"');
  const body = Buffer.alloc(3_000_001, 'upload');
  const headers = { 'content-type': 'application/octet-stream' };
  const got = await ask(page(first.origin, sid, act.upload), { method: 'POST', body, headers });
  t.match(got.body, 'id="bytes">3000001<');
  t.match(got.body, createHash('sha256').update(body).digest('hex'));
  t.equal(first.details().counters.uploads, 1);
});

t.test('sysadmin lists and kicks for the machine itself and for nobody else', async (t) => {
  const { first, store } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  const url = `${first.origin}/CRM/eware.dll/sysadmin`;
  t.match((await ask(url)).body, /user001[\s\S]*browser/);
  for (const name of ['X-Forwarded-For', 'Forwarded', 'Via'])
    t.equal((await ask(url, { headers: { [name]: '127.0.0.1' } })).status, 403, name);
  t.equal((await ask(url, form({ Kick: '1' }))).status, 404);
  t.notMatch((await ask(url, form({ Kick: sid }))).body, 'user001');
  t.ok(lost((await ask(page(first.origin, sid, act.home))).body));
  t.same(activity(store), { open: [], ended: ['user001 Kicked'] });
});
