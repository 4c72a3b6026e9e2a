// The browser of a simulated person: one place, kept connections, cookies, redirects, and an eye for server names
// where none may be. Knows nothing of log-ons.

import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { exchange, type Received } from './exchange.ts';
import { cookieField, keepCookies } from './rules/cookie-jar.ts';
import { findLeak, type PageFacts, readPage } from './rules/page.ts';

export type BrowserOptions = {
  /** The one URL; nothing else is ever asked. */
  readonly origin: string;
  /** Names, and addresses such as `127.0.0.1:8081`, that must not appear in links, redirects or cookies. */
  readonly serverNames: readonly string[];
  /** Certificate to trust (PEM). */
  readonly ca: string | undefined;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
  readonly onLeak: (text: string) => void;
  /** See `ExchangeLimits`. */
  readonly onSent?: ((again: boolean) => void) | undefined;
};

export type Page = PageFacts & { readonly status: number; readonly body: string };

export type Browser = {
  /** Opens a page, following redirects within the one URL; posts where there is a form. Rejects like `exchange`. */
  open(target: string, form?: Readonly<Record<string, string>>): Promise<Page>;
  close(): void;
};

const mostRedirects = 5;

/** A browser with an empty cookie jar. */
export function createBrowser(options: BrowserOptions): Browser {
  const agent = createAgent(options.origin, options.ca);
  let jar: ReadonlyMap<string, string> = new Map();

  async function ask(url: URL, form?: Readonly<Record<string, string>>): Promise<Received> {
    const cookie = cookieField(jar);
    const received = await exchange(
      agent,
      {
        url,
        method: form ? 'POST' : 'GET',
        headers: {
          accept: 'text/html,*/*;q=0.8',
          'user-agent': 'SimulatedPerson/1.0',
          ...(cookie === undefined ? {} : { cookie }),
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
        body: form ? new URLSearchParams(form).toString() : undefined,
      },
      options,
    );
    jar = keepCookies(jar, received.headers['set-cookie'] ?? []);
    return received;
  }

  return {
    async open(target, form) {
      let url = new URL(target, options.origin);
      let received = await ask(url, form);
      for (let hops = 0; isRedirect(received) && hops < mostRedirects; hops += 1) {
        look(received, readPage(''), options);
        const next = new URL(received.headers.location ?? '', url);
        if (next.origin !== options.origin) {
          options.onLeak(`redirect to ${next.origin}`);
          break;
        }
        url = next;
        received = await ask(url);
      }
      const facts = readPage(received.body);
      look(received, facts, options);
      return { ...facts, status: received.status, body: received.body };
    },
    close: () => agent.destroy(),
  };
}

/** Kept connections of one person; two at a time, as many as a person's browser needs here. */
export function createAgent(origin: string, ca: string | undefined): Agent {
  const settings = { keepAlive: true, maxSockets: 2, maxFreeSockets: 2 };
  return origin.startsWith('https:')
    ? new SecureAgent({ ...settings, ...(ca === undefined ? {} : { ca }) })
    : new Agent(settings);
}

function isRedirect({ status, headers }: Received): boolean {
  return [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
}

function look(received: Received, { links }: PageFacts, { serverNames, onLeak }: BrowserOptions): void {
  const { location, 'set-cookie': setCookie = [], link, refresh } = received.headers;
  const fields = [location, link, refresh].filter((field) => typeof field === 'string');
  const leak = findLeak([...fields, ...setCookie, ...links], serverNames);
  if (leak !== undefined) onLeak(`a server is named in ${leak}`);
}
