// The list of servers changes in the database while people work: a removed server keeps its sessions, a WebSocket and
// a download until they end, an added one gets log-ons, and nobody meets a failed request.

import t from 'tap';
import { acts } from '../../demo/crm/rules/paths.ts';
import { inventedParameterNames } from '../../demo/store/seed.ts';
import { ask, form, page, sidOf } from '../demo/crm/harness.ts';
import { inviteCrowd } from '../support/crowd.ts';
import { prepareSite, type Site } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

const patienceMs = 60_000;
const leaver = 'CRMWEB2';
const newcomer = 'CRMWEB4';

/** What an administrator does who changes the list: both lists, in the same order (F1). */
function writeList({ cluster: { store } }: Site, names: readonly string[]): void {
  const list = (entries: readonly string[]) => entries.map((each) => `${each};`).join('');
  store.setParameter('ServerNames', list(names));
  const full = list(names.map((name) => `${name.toLowerCase()}.sim.test`));
  store.setParameter(inventedParameterNames.fullyQualifiedNames, full);
}

/** Logs visitors on until one is on the server; gives that one's session. */
async function visitorOn(site: Site, url: string, name: string): Promise<string> {
  const server = serverOf(site, name);
  for (const { logOn, password } of site.cluster.logOns.slice(-12)) {
    const sid = sidOf(
      await ask(`${url}/CRM/eware.dll/go`, form({ EWARE_USERID: logOn, PASSWORD: password })),
    );
    if (server.details().users.some(({ user }) => user === logOn)) return sid;
  }
  throw new Error(`nobody came to ${name}`);
}

function serverOf({ cluster }: Site, name: string) {
  const server = cluster.crm.servers.find((each) => each.name === name);
  if (server === undefined) throw new Error(`there is no ${name}`);
  return server;
}

/** A WebSocket of a session; `say` resolves with the echo. */
async function openSocket(url: string, sid: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/CRM/eware.dll/socket?SID=${sid}`);
  const heard: string[] = [];
  socket.addEventListener('message', ({ data }) => heard.push(String(data)));
  await waitFor('the WebSocket', () => socket.readyState === WebSocket.OPEN);
  return {
    async say(text: string) {
      socket.send(text);
      return waitFor(`the echo of ${text}`, () => heard.includes(text));
    },
    close: () => socket.close(),
  };
}

t.test('one server is removed and one added under people', async (t) => {
  const site = await prepareSite(t, { servers: 4, users: 100, configuration: { storm: { guard: false } } });
  writeList(site, ['CRMWEB1', 'CRMWEB2', 'CRMWEB3']);
  const product = await site.start();
  const { url } = product;
  const names = () => product.status().servers.map(({ name }) => name);
  const sid = await visitorOn(site, url, leaver);
  const socket = await openSocket(url, sid);
  t.ok(await socket.say('before'));
  const report = ask(`${page(url, sid, acts.report)}&Seconds=8&Megabytes=6`);

  const crowd = inviteCrowd(site, product, {
    users: site.cluster.logOns.slice(0, 80),
    ratePerSecond: 10,
    workMs: 6_000,
    pauseMs: 400,
    logOffShare: 1,
  });
  const done = crowd.run();
  await waitFor('25 log-ons', () => crowd.snapshot().tally.logOns >= 25, patienceMs);
  writeList(site, ['CRMWEB1', 'CRMWEB3', 'CRMWEB4']);
  await waitFor('the new list', () => names().includes(newcomer), patienceMs);

  t.same(names(), ['CRMWEB1', 'CRMWEB3', 'CRMWEB4']);
  const [leaving] = product.status().leavingServers;
  t.match(leaving, { name: leaver, origin: serverOf(site, leaver).origin });
  t.ok((leaving?.sessions ?? 0) > 1, `${leaving?.sessions} sessions go on at ${leaver}`);
  const logOnsThere = serverOf(site, leaver).details().counters.logOns;
  t.ok(await socket.say('after'), 'the WebSocket goes on');

  const { tally } = await done;
  t.same(tally.failures, [], 'nobody met a failed request');
  t.equal(tally.lostSessions, 0, 'nobody lost a session');
  t.equal(serverOf(site, leaver).details().counters.logOns, logOnsThere, 'the removed server got no log-on');
  t.ok(serverOf(site, newcomer).details().counters.logOns > 5, 'the added one got its share');

  const { status, bytes } = await report;
  t.same([status, bytes.length], [200, 6 * 1_048_576], 'the download came whole');
  t.match((await ask(page(url, sid, acts.find))).body, 'id="user"', 'the visitor is still on');
  t.ok(await socket.say('to the end'));
  socket.close();
  await ask(page(url, sid, 99901));
  await waitFor('the removed server to be empty', () => {
    const others = product.status().leavingServers[0]?.sessions ?? 0;
    return others <= visitorsLeft(site);
  });
});

/** Visitors that only looked where they were sent. */
const visitorsLeft = (site: Site) => serverOf(site, leaver).truth().sessions;

t.test('the last one to log off ends it, and a restart before does not', async (t) => {
  const site = await prepareSite(t, { servers: 3 });
  const before = await site.start();
  const sid = await visitorOn(site, before.url, leaver);
  writeList(site, ['CRMWEB1', 'CRMWEB3']);
  await waitFor('the change', () => before.status().leavingServers.length === 1, patienceMs);
  await before.close();

  const after = await site.start();
  t.match(after.status().leavingServers, [{ name: leaver, sessions: 1 }]);
  t.match((await ask(page(after.url, sid, acts.find))).body, 'id="user"', 'the session goes on');
  await ask(page(after.url, sid, 99901));
  await waitFor('it to have left', () => after.status().leavingServers.length === 0);
  t.match(
    site
      .log()
      .map(({ msg }) => msg)
      .join('\n'),
    `${leaver} has left`,
  );
});

t.test('without a time of grace a removed server is left at once', async (t) => {
  const configuration = { cluster: { removedServerGraceMs: 0 } };
  const site = await prepareSite(t, { servers: 3, configuration });
  const product = await site.start();
  const sid = await visitorOn(site, product.url, leaver);
  writeList(site, ['CRMWEB1', 'CRMWEB3']);
  await waitFor('the change', () => product.status().servers.length === 2, patienceMs);
  t.same(product.status().leavingServers, []);
  t.match((await ask(page(product.url, sid, acts.find))).body, 'EWARE_USERID', 'its people log on anew');
});

t.test('a list that lost most of its servers is still not followed', async (t) => {
  const site = await prepareSite(t, { servers: 3 });
  const product = await site.start();
  const sid = await visitorOn(site, product.url, leaver);
  writeList(site, ['CRMWEB1']);
  await waitFor('the refusal', () => product.status().topology.problem !== null, patienceMs);
  t.equal(product.status().servers.length, 3);
  t.same(product.status().leavingServers, []);
  t.match((await ask(page(product.url, sid, acts.find))).body, 'id="user"');
});

t.test('a server that people took out of service stays out when the list names it again', async (t) => {
  const site = await prepareSite(t, { servers: 3 });
  const product = await site.start();
  const sid = await visitorOn(site, product.url, leaver);
  const answer = await fetch(`${product.adminUrl}/api/v1/servers/${leaver}/maintenance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'new memory', keepRoles: true }),
  });
  t.equal(answer.status, 200, await answer.text());
  const stateOf = () => product.status().servers.find(({ name }) => name === leaver)?.admin.state;
  writeList(site, ['CRMWEB1', 'CRMWEB3']);
  await waitFor('the change', () => product.status().servers.length === 2, patienceMs);
  writeList(site, ['CRMWEB1', leaver, 'CRMWEB3']);
  await waitFor('the change back', () => product.status().servers.length === 3, patienceMs);
  t.equal(stateOf(), 'maintenance');
  t.notMatch((await ask(page(product.url, sid, acts.find))).body, 'id="user"', 'nobody is served there');
});
