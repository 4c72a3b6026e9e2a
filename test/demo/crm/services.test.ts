import t from 'tap';
import WebSocket from 'ws';
import { waitFor } from '../../support/wait-for.ts';
import { activity, ask, logOn, password, sidOf, startCluster } from './harness.ts';

const envelope = (body: string, sid = '') => ({
  method: 'POST',
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="urn:crm">
<s:Header><t:SessionHeader><t:sessionid>${sid}</t:sessionid></t:SessionHeader></s:Header><s:Body>${body}</s:Body></s:Envelope>`,
});
const soap = (origin: string, body: string, sid = '') =>
  ask(`${origin}/CRM/eware.dll/webservices/soap`, envelope(body, sid));
const logon = (origin: string, user: string, secret = password) =>
  soap(origin, `<t:logon><t:username>${user}</t:username><t:password>${secret}</t:password></t:logon>`);
const sessionId = (xml: string) => /<sessionid>([0-9]{15})<\/sessionid>/.exec(xml)?.[1] ?? '';
const query = '<t:query><t:queryentity>x</t:queryentity><t:entityname>person</t:entityname></t:query>';

t.test('a web-service client logs on, pages through a query on one server, and logs off', async (t) => {
  const { first, second, store } = await startCluster(t);
  const sid = sessionId((await logon(first.origin, 'user001')).body);
  t.match(sid, /^\d{15}$/);
  t.same(activity(store).open, ['user001@CRMWEB1']);
  const ids: string[] = [];
  const take = (xml: string) =>
    ids.push(...[...xml.matchAll(/<personid>(\d+)</g)].map((match) => match[1] ?? ''));
  let page = await soap(first.origin, query, sid);
  take(page.body);
  t.match((await soap(second.origin, '<t:next/>', sid)).body, 'Fault', 'paging is known to one server only');
  while (page.body.includes('<more>true</more>')) {
    page = await soap(first.origin, '<t:next/>', sid);
    take(page.body);
  }
  t.same(
    ids,
    Array.from({ length: 25 }, (_, index) => String(index + 1)),
  );
  t.match((await soap(first.origin, '<t:next/>', sid)).body, 'no query to continue');
  t.match((await soap(first.origin, '<t:logoff/>', sid)).body, 'logoffresponse');
  t.match(await soap(first.origin, query, sid), { status: 500, body: /Fault/ });
  t.same(activity(store), { open: [], ended: ['user001 Manual'] });
});

t.test('one web-service session a user: the second kicks the first, the browser session stays', async (t) => {
  const { first, second } = await startCluster(t);
  await logOn(first.origin, 'user001');
  const old = sessionId((await logon(first.origin, 'user001')).body);
  t.same(first.truth(), { sessions: 2, logOnsUnderWay: 0 });
  t.ok(sessionId((await logon(second.origin, 'user001')).body));
  t.match((await soap(first.origin, query, old)).body, 'Fault');
  t.equal(first.truth().sessions, 1);
});

t.test('what is wrong is a SOAP fault with the status of the switch', async (t) => {
  const { first } = await startCluster(t);
  t.match(await logon(first.origin, 'user001', 'no'), { status: 500, body: /failed/ });
  t.match(await soap(first.origin, '<t:dance/>'), { status: 500, body: /not known/ });
  t.match(await soap(first.origin, query, sidOf(await logOn(first.origin, 'user001'))), { status: 500 });
  first.setBehaviour({ soapFaultStatus: 200 });
  t.match(await soap(first.origin, query, '1'), { status: 200, body: /Fault/ });
  t.equal((await ask(`${first.origin}/CRM/eware.dll/webservices/soap`)).status, 405);
});

t.test('escaped characters of a password are read as what they stand for', async (t) => {
  const { parseSoap } = await import('../../../demo/crm/rules/soap.ts');
  t.match(
    parseSoap(
      '<Envelope><Body><logon><username>a&amp;b</username><password>&lt;&amp;lt;&gt;</password></logon></Body></Envelope>',
    ),
    { kind: 'logon', user: 'a&b', password: '<&lt;>' },
  );
});

t.test('web-service log-ons stay out of the store where the switch says so', async (t) => {
  const { first, store } = await startCluster(t, { behaviour: { soapLogOnsRecorded: false } });
  t.ok(sessionId((await logon(first.origin, 'user001')).body));
  t.same(activity(store).open, []);
  t.equal(first.truth().sessions, 1);
});

const basic = (secret: string) => `Basic ${Buffer.from(`user001:${secret}`).toString('base64')}`;

t.test('SData takes a SID, Basic or the CRM-s own field, and refuses everybody else', async (t) => {
  const { first, second } = await startCluster(t);
  const sid = sidOf(await logOn(first.origin, 'user001'));
  const url = `${first.origin}/sdata/crmj/sagecrm/-/company`;
  t.match(JSON.parse((await ask(`${url}?SID=${sid}`)).body), { user: 'user001', servedBy: 'CRMWEB1' });
  t.equal((await ask(url, { headers: { authorization: basic(password) } })).status, 200);
  t.equal((await ask(url, { headers: { 'x-sage-authorization': basic(password) } })).status, 200);
  t.equal((await ask(url, { headers: { authorization: basic('no') } })).status, 401);
  t.equal((await ask(url)).status, 401);
  t.equal((await ask(`${second.origin}/sdata/crmj/company?SID=${sid}`)).status, 401);
});

t.test('Tomcat can be dead alone, and is ready later than IIS after a reset', async (t) => {
  const { first, clock } = await startCluster(t, { behaviour: { tomcatReadyMs: 60_000 } });
  const headers = { authorization: basic(password) };
  const status = async () => (await ask(`${first.origin}/sdata/crmj/company`, { headers })).status;
  t.equal(await status(), 200);
  first.setTomcat(false);
  t.equal(await status(), 503);
  t.equal((await ask(`${first.origin}/CRM/eware.dll/go`)).status, 200, 'eware.dll lives');
  first.setTomcat(true);
  first.setBehaviour({ tomcatDeadStatus: 502 });
  await first.reset();
  t.equal(await status(), 502);
  t.equal((await ask(`${first.origin}/CRM/eware.dll/go`)).status, 200);
  clock.skipMs = 61_000;
  t.equal(await status(), 200);
});

for (const https of [false, true])
  t.test(`the WebSocket echoes over ${https ? 'HTTPS' : 'HTTP'}`, async (t) => {
    const { first } = await startCluster(t, { https });
    const url = `${first.origin.replace(/^http/, 'ws')}/CRM/eware.dll/socket`;
    const socket = new WebSocket(url, first.certificate ? { ca: first.certificate } : {});
    const got: Buffer[] = [];
    let pongs = 0;
    let closed = 0;
    socket.on('message', (data) => got.push(data as Buffer));
    socket.on('pong', () => {
      pongs += 1;
    });
    socket.on('close', (code) => {
      closed = code;
    });
    await waitFor('the handshake', () => socket.readyState === WebSocket.OPEN);
    for (const size of [0, 1, 125, 126, 65_535, 65_536, 300_000]) socket.send(Buffer.alloc(size, 'x'));
    socket.send('part one, ', { fin: false });
    socket.ping();
    socket.send('part two', { fin: true });
    await waitFor('all messages', () => got.length === 8 && pongs === 1);
    t.same(
      got.slice(0, 7).map((each) => each.length),
      [0, 1, 125, 126, 65_535, 65_536, 300_000],
    );
    t.equal(String(got[7]), 'part one, part two');
    socket.close(1000);
    await waitFor('the close', () => closed);
    t.equal(closed, 1000);
  });

t.test('a WebSocket message over the limit is refused with 1009, a bad handshake with 400', async (t) => {
  const { first } = await startCluster(t);
  const url = `${first.origin}/CRM/eware.dll/socket`;
  const socket = new WebSocket(url.replace('http', 'ws'));
  let closed = 0;
  socket.on('close', (code) => {
    closed = code;
  });
  socket.on('error', (error) => t.comment(String(error)));
  await waitFor('the handshake', () => socket.readyState === WebSocket.OPEN);
  socket.send(Buffer.alloc(1_048_577));
  await waitFor('the close', () => closed);
  t.equal(closed, 1009);
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket' };
  t.equal((await ask(url, { headers: upgrade })).status, 400);
  t.equal((await ask(`${first.origin}/CRM/eware.dll/go`, { headers: upgrade })).status, 404);
  t.equal((await ask(url)).status, 426);
});
