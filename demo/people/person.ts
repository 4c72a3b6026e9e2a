// The life of one simulated person in front of a browser: log on, read pages, perhaps log off. Every answer is
// checked against what the person knows; what is wrong is told, and life goes on as it would.

import { fields, paths } from '../crm/rules/paths.ts';
import { type Browser, createBrowser, type Page } from './browser.ts';
import type { Credentials, FailureKind, PeopleEvent } from './events.ts';

export type PersonOptions = {
  readonly origin: string;
  readonly who: Credentials;
  readonly serverNames: readonly string[];
  readonly ca: string | undefined;
  readonly timeoutMs: number;
  /** Between two pages, on average. */
  readonly pauseMs: number;
  readonly workMs: number;
  readonly logsOff: boolean;
  readonly logOffAct: number;
  readonly random: () => number;
  readonly nowMs: () => number;
  readonly delay: (ms: number) => Promise<void>;
  /** Aborted when everybody has to leave at once. */
  readonly stop: AbortSignal;
  readonly onEvent: (event: PeopleEvent) => void;
  /** See `ExchangeLimits`. */
  readonly onSent?: ((again: boolean) => void) | undefined;
};

/** What a person does and how it is told; the browser and the web-service client have it in common. */
export type Voice = {
  tell(event: PersonEvent): void;
  fail(kind: FailureKind, text: string): void;
};

type Told<T> = T extends unknown ? Omit<T, 'user' | 'atMs'> : never;
export type PersonEvent = Told<PeopleEvent>;

/** A session as its owner knows it. */
export type OwnSession = {
  readonly sid: string;
  readonly server: string | undefined;
  links: readonly string[];
};

const logOnTries = 3;
const linksToLeave = /[?&]Act=(99904|99905)\b/; // Report and upload: too heavy for an everyday click.

/** Lives one working time; resolves when the person leaves. Never rejects. */
export async function livePerson(options: PersonOptions): Promise<void> {
  const own: { session: OwnSession | undefined } = { session: undefined };
  const voice = createVoice(options, () => own.session?.server);
  const onLeak = (text: string) => voice.fail('leak', text);
  const browser = createBrowser({ ...options, onLeak });
  own.session = await logOn(browser, options, voice);
  if (own.session) await lookAround(browser, voice);
  const endMs = options.nowMs() + options.workMs;
  while (own.session && options.nowMs() < endMs && !options.stop.aborted) {
    await options.delay(Math.min(pauseOf(options), Math.max(0, endMs - options.nowMs())));
    if (options.stop.aborted || options.nowMs() >= endMs) break;
    own.session = await work(browser, { options, voice, session: own.session });
  }
  if (own.session && options.logsOff && !options.stop.aborted)
    own.session = await logOff(browser, { options, voice, session: own.session });
  voice.tell({ type: 'left', loggedOn: own.session !== undefined });
  browser.close();
}

/** How a person tells what happens; silent after a stop, when cut connections are nobody's fault. */
export function createVoice(options: PersonOptions, server: () => string | undefined): Voice {
  const tell = (event: PersonEvent) =>
    options.onEvent({
      ...event,
      user: options.who.logOn.toLowerCase(),
      atMs: options.nowMs(),
    } as PeopleEvent);
  return {
    tell,
    fail: (kind, text) => {
      if (!options.stop.aborted) tell({ type: 'failure', kind, server: server(), text });
    },
  };
}

/** Between half and one and a half of the usual pause. */
export function pauseOf({ pauseMs, random }: PersonOptions): number {
  return pauseMs * (0.5 + random());
}

async function logOn(
  browser: Browser,
  options: PersonOptions,
  voice: Voice,
): Promise<OwnSession | undefined> {
  for (let tries = 0; tries < logOnTries && !options.stop.aborted; tries += 1) {
    if (tries > 0) await options.delay(pauseOf(options));
    const form = await openPage(browser, voice, paths.logOn);
    if (form && !form.logOnForm) voice.fail('failed-log-on', `no log-on form, status ${form.status}`);
    if (!form?.logOnForm) continue;
    let page = await submit(browser, { options, voice, confirm: false });
    if (page?.alreadyOn) page = await submit(browser, { options, voice, confirm: true });
    if (page?.sid) return { sid: page.sid, server: page.server, links: page.links };
    if (page) voice.fail('failed-log-on', `status ${page.status}: ${said(page)}`);
  }
  return undefined;
}

type Submission = { readonly options: PersonOptions; readonly voice: Voice; readonly confirm: boolean };

async function submit(browser: Browser, { options, voice, confirm }: Submission): Promise<Page | undefined> {
  const { who } = options;
  voice.tell({ type: 'log-on-sent', confirm });
  let page: Page | undefined;
  try {
    page = await browser.open(paths.logOn, {
      [fields.user]: who.logOn,
      [fields.password]: who.password,
      BrowserSupportsJavascript: 'Y',
      BrowserSupportsAJAX: 'Y',
      ...(confirm ? { [fields.confirm]: 'T' } : {}),
    });
  } catch (error) {
    voice.fail('failed-log-on', `no answer: ${String(error)}`);
  }
  const outcome = page?.sid ? 'success' : page?.alreadyOn && !confirm ? 'already-on' : 'failed';
  voice.tell({ type: 'log-on-answered', confirm, outcome, server: page?.server });
  return page;
}

/** What a browser loads with a page. */
async function lookAround(browser: Browser, voice: Voice): Promise<void> {
  for (const file of ['/CRM/Themes/simulated.css', '/CRM/img/logo.svg']) await openPage(browser, voice, file);
}

type Working = { readonly options: PersonOptions; readonly voice: Voice; readonly session: OwnSession };

/** One click. Gives back the session that goes on: the same, a new one after a loss, or none. */
async function work(browser: Browser, working: Working): Promise<OwnSession | undefined> {
  const { options, voice, session } = working;
  const links = session.links.filter(
    (link) =>
      link.includes(`SID=${session.sid}`) &&
      !linksToLeave.test(link) &&
      !link.includes(`Act=${options.logOffAct}`),
  );
  const link = links[Math.floor(options.random() * links.length)];
  const page = await openPage(browser, voice, link ?? `${paths.session}?SID=${session.sid}&Act=99900&Mode=1`);
  if (!page) return session;
  if (page.logOnForm) {
    voice.fail('lost-session', `the log-on form instead of ${pathOf(link)}: ${said(page)}`);
    voice.tell({ type: 'lost-session-seen', server: session.server });
    return logOn(browser, options, voice);
  }
  checkOwner(page, working);
  voice.tell({ type: 'page', server: page.server });
  session.links = page.links;
  return session;
}

function checkOwner(page: Page, { options, voice, session }: Working): void {
  if (page.user?.toLowerCase() !== options.who.logOn.toLowerCase())
    voice.fail('wrong-user', `${options.who.logOn} got a page of ${page.user ?? 'nobody'}`);
  if (page.server !== session.server)
    voice.fail('wrong-server', `the session is on ${session.server}, the page came from ${page.server}`);
}

async function logOff(
  browser: Browser,
  { options, voice, session }: Working,
): Promise<OwnSession | undefined> {
  const page = await openPage(
    browser,
    voice,
    `${paths.session}?SID=${session.sid}&Act=${options.logOffAct}&Mode=1`,
  );
  if (!page) return session;
  voice.tell({ type: 'log-off-answered', server: session.server });
  return undefined;
}

/** A page with status 200; anything else is a broken answer and undefined. */
async function openPage(browser: Browser, voice: Voice, target: string): Promise<Page | undefined> {
  try {
    const page = await browser.open(target);
    if (page.status === 200) return page;
    if (page.status >= 300 && page.status < 400) return undefined; // Told as a leak already.
    voice.fail('broken-answer', `status ${page.status} for ${pathOf(target)}`);
  } catch (error) {
    voice.fail('broken-answer', `${pathOf(target)}: ${String(error)}`);
  }
  return undefined;
}

/** Without the query: a SID has no place in a report. */
function pathOf(target: string | undefined): string {
  return (target ?? paths.session).split('?')[0] ?? '';
}

function said({ body }: Page): string {
  const text = /role="alert">([^<]*)</.exec(body)?.[1] ?? body.replace(/<[^>]*>/g, ' ');
  return text.replace(/\s+/g, ' ').trim().slice(0, 120);
}
