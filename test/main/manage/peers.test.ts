// Two products in front of one cluster and over one database: they exchange over TLS with a token of each for the
// other, decide as one, and one of them leads.

import { readFileSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { exchangeVersion } from '../../../cluster/peers/message.ts';
import type { Product } from '../../../main/product.ts';
import { ask, form, page, sidOf } from '../../demo/crm/harness.ts';
import type { Settings, Site, SiteOptions } from '../../support/site.ts';
import { names, operatorToken, prepareTwo, type TwoFairleads } from '../../support/two-fairleads.ts';
import { waitFor } from '../../support/wait-for.ts';

t.setTimeout(120_000);

type Person = { readonly logOn: string; readonly password: string };

type Both = TwoFairleads & { readonly products: readonly [Product, Product] };

async function startTwo(t: Test, options: SiteOptions = {}, own: Settings = {}): Promise<Both> {
  const two = await prepareTwo(t, options, own);
  const products = [await two.site.start(two.files[0]), await two.site.start(two.files[1])] as const;
  await joined(products);
  return { ...two, products };
}

const joined = (products: readonly Product[]) =>
  waitFor('each to hear the other', () =>
    products.every((each) => each.status().peers.every(({ state }) => state === 'joined')),
  );

/** Asks an admin listener as somebody with that token. */
const post = ({ authority }: TwoFairleads, url: string, token: string | undefined, body: object | string) =>
  ask(url, {
    method: 'POST',
    ca: authority,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const logOn = async ({ url }: Product, { logOn: user, password }: Person) =>
  sidOf(await ask(`${url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password })));

/** Every decision of both, in the order in which they were made; the largest difference there ever was. */
function decisionsOf({ log, cluster }: Site) {
  const counts = new Map(cluster.crm.servers.map(({ name }) => [name, 0]));
  const servers = log().flatMap(({ msg }) => /^log-on to (\S+):/.exec(msg)?.[1] ?? []);
  let worst = 0;
  for (const server of servers) {
    counts.set(server, (counts.get(server) ?? 0) + 1);
    worst = Math.max(worst, differenceOf([...counts.values()]));
  }
  return { decided: servers.length, worst };
}

const differenceOf = (counts: readonly number[]) => Math.max(...counts) - Math.min(...counts);

for (const workers of [1, 2]) {
  const crew = workers === 1 ? '' : `, each with ${workers} workers`;
  t.test(`a burst over both: servers differ by two users at most${crew}`, async (t) => {
    const own = { traffic: { workers } };
    const { site, products } = await startTwo(t, { servers: 4, users: 120 }, own);
    const sessions = () => site.cluster.crm.servers.map((each) => each.truth().sessions);
    const people = [...site.cluster.logOns.entries()];
    const arrive = async () => {
      for (let next = people.shift(); next !== undefined; next = people.shift())
        await logOn(products[next[0] % 2 === 0 ? 0 : 1], next[1]);
    };
    await Promise.all(Array.from({ length: 4 }, arrive));
    const { decided, worst } = decisionsOf(site);
    t.equal(decided, 120);
    t.ok(worst <= 2, `largest difference ${worst}`);
    t.ok(differenceOf(sessions()) <= 2, `${sessions().join()} at the end`);
    t.match(products[0].status().peers, [{ peer: names[1], state: 'joined', problem: null }]);
  });
}

t.test('what is wished at one of them is seen at the other, and the newest wish holds', async (t) => {
  const two = await startTwo(t, { servers: 2 });
  const { products, adminUrls, site } = two;
  const adminOf = (product: Product) => product.status().servers[1]?.admin;
  const drain = { reason: 'patches', policy: 'finish' };
  const drained = await post(two, `${adminUrls[0]}/api/v1/servers/CRMWEB2/drain`, operatorToken, drain);
  t.equal(drained.status, 200, drained.body);
  await waitFor('the other to know', () => adminOf(products[1])?.state === 'draining');
  t.match(adminOf(products[1]), { by: 'operator', reason: 'patches', policy: 'finish' });
  t.equal(adminOf(products[1])?.since, adminOf(products[0])?.since);
  for (const person of site.cluster.logOns.slice(0, 4)) await logOn(products[1], person);
  t.same(
    site.cluster.crm.servers.map((each) => each.truth().sessions),
    [4, 0],
    'no log-on goes there through either',
  );

  await products[0].close();
  await post(two, `${adminUrls[1]}/api/v1/servers/CRMWEB2/admit`, operatorToken, { reason: 'done' });
  const again = await site.start(two.files[0]);
  t.equal(adminOf(again)?.state, 'draining', 'as it was kept');
  await waitFor('it to be told', () => adminOf(again)?.state === 'in-service');
  t.match(adminOf(again), { by: 'operator', reason: 'done' });
});

t.test('a session of one is known to the other, and goes on there when the one is gone', async (t) => {
  const { products, site } = await startTwo(t, { servers: 3 });
  const people = site.cluster.logOns.slice(0, 9);
  const sids: string[] = [];
  for (const person of people) sids.push(await logOn(products[0], person));
  const users = (product: Product) => product.status().servers.map((each) => each.users.effective);
  await waitFor('the other to count them', () => users(products[1]).join() === '3,3,3');
  await waitFor('all to be told', () => products[0].status().peers[0]?.lagMs === 0);
  await products[0].close(AbortSignal.abort());
  await waitFor('it to be missed', () => products[1].status().peers[0]?.state === 'lost');
  t.match(
    products[1].status().notices.filter(({ code }) => code.startsWith('peer')),
    [{ code: 'peer-lost', text: /fairlead1 is not heard any more/ }],
  );
  for (const [index, sid] of sids.entries()) {
    const got = await ask(page(products[1].url, sid, 99902));
    t.match(got.body, `<b id="user">${people[index]?.logOn}</b>`, 'no cookie is needed');
  }
  t.same(users(products[1]), [3, 3, 3]);
});

t.test('only the other Fairlead is heard, in its own name and version', async (t) => {
  const two = await startTwo(t, { servers: 2 });
  const { products, adminUrls, tokens, site } = two;
  const url = `${adminUrls[0]}/api/v1/peer`;
  const message = {
    version: exchangeVersion,
    from: names[1],
    boot: 'of this test',
    number: 5,
    sentAtMs: Date.now(),
    whole: false,
    items: [],
  };
  const rows: readonly [string, string | undefined, object | string, number, string][] = [
    ['nobody', undefined, message, 401, 'ADM_TOKEN'],
    ['a token nobody has', 'not-a-token-of-anybody-here-00000', message, 401, 'ADM_TOKEN'],
    ['a person', operatorToken, message, 409, 'unknown-peer'],
    ['the other in a strange name', tokens[1], { ...message, from: 'fairlead9' }, 409, 'unknown-peer'],
    ['another version', tokens[1], { ...message, version: 99, more: {} }, 409, 'peer-version'],
    ['garbage', tokens[1], '{"from":', 400, 'ADM_INPUT'],
    ['no message', tokens[1], { from: names[1] }, 400, 'ADM_INPUT'],
    ['no list of items', tokens[1], { ...message, items: 'all' }, 400, 'ADM_INPUT'],
  ];
  for (const [name, token, body, status, code] of rows) {
    const got = await post(two, url, token, body);
    t.equal(got.status, status, name);
    t.equal(JSON.parse(got.body).error.code, code, name);
  }
  await t.rejects(ask(url.replace('https:', 'http:')), 'plain HTTP is not answered');
  await t.rejects(ask(url), 'its certificate is not signed by an authority of the system');
  t.equal(products[0].status().peers[0]?.state, 'joined', 'none of this was heard');

  const missed = await post(two, url, tokens[1], message);
  t.match(JSON.parse(missed.body), { wantsWhole: true }, 'of another life, and not whole');
  const strange = { ...message, number: 6, whole: true, items: [{ kind: 'gossip' }, 7] };
  const heard = await post(two, url, tokens[1], strange);
  t.match(JSON.parse(heard.body), { wantsWhole: false });
  t.ok(site.log().some(({ msg }) => msg === '2 items of the Fairlead fairlead2 are not understood'));
  await logOn(products[1], site.cluster.logOns[0] as Person);
  await waitFor('the real one to be heard again', () =>
    products[0].status().servers.some((each) => each.users.effective === 1),
  );
  const log = JSON.stringify(site.log());
  for (const secret of [...tokens, operatorToken]) t.notMatch(log, secret);
});

t.test('a token that is not taken is told at both', async (t) => {
  const two = await prepareTwo(t, { servers: 2 });
  const file = two.files[0];
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replaceAll(two.tokens[0], 'a-token-nobody-knows-there-000000'),
  );
  const products = [await two.site.start(two.files[0]), await two.site.start(two.files[1])] as const;
  const why = () => products[0].status().peers[0]?.problem ?? '';
  await waitFor('the first to be told why', () => /it answered 401: No such token/.test(why()));
  t.equal(products[0].status().peers[0]?.state, 'one-way');
  t.match(
    products[0].status().notices.filter(({ code }) => code.startsWith('peer')),
    [{ code: 'peer-one-way', mend: /peers\.others\.fairlead2/ }],
  );
  await waitFor('the second to say so', () =>
    products[1].status().notices.some(({ code }) => code === 'peer-lost'),
  );
  t.equal(products[1].status().peers[0]?.state, 'never-heard');
});

t.test('the database fails over: traffic goes on, and nobody leads beside another', async (t) => {
  const { products, site } = await startTwo(t, { servers: 2 }, { cluster: { staleAfterMs: 2_000 } });
  const leaders = () => products.filter((each) => each.status().leader.state === 'leading');
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, leaders().length);
  }, 5);
  t.teardown(() => clearInterval(watch));
  await waitFor('one to lead', () => leaders().length === 1);
  let fence = leaders()[0]?.status().leader.fence ?? 0;
  for (const round of [0, 1]) {
    await site.cluster.tds.stop();
    await waitFor('the lead to end', () => leaders().length === 0);
    for (const [place, product] of products.entries())
      await logOn(product, site.cluster.logOns[round * 2 + place] as Person);
    await site.startDatabase();
    await waitFor('one to lead again', () => leaders().length === 1, 60_000);
    const next = leaders()[0]?.status().leader.fence ?? 0;
    t.ok(next > fence, `the fence rises from ${fence} to ${next}`);
    fence = next;
  }
  t.equal(most, 1, 'never two');
  t.same(
    site.cluster.crm.servers.map((each) => each.truth().sessions),
    [2, 2],
    'people logged on all the same, as evenly as ever',
  );
});
