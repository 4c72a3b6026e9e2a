// The vendor's way of balancing: the log-on page is answered with the picked server's own name, and the browser
// goes there by itself. For sites that want it; everything else of a request is as in proxy mode.

import type { Reply, RequestHead } from './engine.ts';
import { redirectReply } from './pages.ts';
import { type NoServer, pick } from './rules/pick.ts';
import type { TrafficContext } from './traffic-context.ts';
import { tellRedirect } from './traffic-events.ts';
import type { ReadRequest, RequestFacts } from './traffic-request.ts';

/** Nobody tells how a redirected log-on ended: it counts for so long, or, once a poll shows it, as any other user. */
const redirectHoldMs = 60_000;
const mostHeld = 10_000;

/** True for the requests that begin a visit, in redirect mode. */
export function redirects(context: TrafficContext, head: RequestHead, facts: RequestFacts): boolean {
  if (context.settings.mode !== 'redirect' || (head.method !== 'GET' && head.method !== 'HEAD')) return false;
  return (facts.kind === 'log-on-page' || facts.kind === 'start') && facts.bySid === undefined;
}

/** Picks as for a log-on; where nobody can take one, the reason why. */
export function redirectTo(
  context: TrafficContext,
  head: RequestHead,
  request: ReadRequest,
):
  | { readonly kind: 'none'; readonly because: NoServer }
  | { readonly kind: 'redirect'; readonly reply: Reply } {
  const picked = pick(context.table.inTurn, [], 'log-on');
  tellRedirect(context, request, picked);
  if (picked.kind === 'none') return picked;
  const { candidate: server } = picked;
  if (head.method === 'GET' && context.redirected.length < mostHeld) {
    const nowMs = context.options.nowMs();
    const reservation = server.tally.reserveUntold(nowMs);
    context.redirected.push({ server, reservation, untilMs: nowMs + redirectHoldMs });
  }
  const location = server.server.origin + head.target;
  return { kind: 'redirect', reply: redirectReply(location, request.requestId) };
}

/** Gives back what was held long enough and no poll has shown. */
export function releaseRedirected(context: TrafficContext, nowMs: number): void {
  const { redirected } = context;
  const first = redirected.findIndex((each) => each.untilMs > nowMs);
  const over = redirected.splice(0, first < 0 ? redirected.length : first);
  for (const { server, reservation } of over) server.tally.giveBack(reservation);
}
