// While the CRM is locked nobody can log on (F3), and a page of ours says so more clearly than the CRM's own. Whoever
// is logged on is not touched.

import type { Reply, RequestHead } from './engine.ts';
import { noticeReply } from './pages.ts';
import { isLogOn } from './rules/decide.ts';
import { lockWords, workWords } from './rules/lock-words.ts';
import type { TrafficContext } from './traffic-context.ts';
import { formFor, type OwnPage } from './traffic-pages.ts';
import type { ReadRequest, RequestFacts } from './traffic-request.ts';
import type { LogOnLock } from './traffic-types.ts';

/** True for the log-on page of somebody who is not on. */
export function opensLogOn({ kind, bySid }: RequestFacts): boolean {
  return kind === 'log-on-page' && (bySid === undefined || bySid === 'lost');
}

/**
 * Our page where a request would begin a session that the CRM does not let begin: who has locked it and how long it may
 * last, 503 with Retry-After. A tester is let through: the CRM itself lets in whoever locked it.
 */
export function lockedReply(
  { lock, settings, options }: TrafficContext,
  head: RequestHead,
  { tester, requestId }: ReadRequest,
  facts: RequestFacts,
): Reply | undefined {
  if (lock === undefined || (lock.untilMs !== undefined && lock.untilMs <= options.nowMs())) return undefined;
  if (tester.by !== undefined || !(isLogOn(facts.kind) || opensLogOn(facts))) return undefined;
  return lockPage({ settings, options }, head, { lock, because: 'locked', requestId, kind: facts.kind });
}

/** Where a run has put every server out: to whatever comes, that the CRM is worked on, and when it should be back. */
export function workReply(
  context: TrafficContext,
  head: RequestHead,
  { because, kind, requestId }: OwnPage,
): Reply | undefined {
  const { lock } = context;
  if (because !== 'all-draining' || lock?.work === undefined) return undefined;
  return lockPage(context, head, { lock, requestId, kind, because });
}

function lockPage(
  { settings, options }: Pick<TrafficContext, 'settings' | 'options'>,
  head: RequestHead,
  { lock, because, kind, requestId }: Omit<OwnPage, 'status'> & { readonly lock: LogOnLock },
): Reply {
  const nowMs = options.nowMs();
  const seconds = settings.retryAfterSeconds;
  return noticeReply({
    status: 503,
    because,
    form: formFor(head, kind),
    requestId,
    ...(lock.work === undefined ? lockWords(lock.by, lock.untilMs, nowMs) : workWords(lock.work, nowMs)),
    link: { href: '', text: 'Try now' },
    refreshSeconds: head.method === 'GET' || head.method === 'HEAD' ? seconds : undefined,
    retryAfterSeconds: seconds,
  });
}
