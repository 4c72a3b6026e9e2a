// A simulated person in a storm: has the log-on page open, logs on when everybody does, waits as long as a page asks
// for it, and looks at one page when inside. Says how it went; judges nothing.

import { fields, paths } from '../crm/rules/paths.ts';
import { type Browser, createBrowser, type Page } from './browser.ts';
import type { Credentials } from './events.ts';

export type StormPersonOptions = {
  readonly origin: string;
  readonly who: Credentials;
  /** Certificate to trust (PEM). */
  readonly ca: string | undefined;
  /** Longest wait for one answer, and for getting in at all. */
  readonly timeoutMs: number;
  readonly patienceMs: number;
  readonly nowMs: () => number;
  readonly delay: (ms: number) => Promise<void>;
  readonly stop: AbortSignal;
};

/** What became of one person; times in milliseconds from pressing the button. */
export type StormEntry = {
  readonly user: string;
  readonly gotIn: boolean;
  /** Until the first page, or until giving up. */
  readonly tookMs: number;
  /** How often a page asked to come back later. */
  readonly turnedAway: number;
  /** How long the first page after the log-on took; undefined where there was none. */
  readonly pageMs: number | undefined;
  /** Why it did not get in. */
  readonly problem: string | undefined;
};

export type StormPerson = {
  /** Opens the log-on page. */
  arrive(): Promise<void>;
  logOn(): Promise<StormEntry>;
  /** True where its session is still there. */
  stillIn(): Promise<boolean>;
  leave(): void;
};

/** A person who has done nothing yet. */
export function createStormPerson(options: StormPersonOptions): StormPerson {
  const { who, nowMs } = options;
  const browser = createBrowser({ ...options, serverNames: [], onLeak: () => undefined });
  const form = { [fields.user]: who.logOn, [fields.password]: who.password };
  let page: string | undefined;
  return {
    async arrive() {
      await browser.open(paths.logOn);
    },
    async logOn() {
      const startedMs = nowMs();
      const got = await getIn(browser, form, options);
      const tookMs = nowMs() - startedMs;
      const entry = { user: who.logOn, tookMs, turnedAway: got.turnedAway, problem: got.problem };
      page = got.page?.links.find((link) => link.includes('SID='));
      if (page === undefined) return { ...entry, gotIn: false, pageMs: undefined };
      const lookedMs = nowMs();
      const inside = await isIn(browser, page);
      return { ...entry, gotIn: true, pageMs: inside ? nowMs() - lookedMs : undefined };
    },
    stillIn: async () => page !== undefined && isIn(browser, page),
    leave: () => browser.close(),
  };
}

type Got = {
  readonly page: Page | undefined;
  readonly turnedAway: number;
  readonly problem: string | undefined;
};

async function getIn(
  browser: Browser,
  form: Readonly<Record<string, string>>,
  options: StormPersonOptions,
): Promise<Got> {
  const untilMs = options.nowMs() + options.patienceMs;
  for (let turnedAway = 0; ; turnedAway++) {
    const page = await browser.open(paths.logOn, form).catch((error: Error) => error.message);
    if (typeof page === 'string') return { page: undefined, turnedAway, problem: page };
    if (page.status === 200 && page.sid !== undefined) return { page, turnedAway, problem: undefined };
    const seconds = refreshSeconds(page.body);
    const backMs = (seconds ?? 0) * 1000;
    if (seconds === undefined || options.nowMs() + backMs > untilMs) {
      return { page: undefined, turnedAway, problem: `status ${page.status}` };
    }
    await options.delay(backMs);
  }
}

/** Seconds after which a page loads itself again, as browsers read it. */
function refreshSeconds(html: string): number | undefined {
  const found = /<meta http-equiv="refresh" content="(\d{1,5})"/.exec(html)?.[1];
  return found === undefined ? undefined : Number(found);
}

async function isIn(browser: Browser, page: string): Promise<boolean> {
  const shown = await browser.open(page).catch(() => undefined);
  return shown?.status === 200 && !shown.logOnForm;
}
