// A real browser on the one URL: logs on, works, logs off, and is never shown a server's name or address.

import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { startChromium } from '../support/chromium.ts';
import { needs } from '../support/needs.ts';
import { type RunningDemo, serverMarks, startDemo } from '../support/running-demo.ts';

/** Notes every address the browser asks for or is sent to, and every field of an answer that holds one. */
async function openPage(t: Test, demo: RunningDemo) {
  const browser = await startChromium(t);
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  page.on('framenavigated', (frame) => addresses.push(frame.url()));
  const heads: Promise<void>[] = [];
  page.on('response', (response) => {
    const noteFields = async () => {
      const fields = await response.allHeaders();
      for (const name of ['location', 'set-cookie', 'refresh', 'link', 'content-location'])
        if (fields[name] !== undefined) addresses.push(`${name}: ${fields[name]}`);
    };
    heads.push(noteFields());
  });
  return {
    page,
    context,
    /** Everything noted, links of the page on the screen included. */
    async addresses() {
      await Promise.all(heads);
      const links = await page.$$eval('[href], [src], form', (elements) =>
        elements.map((each) => {
          const { href, src, action } = each as unknown as Record<string, unknown>;
          return String(href ?? src ?? action);
        }),
      );
      addresses.push(page.url(), ...links);
      return addresses;
    },
    marks: serverMarks(demo),
  };
}

const servedBy = async (page: Page) => /served by (\S+)/.exec((await page.textContent('footer')) ?? '')?.[1];

async function logOn(page: Page, demo: RunningDemo, user: string) {
  await page.goto(demo.logOnPage);
  await page.waitForSelector('form[name=LoginForm]');
  await page.fill('[name=EWARE_USERID]', user);
  await page.fill('[name=PASSWORD]', demo.users.password);
  await page.click('.Logonbutton');
  await page.waitForSelector('#user');
}

async function follow(page: Page, link: string) {
  await Promise.all([page.waitForEvent('load'), page.click(`nav >> text="${link}"`)]);
}

async function wholeVisit(t: Test, words: readonly string[]) {
  const demo = await startDemo(t, words);
  const { page, context, addresses, marks } = await openPage(t, demo);
  await logOn(page, demo, 'user001');
  t.equal(await page.textContent('#user'), 'user001');
  const server = await servedBy(page);
  t.ok(
    demo.servers.some((each) => each.name === server),
    `on ${server}`,
  );

  for (const [link, title] of [
    ['Find', 'Find company'],
    ['Company', 'Company 1'],
    ['Partner page', 'My CRM'],
    ['Custom page', 'Custom page'],
  ] as const) {
    await follow(page, link);
    t.equal(await page.textContent('h1'), title);
    t.equal(await page.textContent('#user'), 'user001', `${link} is a page of the session`);
    t.equal(await servedBy(page), server, `${link} comes from the same server`);
    t.equal(new URL(page.url()).origin, demo.url, `the address bar after ${link}`);
    await addresses();
  }
  const seen = await addresses();
  const wrong = seen.filter((each) => marks.some((mark) => each.toLowerCase().includes(mark)));
  t.same(wrong, [], `${seen.length} addresses, none of them a server's`);
  const strange = seen.filter((each) => /^https?:/.test(each) && new URL(each).origin !== demo.url);
  t.same(strange, [], 'every address is of the one URL');
  t.ok(
    seen.some((each) => each.startsWith('location: ')),
    'among them a redirect',
  );

  const [cookie, ...more] = (await context.cookies()).filter((each) => each.name === 'fairlead');
  t.same(more, []);
  t.match(cookie, { httpOnly: true, sameSite: 'Lax', secure: demo.url.startsWith('https:'), path: '/' });
  const decoded = `${cookie?.value} ${Buffer.from(cookie?.value ?? '', 'base64url').toString('latin1')}`;
  t.notOk(
    marks.some((mark) => decoded.toLowerCase().includes(mark)),
    'the cookie tells nothing',
  );

  await follow(page, 'Log off');
  t.match(await page.textContent('[role=alert]'), 'You have logged off.');
  t.same(
    (await addresses()).filter((each) => marks.some((mark) => each.toLowerCase().includes(mark))),
    [],
  );
  return { demo, page };
}

t.test('a visit over plain HTTP', needs('chromium'), async (t) => {
  const { demo, page } = await wholeVisit(t, []);
  await page.goBack();
  t.ok(await page.$('form[name=LoginForm]'), 'going back after the log-off asks to log on');
  t.equal(new URL(page.url()).origin, demo.url);
});

t.test('a visit over HTTPS', needs('chromium'), async (t) => {
  const { demo } = await wholeVisit(t, ['--https']);
  t.match(demo.url, /^https:/);
});

t.test('an "already logged on" user goes on where the first attempt went', needs('chromium'), async (t) => {
  const demo = await startDemo(t);
  const first = await openPage(t, demo);
  await logOn(first.page, demo, 'user002');
  const second = await openPage(t, demo);
  await second.page.goto(demo.logOnPage);
  await second.page.waitForSelector('form[name=LoginForm]');
  await second.page.fill('[name=EWARE_USERID]', 'user002');
  await second.page.fill('[name=PASSWORD]', demo.users.password);
  await second.page.click('.Logonbutton');
  await second.page.waitForSelector('input[name=LoginAnyway]', { state: 'attached' });
  const asked = await servedBy(second.page);
  await second.page.fill('[name=PASSWORD]', demo.users.password);
  await second.page.click('.Logonbutton');
  await second.page.waitForSelector('#user');
  t.equal(await servedBy(second.page), asked);
  await follow(first.page, 'Find');
  t.match(await first.page.textContent('[role=alert]'), 'Your session is no longer available.');
});
