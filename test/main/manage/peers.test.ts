// Two products in front of one cluster and over one database: they exchange over TLS with a token of each for the
// other, decide as one, and one of them leads.

import t, { type Test } from 'tap';
import type { Product } from '../../../main/product.ts';
import { ask, form, sidOf } from '../../demo/crm/harness.ts';
import type { Settings, SiteOptions } from '../../support/site.ts';
import { names, prepareTwo, type TwoFairleads } from '../../support/two-fairleads.ts';
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

const logOn = async ({ url }: Product, { logOn: user, password }: Person) =>
  sidOf(await ask(`${url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password })));

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
    await Promise.all(Array.from({ length: 8 }, arrive));
    t.ok(differenceOf(sessions()) <= 2, `${sessions().join()} at the end`);
    t.match(products[0].status().peers, [{ peer: names[1], state: 'joined', problem: null }]);
  });
}
