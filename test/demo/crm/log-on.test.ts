import t from 'tap';
import { createCrmServer } from '../../../demo/crm/server.ts';
import { activity, ask, logOn, page, password, sidOf, startCluster } from './harness.ts';

const home = 99900;
const hasForm = (body: string) => body.includes('EWARE_USERID') && body.includes('name="LoginForm"');

t.test('the start page and static files come without a session', async (t) => {
  const { first } = await startCluster(t);
  t.match((await ask(`${first.origin}/CRM/`)).body, "'eware.dll/go'");
  t.match((await ask(`${first.origin}/CRM`)).headers, { location: '/CRM/' });
  t.match((await ask(`${first.origin}/crm/themes/SIMULATED.css`)).headers, { 'content-type': /^text\/css/ });
  const logo = await ask(`${first.origin}/CRM/img/logo.svg`);
  t.equal(logo.status, 200);
  const again = await ask(`${first.origin}/CRM/img/logo.svg`, {
    headers: { 'if-none-match': logo.headers.etag ?? '' },
  });
  t.equal(again.status, 304);
  t.equal((await ask(`${first.origin}/CRM/img/none.png`)).status, 404);
  t.equal((await ask(`${first.origin}/elsewhere`)).status, 404);
});

t.test('the log-on page has the form as the guides describe it', async (t) => {
  const { first } = await startCluster(t);
  const got = await ask(`${first.origin}/crm/EWARE.dll/go`);
  t.equal(got.status, 200);
  t.ok(hasForm(got.body));
  for (const text of ['name="PASSWORD"', 'BrowserSupportsJavascript', 'BrowserSupportsAJAX', 'Logonbutton'])
    t.match(got.body, text);
  t.match(got.body, 'served by CRMWEB1 (simulated)');
  t.notMatch(got.body, /LoginAnyway|SID=/);
});

t.test('a log-on answers 200 with links that carry the SID, written into the store before', async (t) => {
  const { first, store } = await startCluster(t);
  const got = await logOn(first.origin, 'USER001');
  t.equal(got.status, 200);
  t.notOk(hasForm(got.body));
  const sid = sidOf(got);
  t.match(sid, /^[1-9][0-9]{14}$/);
  t.ok([...got.body.matchAll(/href="[^"]*SID=/g)].length >= 4, 'at least three links and log-off');
  t.same(activity(store).open, ['user001@CRMWEB1']);
  t.same(first.truth(), { sessions: 1, logOnsUnderWay: 0 });
});

t.test('a wrong password or an unknown user is 200 with the form and one and the same error', async (t) => {
  const { first, store } = await startCluster(t);
  const wrong = await logOn(first.origin, 'user001', { PASSWORD: 'no' });
  const unknown = await logOn(first.origin, 'nobody', { PASSWORD: 'no' });
  t.equal(wrong.status, 200);
  t.ok(hasForm(wrong.body));
  t.match(wrong.body, /not correct/);
  t.equal(unknown.body, wrong.body);
  t.same(activity(store).open, []);
  t.same(first.truth(), { sessions: 0, logOnsUnderWay: 0 });
});

t.test('a user who is on is asked first; LoginAnyway=T ends the session on the other server', async (t) => {
  const { first, second, store } = await startCluster(t);
  const old = sidOf(await logOn(first.origin, 'user001'));
  const asked = await logOn(second.origin, 'user001');
  t.equal(asked.status, 200);
  t.match(asked.body, /already logged on/i);
  t.match(asked.body, 'name="LoginAnyway" value="T"');
  t.notMatch(asked.body, /SID=/);
  t.notMatch(asked.body, password, 'the password is not given back');
  t.match((await ask(page(first.origin, old, home))).body, 'id="user">user001<', 'asking ends nothing');
  const fresh = sidOf(await logOn(second.origin, 'user001', { LoginAnyway: 'T' }));
  t.ok(hasForm((await ask(page(first.origin, old, home))).body), 'the old session is gone');
  t.match((await ask(page(second.origin, fresh, home))).body, 'served by CRMWEB2');
  t.same(activity(store), { open: ['user001@CRMWEB2'], ended: ['user001 Kicked'] });
});

t.test('a confirmation with a wrong password ends nothing', async (t) => {
  const { first } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  await logOn(first.origin, 'user001', { PASSWORD: 'no', LoginAnyway: 'T' });
  t.match((await ask(page(first.origin, sid, home))).body, 'id="user"');
});

t.test('a locked account and a locked system have no form but a Continue button', async (t) => {
  const { cluster, first, second, store } = await startCluster(t);
  store.database.prepare("UPDATE Users SET User_Disabled = 'Y' WHERE User_Logon = 'user002'").run();
  const account = await logOn(first.origin, 'user002');
  cluster.lock('3');
  const system = await logOn(second.origin, 'user004');
  for (const got of [account, system]) {
    t.equal(got.status, 200);
    t.notMatch(got.body, /EWARE_USERID|SID=/);
    t.match(got.body, /locked[\s\S]*Continue/);
  }
  const locker = store.database.prepare('SELECT User_Logon AS name FROM Users WHERE User_UserId = 3').get();
  t.ok(sidOf(await logOn(first.origin, String(locker?.name))), 'whoever locked it is let in');
  cluster.unlock();
  t.ok(sidOf(await logOn(second.origin, 'user004')));
});

t.test('the system lock lapses after three hours', async (t) => {
  const { cluster, first, clock } = await startCluster(t);
  cluster.lock('1');
  t.notMatch((await logOn(first.origin, 'user007')).body, 'EWARE_USERID');
  clock.skipMs = 3 * 3_600_000 + 1000;
  t.ok(sidOf(await logOn(first.origin, 'user007')));
});

t.test('wrong passwords in a row lock the account on every server, where the switch says so', async (t) => {
  const { first, second } = await startCluster(t, { behaviour: { failedLogOnsBeforeLock: 2 } });
  await logOn(first.origin, 'user001', { PASSWORD: 'no' });
  await logOn(second.origin, 'user001', { PASSWORD: 'no' });
  t.match((await logOn(first.origin, 'user001')).body, /account is locked/);
  await logOn(first.origin, 'user002', { PASSWORD: 'no' });
  t.ok(sidOf(await logOn(first.origin, 'user002')), 'one mistake is forgiven');
  await logOn(first.origin, 'user002', { PASSWORD: 'no', LoginAnyway: 'T' });
  t.match((await logOn(first.origin, 'user002')).body, /already logged on/i, 'and forgotten');
});

t.test(
  'with logOnRedirects302 a log-on is a redirect that names the server, as partner pages do',
  async (t) => {
    const { first } = await startCluster(t, { behaviour: { logOnRedirects302: true } });
    const got = await logOn(first.origin, 'user001');
    t.equal(got.status, 302);
    t.match(got.headers.location, /^http:\/\/crmweb1\/CRM\/eware\.dll\/Do\?SID=[0-9]{15}&Act=99900&Mode=1$/);
    first.setBehaviour({ redirectsNameServer: false });
    t.match((await logOn(first.origin, 'user002')).headers.location, /^\/CRM\/eware\.dll\/Do\?SID=/);
  },
);

t.test('HTTPS servers have a certificate with their short and fully qualified names', async (t) => {
  const { first, second } = await startCluster(t, { https: true });
  t.match(first.origin, /^https:/);
  const url = `${first.origin}/CRM/eware.dll/go`;
  t.ok(hasForm((await ask(url, { ca: first.certificate })).body));
  t.ok(hasForm((await ask(url.replace('127.0.0.1', 'localhost'), { ca: first.certificate })).body));
  await t.rejects(ask(url), { code: /SELF_SIGNED/ });
  await t.rejects(ask(url, { ca: second.certificate }), { code: /SELF_SIGNED|UNABLE/ });
});

t.test('a store that fails is a 500 and a problem that is told, not a dead server', async (t) => {
  const problems: Error[] = [];
  const broken = () => {
    throw new Error('database gone');
  };
  const server = createCrmServer({
    name: 'CRMWEB1',
    store: {
      findUser: broken,
      recordLogOn: broken,
      recordLogOff: broken,
      parameter: broken,
      setParameter: broken,
      customize: broken,
      newestCustomization: () => '2026-01-05 08:30:00.000',
    },
    registry: (await import('../../../demo/crm/registry.ts')).createSessionRegistry(),
    onProblem: (problem) => problems.push(problem),
  });
  await server.listen();
  t.teardown(() => server.close());
  t.equal((await logOn(server.origin, 'user001')).status, 500);
  t.match(problems, [{ cause: { message: 'database gone' } }]);
  t.same(server.truth(), { sessions: 0, logOnsUnderWay: 0 });
  t.equal((await ask(`${server.origin}/CRM/eware.dll/go`)).status, 200);
});
