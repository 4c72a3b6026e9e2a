// Which fields of a request change on its way to a server, and when a browser is told its server.

import { affinityCookieLine } from './affinity.ts';
import type { FieldEdits, ResponseHead } from './engine.ts';
import type { RequestKind } from './rules/classify.ts';
import { isLogOn } from './rules/decide.ts';
import {
  droppedFromOthers,
  droppedFromTrusted,
  forwardedFields,
  isPlainHost,
  type PublicView,
} from './rules/forwarded.ts';
import { mayCarryCookie } from './traffic-answer.ts';
import type { TrafficContext } from './traffic-context.ts';
import type { ReadRequest } from './traffic-request.ts';
import type { TrafficServer } from './traffic-server.ts';

const noReplacement: ReadonlyMap<string, string> = new Map();

/** Forwarding fields are ours, our cookie is not the CRM's business, and a log-on's answer must be readable. */
export function requestEdits(request: ReadRequest, kind: RequestKind): FieldEdits {
  const { cookie, trusted } = request;
  const lists = trusted ? fromTrusted : fromOthers;
  const onlyOurs = cookie.found && cookie.rest === undefined;
  const drop = isLogOn(kind) ? lists.logOn : lists.usual;
  return {
    drop: onlyOurs ? drop.withCookie : drop.all,
    replace: cookie.found && cookie.rest !== undefined ? new Map([['cookie', cookie.rest]]) : noReplacement,
    append: forwardedFields(request.view, request.requestId),
  };
}

/** Every list there is, made once: an engine makes each of them ready to be looked up. */
const dropLists = (base: readonly string[]) => ({
  usual: { all: base, withCookie: [...base, 'cookie'] },
  logOn: { all: [...base, 'accept-encoding'], withCookie: [...base, 'accept-encoding', 'cookie'] },
});
const fromTrusted = dropLists(droppedFromTrusted);
const fromOthers = dropLists(droppedFromOthers);

export type CookieQuestion = {
  readonly request: ReadRequest;
  readonly kind: RequestKind;
  readonly server: TrafficServer;
  readonly head: ResponseHead;
};

/** Our Set-Cookie line where the browser's cookie does not name this server yet; undefined where none is due. */
export function cookieLineFor(context: TrafficContext, question: CookieQuestion): string | undefined {
  const { request, kind, server, head } = question;
  if (request.byCookie === server || !mayCarryCookie(kind, head)) return undefined;
  // A page reached by its SID alone says nothing about where this browser's last log-on went.
  if (request.bySid === server && request.byCookie !== undefined && request.byCookie !== 'gone') {
    return undefined;
  }
  const token = context.affinity.tokenOf(server.server.id);
  return affinityCookieLine(context.options.cookieName, token, request.view.proto === 'https');
}

/** Scheme and authority that browsers use for us; empty where nobody told. */
export function publicOriginFor(context: TrafficContext, view: PublicView): string {
  const { publicOrigin } = context.settings;
  if (publicOrigin !== undefined) return publicOrigin;
  return isPlainHost(view.host) ? `${view.proto}://${view.host}` : '';
}
