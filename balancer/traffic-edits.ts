// Which fields of a request change on its way to a server, and when a browser is told its server.

import { affinityCookieLine } from './affinity.ts';
import type { FieldEdits, ResponseHead, ResponsePlan } from './engine.ts';
import { type BannerHead, bannerHtml, mayCarryBanner, staleWithBanner } from './rules/banner.ts';
import type { RequestKind } from './rules/classify.ts';
import { isLogOn } from './rules/decide.ts';
import {
  droppedFromOthers,
  droppedFromTrusted,
  forwardedFields,
  isPlainHost,
  type PublicView,
} from './rules/forwarded.ts';
import type { RewriteRules } from './rules/location.ts';
import { answerEdits, mayCarryCookie } from './traffic-answer.ts';
import type { TrafficContext } from './traffic-context.ts';
import type { ReadRequest } from './traffic-request.ts';
import type { TrafficServer } from './traffic-server.ts';

const noReplacement: ReadonlyMap<string, string> = new Map();

/** Forwarding fields are ours, our cookie is not the CRM's business, and what is read or added to must come as it is. */
export function requestEdits(context: TrafficContext, question: TermsQuestion): FieldEdits {
  const { request, kind } = question;
  const { cookie, trusted } = request;
  const lists = trusted ? fromTrusted : fromOthers;
  const onlyOurs = cookie.found && cookie.rest === undefined;
  const readable = isLogOn(kind) || bannerFor(context, question) !== undefined;
  const drop = readable ? lists.readable : lists.usual;
  return {
    drop: onlyOurs ? drop.withCookie : drop.all,
    replace: cookie.found && cookie.rest !== undefined ? new Map([['cookie', cookie.rest]]) : noReplacement,
    append: forwardedFields(request.view, request.requestId),
  };
}

/** Every list there is, made once: an engine makes each of them ready to be looked up. */
const dropLists = (base: readonly string[]) => ({
  usual: { all: base, withCookie: [...base, 'cookie'] },
  readable: { all: [...base, 'accept-encoding'], withCookie: [...base, 'accept-encoding', 'cookie'] },
});
const fromTrusted = dropLists(droppedFromTrusted);
const fromOthers = dropLists(droppedFromOthers);

/** What the edits of an answer rest on beside its head. Plain data. */
export type AnswerTerms = {
  readonly kind: RequestKind;
  /** Empty where it is not known. */
  readonly publicOrigin: string;
  /** Our Set-Cookie line where one is due and the answer may carry it. */
  readonly cookieLine: string | undefined;
  /** What is put into its page where it is one that can carry it; undefined: nothing. */
  readonly banner: string | undefined;
};

export type TermsQuestion = {
  readonly request: ReadRequest;
  readonly kind: RequestKind;
  readonly server: TrafficServer | undefined;
};

/** The terms of an answer from `server`. */
export function answerTerms(context: TrafficContext, { request, kind, server }: TermsQuestion): AnswerTerms {
  return {
    kind,
    publicOrigin: publicOriginFor(context, request.view),
    cookieLine: server && cookieLineFor(context, request, server),
    banner: bannerFor(context, { request, kind, server }),
  };
}

/** The line for somebody who is on a server that is drained; undefined where none is due. */
function bannerFor(
  { settings }: TrafficContext,
  { request, kind, server }: TermsQuestion,
): string | undefined {
  const { injectBanner, noticeText } = settings.parting;
  // A tester knows.
  if (!injectBanner || kind !== 'session' || server?.admin !== 'draining') return undefined;
  return request.tester.by === undefined ? bannerHtml(noticeText) : undefined;
}

/** What becomes of one answer: its fields, and what is put into its page. */
export function planOnTerms(
  head: ResponseHead,
  terms: AnswerTerms,
  rewrite: RewriteRules,
): Omit<ResponsePlan, 'watchBody'> {
  const { kind, publicOrigin, cookieLine } = terms;
  const carried = cookieLine !== undefined && mayCarryCookie(kind, head) ? cookieLine : undefined;
  const edits = answerEdits(head, { rewrite, publicOrigin, cookieLine: carried });
  if (terms.banner === undefined || !mayCarryBanner(bannerHeadOf(head))) return { edits };
  return { edits: { ...edits, drop: [...edits.drop, ...staleWithBanner] }, insert: terms.banner };
}

function bannerHeadOf(head: ResponseHead): BannerHead {
  return {
    status: head.status,
    contentType: head.field('content-type'),
    contentEncoding: head.field('content-encoding'),
    cacheControl: head.field('cache-control'),
    disposition: head.field('content-disposition'),
  };
}

/** Our Set-Cookie line where the browser's cookie does not name this server yet; undefined where none is due. */
function cookieLineFor(
  context: TrafficContext,
  request: ReadRequest,
  server: TrafficServer,
): string | undefined {
  if (request.byCookie === server) return undefined;
  // A page reached by its SID alone says nothing about where this browser's last log-on went.
  if (request.bySid === server && request.byCookie !== undefined && request.byCookie !== 'gone') {
    return undefined;
  }
  const token = context.affinity.tokenOf(server.server.id);
  return affinityCookieLine(context.options.cookieName, token, request.view.proto === 'https');
}

/** Scheme and authority that browsers use for us; empty where nobody told. */
function publicOriginFor(context: TrafficContext, view: PublicView): string {
  const { publicOrigin } = context.settings;
  if (publicOrigin !== undefined) return publicOrigin;
  return isPlainHost(view.host) ? `${view.proto}://${view.host}` : '';
}
