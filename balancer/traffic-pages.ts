// The page that one request gets from us in place of a server's answer. What a page looks like is pages.ts.

import type { Reply, RequestHead } from './engine.ts';
import { noticeReply, pageReply } from './pages.ts';
import { type AnswerForm, answerFormOf } from './rules/answer-form.ts';
import type { RequestKind } from './rules/classify.ts';
import type { TrafficContext } from './traffic-context.ts';

export type OwnPage = {
  readonly status: number;
  /** From a closed set. */
  readonly because: string;
  readonly kind: RequestKind;
  readonly requestId: string;
};

/** Our own page for a request, in the form its client reads. */
export function ownPage(context: TrafficContext, head: RequestHead, page: OwnPage): Reply {
  const { status, because, kind, requestId } = page;
  const { method } = head;
  const form = formFor(head, kind);
  if (because === 'tester-down') return testerDown(form, requestId);
  const mayReload = method === 'GET' || method === 'HEAD' || kind === 'log-on-submit';
  return pageReply({ status, because, form, requestId, mayReload }, context.settings);
}

/** In which form this client can read an answer of our own. */
export function formFor(head: RequestHead, kind: RequestKind): AnswerForm {
  return answerFormOf({
    kind,
    method: head.method,
    accept: head.field('accept'),
    contentType: head.field('content-type'),
  });
}

function testerDown(form: AnswerForm, requestId: string): Reply {
  return noticeReply({
    status: 503,
    because: 'tester-down',
    form,
    requestId,
    title: 'The server that you try out does not answer',
    paragraphs: [
      'Your link leads to one server, and that one is down. Close the browser, or wait until the link expires, to be on the others again.',
    ],
    link: { href: '', text: 'Try again' },
  });
}
