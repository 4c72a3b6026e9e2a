// A tester's visit: the link that an operator gave out sets a cookie, and the cookie leads to one server whatever is
// wanted of it. What the cookie means for a request is rules/decide.ts.

import type { Reply, RequestHead } from './engine.ts';
import { noticeReply } from './pages.ts';
import { type TakenCookie, takeCookie } from './rules/cookie-field.ts';
import type { Tie } from './rules/decide.ts';
import type { PublicView } from './rules/forwarded.ts';
import { testerCookieLine, testerPath } from './tester-tokens.ts';
import type { TrafficContext } from './traffic-context.ts';
import type { ReplyReason } from './traffic-counters.ts';
import type { TrafficServer } from './traffic-server.ts';

/** What the tester's cookie of a request says. */
export type Tester = { readonly tie: Tie<TrafficServer>; readonly by: string | undefined };

const nobody: Tester = { tie: undefined, by: undefined };

/** Takes both of our cookies out of a request and reads the tester's. */
export function takeCookies(
  { options, affinity, table }: TrafficContext,
  head: RequestHead,
  nowMs: number,
): { readonly cookie: TakenCookie; readonly tester: Tester } {
  const fields = head.fields('cookie');
  const cookie = takeCookie(fields, options.cookieName);
  if (!fields.some((field) => field.includes(testerSuffix))) return { cookie, tester: nobody };
  const left = cookie.found ? (cookie.rest === undefined ? [] : [cookie.rest]) : fields;
  const own = takeCookie(left, testerCookieName(options.cookieName));
  if (!own.found) return { cookie, tester: nobody };
  const pass = own.value === undefined ? 'forged' : affinity.testers.read(own.value, nowMs);
  const tester =
    typeof pass === 'string'
      ? nobody
      : { tie: table.byId.get(pass.server) ?? ('gone' as const), by: pass.by };
  return { cookie: { found: true, value: cookie.value, rest: own.rest }, tester };
}

/** The tester's cookie stands beside the affinity cookie, under a name made of it. */
const testerSuffix = '-try';

function testerCookieName(cookieName: string): string {
  return cookieName + testerSuffix;
}

/** True for the address of a tester's link; such a request reaches no server. */
export function isTesterLink(target: string): boolean {
  return target.startsWith(testerPath);
}

/** What an answer to a link needs of the request that asks for it. */
type LinkRequest = { readonly requestId: string; readonly view: PublicView };

/** A good link sets the cookie and leads to the log-on page; any other gets a page that says so and nothing else. */
export function answerTesterLink(
  context: TrafficContext,
  head: RequestHead,
  request: LinkRequest,
): { readonly reply: Reply; readonly because: ReplyReason } {
  const { options, affinity } = context;
  const nowMs = options.nowMs();
  const token = head.target.slice(testerPath.length).split('?', 1)[0] ?? '';
  const pass =
    head.method === 'GET' || head.method === 'HEAD' ? affinity.testers.read(token, nowMs) : 'forged';
  if (typeof pass === 'string') return refusedLink(pass, request);
  const cookie = testerCookieLine(testerCookieName(options.cookieName), token, {
    secure: request.view.proto === 'https',
    maxAgeSeconds: Math.max(1, Math.floor((pass.untilMs - nowMs) / 1000)),
  });
  const fields = ['Location', context.patterns.logOnTarget, 'Set-Cookie', cookie];
  const plain = [
    'Cache-Control',
    'no-store',
    'Referrer-Policy',
    'no-referrer',
    'X-Request-Id',
    request.requestId,
  ];
  return { reply: { status: 302, fields: [...fields, ...plain], body: '' }, because: 'tester-link' };
}

function refusedLink(why: 'forged' | 'expired', { requestId }: LinkRequest) {
  const because = why === 'expired' ? ('tester-expired' as const) : ('tester-forged' as const);
  const paragraph =
    why === 'expired'
      ? 'Ask the administrator for a new one.'
      : 'It may have been cut when it was copied. Ask the administrator for a new one.';
  const title = why === 'expired' ? 'This link has expired' : 'This link is not valid';
  const reply = noticeReply({
    status: 403,
    because,
    form: 'html',
    requestId,
    title,
    paragraphs: [paragraph],
  });
  return { reply, because };
}
