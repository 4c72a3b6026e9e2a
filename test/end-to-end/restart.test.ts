// A restart of Fairlead with the same data directory: browsers and clients without cookies keep their servers.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ask, form, page, sidOf } from '../demo/crm/harness.ts';
import { prepareSite, type Site } from '../support/site.ts';

type Visitor = { readonly user: string; readonly sid: string; readonly cookie: string };

const password = ({ cluster }: Site) => cluster.logOns[0]?.password ?? '';

/** A browser that has logged on: its SID, and the cookie Fairlead gave it. */
async function visit(site: Site, url: string, user: string): Promise<Visitor> {
  const got = await ask(`${url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password(site) }));
  const own = (got.headers['set-cookie'] ?? []).find((each) => each.startsWith('fairlead='));
  return { user, sid: sidOf(got), cookie: own?.split(';')[0] ?? '' };
}

async function soap(url: string, sid: string, operation: string) {
  const body =
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' +
    `<soap:Header><SessionHeader><sessionid>${sid}</sessionid></SessionHeader></soap:Header>` +
    `<soap:Body>${operation}</soap:Body></soap:Envelope>`;
  const headers = { 'content-type': 'text/xml' };
  return ask(`${url}/CRM/eware.dll/webservices/soap`, { method: 'POST', headers, body });
}

/** A program that has logged on and read the first page of a query: its place is known to its server only (F3). */
async function startQuery(site: Site, url: string, user: string) {
  const words = `<logon><username>${user}</username><password>${password(site)}</password></logon>`;
  const sid = /<sessionid>(\d+)</.exec((await soap(url, '', words)).body)?.[1] ?? '';
  const first = await soap(url, sid, '<query><entityname>company</entityname></query>');
  if (!first.body.includes('<companyid>1<')) throw new Error(first.body);
  return { user, sid };
}

const goesOn = async (url: string, { user, sid }: Visitor, headers: Readonly<Record<string, string>>) =>
  (await ask(page(url, sid, 99902), { headers })).body.includes(`<b id="user">${user}</b>`);

t.test('after a restart everybody keeps their server', async (t) => {
  const site = await prepareSite(t);
  const before = await site.start();
  const visitors: Visitor[] = [];
  for (const user of ['user001', 'user002', 'user003', 'user004', 'user005', 'user006'])
    visitors.push(await visit(site, before.url, user));
  const queries = [];
  for (const user of ['user007', 'user008', 'user009'])
    queries.push(await startQuery(site, before.url, user));
  const sessions = () => site.cluster.crm.servers.map((server) => server.truth().sessions);
  t.same(sessions(), [3, 3, 3]);
  await before.close();

  const kept = readFileSync(join(site.folder, 'data', 'ledger.txt'), 'utf8');
  for (const { sid } of [...visitors, ...queries]) if (kept.includes(sid)) t.fail('a SID is on the disk');

  const after = await site.start();
  for (const { user, sid } of queries) {
    const next = await soap(after.url, sid, '<next/>');
    t.match(next.body, '<companyid>11<', `the query of ${user} goes on`);
  }
  for (const each of visitors) {
    t.ok(await goesOn(after.url, each, { cookie: each.cookie }), `${each.user} goes on`);
    t.ok(await goesOn(after.url, each, {}), `${each.user} goes on without a cookie`);
  }
  t.same(
    after.status().servers.map((each) => each.users.effective),
    [3, 3, 3],
    'they are counted as before',
  );
  await after.close();

  rmSync(join(site.folder, 'data', 'ledger.txt'));
  const forgetful = await site.start();
  for (const each of visitors)
    t.ok(
      await goesOn(forgetful.url, each, { cookie: each.cookie }),
      `the cookie alone leads ${each.user} back`,
    );
  const lost = site.cluster.crm.servers.map((server) => server.details().counters.lostSessions);
  t.same(lost, [0, 0, 0], 'in all that time no server saw a session that is not its own');
});

t.test('a cookie of another cluster key counts as none', async (t) => {
  const site = await prepareSite(t);
  const before = await site.start();
  const visitors: Visitor[] = [];
  for (const user of ['user001', 'user002', 'user003']) visitors.push(await visit(site, before.url, user));
  await before.close();
  rmSync(join(site.folder, 'data'), { recursive: true });
  const after = await site.start();
  // Nothing ties them to a server, so the first one asks CRMWEB1, the first of equals.
  const [, , third] = visitors;
  if (!third) throw new Error('there is no third visitor');
  t.notOk(await goesOn(after.url, third, { cookie: third.cookie }));
});
