import { Agent, request } from 'node:http';
import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';
import { activity, ask, logOn, page, sidOf, startCluster } from './harness.ts';

const lost = (body: string) => body.includes('EWARE_USERID');
const held = 600_000; // Longer than any test: whoever waits for it must be freed by what is tested.

const control = (url: string, command: string) => ask(`${url}/${command}`, { method: 'POST' });
const truth = async (url: string) => JSON.parse((await ask(url)).body);

t.test('a recycle drops the sessions and leaves connections and Activity rows as they are', async (t) => {
  const { first, second, store } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  const other = sidOf(await logOn(second.origin, 'user002'));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => agent.destroy());
  const reused = () =>
    new Promise<boolean>((resolve, reject) => {
      const asked = request(`${first.origin}/CRM/`, { agent });
      asked.on('error', reject);
      asked.on('response', (response) => response.resume().on('end', () => resolve(asked.reusedSocket)));
      asked.end();
    });
  await reused();
  first.recycle();
  t.ok(await reused(), 'the connection outlived the recycle');
  t.ok(lost((await ask(page(first.origin, sid, 99900))).body));
  t.notOk(lost((await ask(page(second.origin, other, 99900))).body), 'the other server never noticed');
  t.same(activity(store).open, ['user001@CRMWEB1', 'user002@CRMWEB2']);
  t.notMatch((await logOn(second.origin, 'user001')).body, 'LoginAnyway', 'its user can log on at once');
});

t.test('the switches of a recycle: rows closed as Unknown, users still told that they are on', async (t) => {
  const { first, store } = await startCluster(t, {
    behaviour: { closesActivityOnRecycle: true, alreadyOnAfterLoss: true },
  });
  await logOn(first.origin, 'user001');
  first.recycle();
  t.same(activity(store).ended, ['user001 Unknown']);
  t.match((await logOn(first.origin, 'user001')).body, /already logged on/i);
  t.ok(sidOf(await logOn(first.origin, 'user001', { LoginAnyway: 'T' })));
  t.equal(first.truth().sessions, 1);
  t.same(activity(store).ended, ['user001 Unknown'], 'the first ending stands');
});

t.test('a reset drops connections, refuses for a moment, and comes back cold on the same port', async (t) => {
  const { first } = await startCluster(t, { behaviour: { pageMs: held } });
  const { origin } = first;
  const running = ask(`${origin}/CRM/eware.dll/go`);
  await waitFor('the request', () => first.details().counters.requests === 1);
  const resetting = first.reset();
  await t.rejects(running, { code: 'ECONNRESET' });
  await resetting;
  t.equal(first.origin, origin);
  t.ok(first.details().cold);
  t.match(first.details(), { state: 'serving', sessions: 0 });
  first.setBehaviour({ pageMs: 0 });
  t.equal((await ask(`${origin}/CRM/eware.dll/go`)).status, 200);
});

t.test('a killed server refuses until it is started; a log-on under way there is no longer', async (t) => {
  const { first } = await startCluster(t, { behaviour: { logOnMs: held } });
  const running = logOn(first.origin, 'user001');
  await waitFor('the log-on', () => first.truth().logOnsUnderWay === 1);
  const killing = first.kill();
  await t.rejects(running, { code: 'ECONNRESET' });
  await killing;
  t.same(first.truth(), { sessions: 0, logOnsUnderWay: 0 });
  await t.rejects(ask(`${first.origin}/CRM/`), { code: 'ECONNREFUSED' });
  await first.normal();
  t.equal(first.state, 'stopped', 'only start revives it');
  await first.start();
  first.setBehaviour({ logOnMs: 0 });
  t.ok(sidOf(await logOn(first.origin, 'user001')));
});

t.test('a refusing server keeps its sessions', async (t) => {
  const { first } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  await first.refuse();
  await t.rejects(ask(`${first.origin}/CRM/`), { code: 'ECONNREFUSED' });
  await first.normal();
  t.notOk(lost((await ask(page(first.origin, sid, 99900))).body));
});

t.test('a hanging server accepts and never answers; what hung is cut when it is over', async (t) => {
  const { first } = await startCluster(t);
  first.hang();
  const hung = logOn(first.origin, 'user001');
  await waitFor('the request', () => first.details().counters.requests === 1);
  t.equal(first.truth().logOnsUnderWay, 0, 'it has not even been read');
  const cut = t.rejects(hung, { code: 'ECONNRESET' });
  await first.normal();
  await cut;
  t.ok(sidOf(await logOn(first.origin, 'user001')));
});

t.test('a slow server answers everything late', async (t) => {
  const { first } = await startCluster(t);
  first.slow(held);
  let answered = false;
  const late = ask(`${first.origin}/CRM/`).then(() => {
    answered = true;
  });
  await waitFor('the request', () => first.details().counters.requests === 1);
  first.slow(0);
  t.equal((await ask(`${first.origin}/CRM/`)).status, 200);
  t.notOk(answered, 'the one that came before still waits');
  const cut = t.rejects(late);
  await first.kill();
  await cut;
});

t.test('parallel log-ons on a cold server each load the metadata; the next finds it warm', async (t) => {
  const { first } = await startCluster(t, { behaviour: { startsCold: true, metadataLoadMs: 40 } });
  t.ok(first.details().cold);
  await Promise.all(['user001', 'user002', 'user003'].map((user) => logOn(first.origin, user)));
  t.equal(first.details().counters.metadataLoads, 3);
  t.notOk(first.details().cold);
  first.setBehaviour({ metadataLoadMs: held });
  t.ok(sidOf(await logOn(first.origin, 'user004')), 'warm: nothing is loaded');
});

t.test('a log-on page warms the DLL and not the metadata', async (t) => {
  const { first } = await startCluster(t, { behaviour: { startsCold: true, metadataLoadMs: held } });
  t.equal((await ask(`${first.origin}/CRM/eware.dll/go`)).status, 200);
  t.ok(first.details().cold);
  t.equal(first.details().counters.metadataLoads, 0);
});

t.test('too many cold log-ons at once recycle the pool again; those that waited get a 503', async (t) => {
  const { first } = await startCluster(t, {
    behaviour: { startsCold: true, metadataLoadMs: held, coldLogOnsBeforeRecycle: 2 },
  });
  const users = ['user001', 'user002', 'user003'];
  const got = await Promise.all(users.map((user) => logOn(first.origin, user)));
  t.same(
    got.map((each) => each.status),
    [503, 503, 503],
  );
  t.match(first.details(), { cold: true, sessions: 0, logOnsUnderWay: 0, counters: { stormRecycles: 1 } });
});

t.test(
  'hooks tell of every log-on: arrived, decided, ended, in that order and with the truth of the moment',
  async (t) => {
    const told: string[] = [];
    const look: { truth: () => string } = { truth: () => '' };
    const { first } = await startCluster(t, {
      hooks: {
        onLogOn: (event) => told.push(`arrived ${event.user} ${event.confirm} ${look.truth()}`),
        onLogOnEnd: (event) => told.push(`${event.result} ${event.user} ${look.truth()}`),
        onSessionEnd: (event) => told.push(`ended ${event.user} ${event.how} ${look.truth()}`),
      },
    });
    look.truth = () => `${first.truth().sessions}+${first.truth().logOnsUnderWay}`;
    const sid = sidOf(await logOn(first.origin, 'User001'));
    await logOn(first.origin, 'user001', { LoginAnyway: 'T' });
    await ask(page(first.origin, sid, 99901));
    await logOn(first.origin, 'user002', { PASSWORD: 'no' });
    first.recycle();
    t.same(told, [
      'arrived user001 false 0+0',
      'success user001 1+0',
      'arrived user001 true 1+0',
      'ended user001 Kicked 0+1',
      'success user001 1+0',
      'arrived user002 false 1+0',
      'wrong-password user002 1+0',
      'ended user001 Lost 0+0',
    ]);
  },
);

t.test('everything can be turned over the control port, which tells the truth', async (t) => {
  const { cluster, first, store } = await startCluster(t);
  const url = first.controlUrl;
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+\/servers\/CRMWEB1$/);
  await logOn(first.origin, 'user001');
  const seen = {
    name: 'CRMWEB1',
    origin: first.origin,
    sessions: 1,
    users: [{ user: 'user001', kind: 'browser' }],
  };
  t.match(await truth(url), seen);
  t.match(JSON.parse((await control(url, 'recycle')).body), { sessions: 0, cold: true });
  t.match(JSON.parse((await control(url, 'kill')).body), { state: 'stopped' });
  t.match(JSON.parse((await control(url, 'start')).body), { state: 'serving' });
  t.match(JSON.parse((await control(url, 'hang')).body), { state: 'hanging' });
  t.match(JSON.parse((await control(url, 'normal')).body), { state: 'serving' });
  t.match(JSON.parse((await control(url, 'refuse')).body), { state: 'refusing' });
  t.match(JSON.parse((await control(url, 'normal')).body), { state: 'serving' });
  t.match(JSON.parse((await control(url, 'slow?ms=5')).body), { slowMs: 5 });
  t.match(JSON.parse((await control(url, 'slow?ms=0')).body), { slowMs: 0 });
  t.match(JSON.parse((await control(url, 'tomcat?alive=false')).body), { tomcatReady: false });
  t.match(JSON.parse((await control(url, 'reset')).body), { state: 'serving' });
  t.match(JSON.parse((await control(url, 'cold?ms=7')).body), { cold: true });
  await control(url, 'lock?by=4');
  t.equal(store.parameter('SysLockedByUsrID'), '4');
  t.match((await logOn(first.origin, 'user001')).body, /system is locked/);
  await control(url, 'unlock');
  t.ok(sidOf(await logOn(first.origin, 'user001')));
  const help = JSON.parse((await ask(`${cluster.controlUrl}/`)).body);
  t.same(
    help.servers.map((each: { name: string }) => each.name),
    ['CRMWEB1', 'CRMWEB2'],
  );
  for (const word of ['recycle', 'slow', 'lock']) t.type(help.commands[word], 'string');
});

t.test('the control port refuses what it does not know, and web pages', async (t) => {
  const { cluster, first } = await startCluster(t);
  const url = first.controlUrl;
  t.equal((await control(url, 'explode')).status, 400);
  t.equal((await control(url, 'constructor')).status, 400);
  t.equal((await control(url, 'slow?ms=-1')).status, 400);
  t.equal((await control(url, 'slow')).status, 400);
  t.equal((await control(url, 'tomcat?alive=maybe')).status, 400);
  t.equal((await control(url, "lock?by=1'--")).status, 400);
  t.equal((await control(url, 'kill/now')).status, 404);
  t.equal((await control(`${cluster.controlUrl}/servers/CRMWEB9`, 'kill')).status, 404);
  t.equal((await ask(`${url}/kill`)).status, 405);
  const fromPage = { method: 'POST', headers: { origin: 'http://evil.test' } };
  t.equal((await ask(`${url}/kill`, fromPage)).status, 403);
  t.equal(first.state, 'serving');
});
