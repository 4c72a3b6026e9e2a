// A session has to end on its server: its person gets the log-on page where that is harmless, and everybody else a
// clear answer that says what did not happen. Whether it has to is rules/drain.ts.

import type { Reply, RequestHead } from './engine.ts';
import { noticeReply, redirectReply } from './pages.ts';
import type { AnswerForm } from './rules/answer-form.ts';
import type { PartingReason } from './rules/decide.ts';
import type { TrafficContext } from './traffic-context.ts';
import { formFor } from './traffic-pages.ts';
import type { ReadRequest, RequestFacts } from './traffic-request.ts';
import type { TrafficServer } from './traffic-server.ts';

/** How long our own page stays before it goes on to the log-on page. */
const noticeSeconds = 10;

const title = 'Please log on again';
const moved =
  'The part of the CRM that you were on is being taken out of service. Log on again and you will be on another one.';
const notSent = 'What you sent last was not saved. After you have logged on, please enter it again.';
const forPrograms = 'The session has ended, since its server is being taken out of service. Log on again.';

/** The answer. The session is forgotten here, so that nothing is sent to it any more. */
export function partWith(
  context: TrafficContext,
  {
    head,
    request,
    facts,
  }: { readonly head: RequestHead; readonly request: ReadRequest; readonly facts: RequestFacts },
  { from, because }: { readonly from: TrafficServer; readonly because: PartingReason },
): Reply {
  letGo(context, facts, from);
  const form = formFor(head, facts.kind);
  const logOnPage = context.patterns.logOnTarget;
  const reads = (head.method === 'GET' || head.method === 'HEAD') && !head.websocket;
  const { noticePage, noticeText } = context.settings.parting;
  if (reads && form === 'html' && !noticePage) return redirectReply(logOnPage, request.requestId);
  const own = noticeText === '' ? moved : noticeText;
  return noticeReply({
    status: statusFor(form, reads),
    because,
    form,
    requestId: request.requestId,
    title,
    paragraphs: form === 'html' ? [own, ...(reads ? [] : [notSent])] : [forPrograms],
    link: { href: logOnPage, text: 'Log on' },
    refreshSeconds: reads ? noticeSeconds : undefined,
  });
}

/**
 * A program's session has ended, as the CRM itself tells it: a fault with 500 (SOAP 1.1 section 6.2), upon which it logs
 * on again; after 503 it would wait and ask for the same session once more.
 */
function statusFor(form: AnswerForm, reads: boolean): number {
  if (form === 'soap-1.1' || form === 'soap-1.2') return 500;
  return reads && form === 'html' ? 200 : 503;
}

function letGo({ ledger }: TrafficContext, { sidKey, bySid }: RequestFacts, from: TrafficServer): void {
  if (sidKey === undefined || bySid === undefined || typeof bySid === 'string') return;
  if (bySid.server.id !== from.server.id) return;
  if (ledger.forget(sidKey) !== undefined) from.letGo += 1;
}
