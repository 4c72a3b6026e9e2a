// Servers taken out of service and back in front of the embedded cluster, with people on them, by the API that every
// face uses.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { callOperation } from '../../admin/cli/call-operation.ts';
import {
  admitServer,
  drainServer,
  maintainServer,
  previewServer,
  showServer,
  tryServer,
} from '../../admin/operations/servers.ts';
import type { Product } from '../../main/product.ts';
import { type CrowdOptions, inviteCrowd } from '../support/crowd.ts';
import { prepareSite, type Site, type SiteOptions } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(240_000);
// Each has a site of its own and mostly waits.
t.jobs = 4;
const alongside = { buffered: true };
const patienceMs = 30_000;
const reason = 'patches';

const asking = ({ adminUrl }: Pick<Product, 'adminUrl'>) => ({
  adminUrl,
  timeoutMs: patienceMs,
  interrupted: new AbortController().signal,
});

async function started(t: Test, options: SiteOptions = {}) {
  const site = await prepareSite(t, { users: 24, ...options });
  const product = await site.start();
  const names = site.cluster.crm.servers.map(({ name }) => name);
  const stateOf = (name: string) => product.status().servers.find((each) => each.name === name)!;
  await waitFor('all to serve', () => names.every((name) => stateOf(name).state === 'serving'), patienceMs);
  return { site, product, names, stateOf, question: asking(product) };
}

/** People who are all logged on when this resolves, and work on. */
async function peopleAtWork(site: Site, product: Product, more: Partial<CrowdOptions> = {}) {
  const users = site.cluster.logOns.slice(0, 12);
  const workMs = 5_000;
  const options = { users, ratePerSecond: 60, workMs, pauseMs: 200, soapShare: 0, logOffShare: 1, ...more };
  const crowd = inviteCrowd(site, product, options);
  const done = crowd.run();
  await waitFor('everybody to be on', () => crowd.snapshot().tally.logOns >= users.length, patienceMs);
  return { ...crowd, done };
}

function auditOf({ folder }: Site): { readonly operation: string; readonly outcome: string }[] {
  const lines = readFileSync(join(folder, 'data', 'audit.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line));
}

const sessionsOn = (site: Site, name: string) =>
  site.cluster.crm.servers.find((each) => each.name === name)!.truth().sessions;

/** One person who has logged on, as a browser. */
async function visitorOf(site: Site, product: Product) {
  const { logOn = '', password = '' } = site.cluster.logOns[0] ?? {};
  const body = new URLSearchParams({ EWARE_USERID: logOn, PASSWORD: password });
  const inside = await fetch(new URL('/CRM/eware.dll/go', product.url), { method: 'POST', body });
  const cookie = inside.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const sid = /SID=(\d+)/.exec(await inside.text())?.[1];
  return {
    async page() {
      const url = new URL(`/CRM/eware.dll/Do?SID=${sid}&Act=200`, product.url);
      return (await fetch(url, { headers: { cookie } })).text();
    },
  };
}

t.test(
  'finish: people stay until they log off, nobody comes, and then it is drained',
  alongside,
  async (t) => {
    const { site, product, names, stateOf, question } = await started(t);
    const people = await peopleAtWork(site, product);
    const [server = ''] = names;
    const preview = await callOperation(question, previewServer, { server, taking: 'finish' });
    t.match(preview, {
      ok: true,
      value: { impact: { stay: 4, evicted: 0, servingAfter: 2, lightestAfter: 6 } },
    });
    const answer = await callOperation(question, drainServer, { server, reason, policy: 'finish' });
    t.match(answer, { ok: true, value: { admin: { state: 'draining', policy: 'finish', reason } } });
    await waitFor('progress', () => (stateOf(server).admin.drain?.left ?? 0) > 0, patienceMs);
    const summary = await people.done;
    t.same(summary.tally.failures, [], 'nobody noticed');
    await waitFor('drained', () => stateOf(server).admin.drain?.end === 'drained', patienceMs);
    t.equal(stateOf(server).state, 'draining', 'a drained server stays drained');
    t.match(await callOperation(question, maintainServer, { server, reason, keepRoles: true }), {
      value: { admin: { state: 'maintenance', drain: { end: 'drained' } } },
    });
    const late = await peopleAtWork(site, product, { workMs: 500 });
    await late.done;
    const where = late.events.filter((each) => each.type === 'log-on-answered').map((each) => each.server);
    t.notOk(where.includes(server), 'no log-on goes there');
    t.match(await callOperation(question, admitServer, { server }), { ok: true });
    t.equal(stateOf(server).admin.state, 'in-service');
    t.same(
      auditOf(site).map(({ operation, outcome }) => [operation, outcome]),
      [
        ['server.drain', 'done'],
        ['server.drain-end', 'drained'],
        ['server.maintenance', 'done'],
        ['server.admit', 'done'],
      ],
    );
  },
);

t.test('now: everybody there is asked to log on, and is on another server', alongside, async (t) => {
  const { site, product, names, stateOf, question } = await started(t);
  const people = await peopleAtWork(site, product);
  const [, server = ''] = names;
  await callOperation(question, drainServer, { server, reason, policy: 'now' });
  await waitFor('drained', () => stateOf(server).admin.drain?.end === 'drained', patienceMs);
  const { tally } = await people.done;
  const moved = people.events.filter((each) => each.type === 'lost-session-seen').map((each) => each.user);
  t.equal(moved.length, 4, 'the four who were there');
  t.equal(tally.logOns, 16, 'and they got on again');
  const kinds = people.events.flatMap((each) => (each.type === 'failure' ? [each.kind] : []));
  t.ok(
    kinds.every((kind) => kind === 'lost-session'),
    `nothing else went wrong: ${[...new Set(kinds)]}`,
  );
});

t.test('no-extension: who is idle logs on elsewhere, who works stays', alongside, async (t) => {
  const { site, product, names, stateOf, question } = await started(t);
  const people = await peopleAtWork(site, product, { pauseMs: 1_500, workMs: 8_000 });
  const [server = ''] = names;
  const idle = { server, reason, policy: 'no-extension' as const, idleLimitMs: 600_000 };
  await callOperation(question, drainServer, idle);
  await waitFor(
    'some pages',
    () => people.events.filter((each) => each.type === 'page').length > 12,
    patienceMs,
  );
  t.notOk(
    people.events.some((each) => each.type === 'lost-session-seen'),
    'nobody was idle for ten minutes',
  );
  await callOperation(question, drainServer, { ...idle, idleLimitMs: 1_000 });
  await waitFor(
    'idle ones to be moved',
    () => people.events.some((each) => each.type === 'lost-session-seen'),
    patienceMs,
  );
  t.equal(stateOf(server).admin.idleLimitMs, 1_000);
  await people.done;
});

t.test(
  'a deadline is recorded as reached, never as drained, and what follows is done',
  alongside,
  async (t) => {
    const { site, product, names, stateOf, question } = await started(t);
    const people = await peopleAtWork(site, product);
    const [keeping = '', maintained = ''] = names;
    const drain = { reason, policy: 'finish' as const, deadlineMs: 1_000 };
    await callOperation(question, drainServer, { server: keeping, ...drain });
    await callOperation(question, drainServer, {
      server: maintained,
      ...drain,
      afterDeadline: 'maintenance',
    });
    const endOf = (name: string) => stateOf(name).admin.drain?.end;
    await waitFor('both deadlines', () => endOf(keeping) !== null && endOf(maintained) !== null, patienceMs);
    t.match(stateOf(keeping).admin, { state: 'draining', drain: { end: 'deadline-reached', leftAtEnd: 4 } });
    t.match(stateOf(maintained).admin, { state: 'maintenance', drain: { end: 'deadline-reached' } });
    t.ok(product.status().notices.some((each) => each.code === 'drain-deadline-reached'));
    await people.done;
    await waitFor('nobody to be there', () => sessionsOn(site, keeping) === 0, patienceMs);
    t.equal(endOf(keeping), 'deadline-reached', 'also when all have left');
  },
);

t.test('below minServing it is refused, unless it is forced', alongside, async (t) => {
  const { site, names, stateOf, question } = await started(t, {
    configuration: { cluster: { minServing: 2 } },
  });
  const [first = '', second = '', third = ''] = names;
  const drain = { reason, policy: 'finish' as const };
  t.match(await callOperation(question, drainServer, { server: first, ...drain }), { ok: true });
  const refusal = await callOperation(question, drainServer, { server: second, ...drain });
  t.match(refusal, { ok: false, status: 409, code: 'below-min-serving' });
  t.match(await callOperation(question, maintainServer, { server: second, reason, keepRoles: true }), {
    ok: false,
  });
  t.equal(stateOf(second).admin.state, 'in-service');
  t.match(await callOperation(question, drainServer, { server: second, ...drain, force: true }), {
    ok: true,
  });
  t.equal(stateOf(second).admin.state, 'draining');
  t.match(await callOperation(question, showServer, { server: 'nobody' }), {
    ok: false,
    code: 'unknown-server',
  });
  t.equal(stateOf(third).admin.state, 'in-service');
  const asked = auditOf(site).filter(({ operation }) => operation !== 'server.drain-end');
  t.match(asked, [
    { operation: 'server.drain', outcome: 'done' },
    { operation: 'server.drain', outcome: 'below-min-serving' },
    { operation: 'server.maintenance', outcome: 'below-min-serving' },
    { operation: 'server.drain', outcome: 'done', input: { server: second, reason, force: true } },
  ]);
});

t.test('a restart asks again for what was wanted; what cannot be read is told', alongside, async (t) => {
  const { site, product, names, stateOf, question } = await started(t);
  const [first = '', second = '', third = ''] = names;
  await callOperation(question, maintainServer, { server: first, reason, forMs: 3_600_000, keepRoles: true });
  const drain = { reason, policy: 'no-extension' as const, idleLimitMs: 60_000, deadlineMs: 3_600_000 };
  await callOperation(question, drainServer, { server: second, ...drain });
  const { since, until } = stateOf(first).admin;
  const { deadline } = stateOf(second).admin.drain ?? {};
  await product.close();
  const again = await site.start();
  const adminOf = (of: Product, name: string) =>
    of.status().servers.find((each) => each.name === name)?.admin;
  t.match(adminOf(again, first), { state: 'maintenance', reason, since, until, drain: null });
  t.match(adminOf(again, second), { state: 'draining', policy: 'no-extension', idleLimitMs: 60_000 });
  t.match(adminOf(again, second)?.drain, { deadline });
  t.match(adminOf(again, third), { state: 'in-service' });
  const page = await fetch(new URL('/CRM/eware.dll/go', again.url));
  t.match(await page.text(), `served by ${third}`, 'who comes first after it is sent to the right one');
  await again.close();
  const file = join(site.folder, 'data', 'wanted.json');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100));
  const damaged = await site.start();
  t.equal(adminOf(damaged, first)?.state, 'unknown');
  t.ok(damaged.status().notices.some((each) => each.code === 'wanted-unreadable'));
  t.ok(existsSync(`${file}.damaged`), 'it can be looked at');
  await waitFor(
    'it to serve',
    () => damaged.status().servers.every((each) => each.state === 'serving'),
    patienceMs,
  );
  await callOperation(asking(damaged), admitServer, { server: first });
  t.equal(adminOf(damaged, first)?.state, 'in-service');
  t.equal(adminOf(damaged, third)?.state, 'unknown', 'until somebody says so of each');
});

t.test("a tester's link leads to the server that nobody else reaches", alongside, async (t) => {
  const { site, product, names, question } = await started(t);
  const [, , server = ''] = names;
  await callOperation(question, drainServer, { server, reason, policy: 'finish', deadlineMs: 60_000 });
  t.match(await callOperation(question, maintainServer, { server, reason, keepRoles: true }), { ok: true });
  const link = await callOperation(question, tryServer, { server });
  if (!link.ok) throw new Error(link.text);
  const visit = await fetch(link.value.url, { redirect: 'manual' });
  t.equal(visit.status, 302);
  const cookie = visit.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const page = await fetch(new URL('/CRM/eware.dll/go', product.url), { headers: { cookie } });
  t.match(await page.text(), `served by ${server}`);
  const other = await fetch(new URL('/CRM/eware.dll/go', product.url));
  t.notMatch(await other.text(), `served by ${server}`);
  const forged = await fetch(`${link.value.url}x`, { redirect: 'manual' });
  t.equal(forged.status, 403);
  t.same(forged.headers.getSetCookie(), []);
  t.notMatch(await forged.text(), server);
  t.equal(sessionsOn(site, server), 0);
  const { logOn = '', password = '' } = site.cluster.logOns[0] ?? {};
  const form = new URLSearchParams({ EWARE_USERID: logOn, PASSWORD: password });
  const inside = await fetch(new URL('/CRM/eware.dll/go', product.url), {
    method: 'POST',
    headers: { cookie },
    body: form,
  });
  const sid = /SID=(\d+)/.exec(await inside.text())?.[1];
  t.equal(sessionsOn(site, server), 1, 'logged on to the server that is in maintenance');
  const work = await fetch(new URL(`/CRM/eware.dll/Do?SID=${sid}&Act=200`, product.url), {
    headers: { cookie },
  });
  t.match(await work.text(), `served by ${server}`);
  const without = await fetch(new URL(`/CRM/eware.dll/Do?SID=${sid}&Act=200`, product.url), {
    redirect: 'manual',
  });
  t.equal(without.status, 302, 'without the cookie there is no way in');
});

t.test('a banner stands on the pages of those who stay, and on no other page', alongside, async (t) => {
  const drain = { injectBanner: true, noticeText: 'Bitte bis 22 Uhr abmelden: Größe <1>' };
  const line = /<div role="status"[^>]*>Bitte bis 22 Uhr abmelden: Gr&#246;&#223;e &#60;1&#62;<\/div>/;
  for (const workers of process.platform === 'linux' ? [1, 2] : [1]) {
    const configuration = { drain, traffic: { workers } };
    const { site, product, names, question } = await started(t, { configuration });
    const [first = '', second = ''] = names;
    const visitor = await visitorOf(site, product);
    const before = await visitor.page();
    t.match(before, `served by ${first}`);
    t.notMatch(before, line);
    await callOperation(question, drainServer, { server: second, reason, policy: 'finish' });
    t.notMatch(await visitor.page(), line, 'another server is drained');
    await callOperation(question, drainServer, { server: first, reason, policy: 'finish' });
    const during = await visitor.page();
    t.match(during, line);
    t.equal(during.replace(line, ''), before, 'nothing else has changed');
    t.notMatch(await (await fetch(new URL('/CRM/eware.dll/go', product.url))).text(), line);
    await callOperation(question, admitServer, { server: first });
    t.notMatch(await visitor.page(), line);
    await product.close();
  }
});
