// Requests that get an answer of ours whatever the servers are like: a tester's link, a log-on while the CRM is locked,
// the vendor's redirect.

import type { Reply, RequestHead } from './engine.ts';
import { isLogOn } from './rules/decide.ts';
import type { NoServer } from './rules/pick.ts';
import type { TrafficContext } from './traffic-context.ts';
import type { ReplyReason } from './traffic-counters.ts';
import { lockedReply, opensLogOn } from './traffic-lock.ts';
import { redirects, redirectTo } from './traffic-redirect.ts';
import type { ReadRequest, RequestFacts } from './traffic-request.ts';
import { answerTesterLink, isTesterLink } from './traffic-tester.ts';

export type OwnAnswer =
  | { readonly kind: 'reply'; readonly because: ReplyReason; readonly reply: Reply }
  /** It would be redirected, but there is no server. */
  | { readonly kind: 'none'; readonly because: NoServer };

/** Undefined: a server is to answer. */
export function ownAnswer(
  context: TrafficContext,
  head: RequestHead,
  request: ReadRequest,
  facts: RequestFacts,
): OwnAnswer | undefined {
  if (isTesterLink(head.target)) return { kind: 'reply', ...answerTesterLink(context, head, request) };
  const locked = lockedReply(context, head, request, facts);
  if (locked !== undefined) return { kind: 'reply', because: 'locked', reply: locked };
  if (request.tester.by !== undefined || !redirects(context, head, facts)) return undefined;
  const redirect = redirectTo(context, head, request);
  if (redirect.kind === 'none') return redirect;
  return { kind: 'reply', because: 'redirect', reply: redirect.reply };
}

/** True of log-ons, and of whatever may get an answer of ours: whether the CRM is locked, only the keeper knows. */
export function isForKeeper(
  context: TrafficContext,
  head: RequestHead,
  request: ReadRequest,
  facts: RequestFacts,
): boolean {
  if (isLogOn(facts.kind) || opensLogOn(facts) || redirects(context, head, facts)) return true;
  return isTesterLink(head.target) || request.tester.by !== undefined;
}
