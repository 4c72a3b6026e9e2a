// Pages of a logged-on user by their `Act` number, and custom pages. A request without a living session gets the
// log-on form with status 200 (F3).

import { answer, answerError } from '../answer.ts';
import { type CrmContext, type CrmExchange, clientAddress, requestCookie } from '../context.ts';
import { logOnPage } from '../html/log-on-pages.ts';
import {
  companyPage,
  customPage,
  dashboardPage,
  findPage,
  homePage,
  type SessionView,
  sessionLink,
} from '../html/session-pages.ts';
import { acts, cookies } from '../rules/paths.ts';
import type { Session } from '../rules/session.ts';
import { locationOf } from './redirect.ts';
import { handleReport } from './report.ts';
import { handleUpload } from './upload.ts';

/** `/CRM/eware.dll/Do?SID=&Act=&Mode=`. */
export async function handleSession(exchange: CrmExchange, context: CrmContext): Promise<void> {
  const session = await enter(exchange, context);
  if (!session) return;
  const act = Number(exchange.target.parameter('Act'));
  const view = viewOf(session, context);
  if (act === acts.upload) return handleUpload(exchange, context, view);
  exchange.request.resume();
  if (act === acts.report) return handleReport(exchange, context);
  if (act === context.behaviour().logOffAct) {
    context.sessions.end(session, 'Manual');
    return answer(exchange.response, {
      body: logOnPage(context.name, 'logged-off', context.behaviour().version),
    });
  }
  if (act === acts.partner) {
    const location = locationOf(context, sessionLink(session.sid, acts.home));
    return answer(exchange.response, { status: 302, body: '', fields: { location } });
  }
  answer(exchange.response, { body: pageOf(act, exchange, view) });
}

/** `/CRM/CustomPages/**.asp?SID=`: classic ASP gives its own session cookie on first sight (F3). */
export async function handleCustomPage(exchange: CrmExchange, context: CrmContext): Promise<void> {
  const session = await enter(exchange, context);
  exchange.request.resume();
  if (!session) return;
  if (!exchange.target.path.toLowerCase().endsWith('.asp'))
    return answerError(exchange.response, 404, 'Not Found');
  const known = requestCookie(exchange.request, cookies.asp) !== undefined;
  const value = Math.floor(context.random() * 2 ** 52).toString(36);
  answer(exchange.response, {
    body: customPage(viewOf(session, context), exchange.target.path),
    fields: known ? {} : { 'set-cookie': `${cookies.asp}=${value}; path=/` },
  });
}

/** The session of the request, or undefined after the log-on form (or a 503) was sent instead. */
async function enter(exchange: CrmExchange, context: CrmContext): Promise<Session | undefined> {
  const { request, response, target } = exchange;
  if ((await context.pool.enter('page')) === 'recycled') {
    answerError(response, 503, 'Service Unavailable');
    return undefined;
  }
  const found = context.sessions.use({
    sid: target.parameter('SID'),
    kind: 'browser',
    address: clientAddress(request),
    cookie: requestCookie(request, cookies.browserSession),
  });
  if (found.verdict === 'valid') return found.session;
  request.resume();
  const mismatch = found.verdict === 'address-mismatch';
  if (mismatch) context.counters.addressMismatches += 1;
  else context.counters.lostSessions += 1;
  answer(response, {
    body: logOnPage(context.name, mismatch ? 'address-mismatch' : 'lost', context.behaviour().version),
  });
  return undefined;
}

function pageOf(act: number, { target }: CrmExchange, view: SessionView): string {
  if (act === acts.find) return findPage(view);
  if (act === acts.dashboard) return dashboardPage(view);
  if (act === acts.company) return companyPage(view, target.parameter('Key') ?? '1');
  return homePage(view);
}

function viewOf(session: Session, context: CrmContext): SessionView {
  const { logOffAct } = context.behaviour();
  return { server: context.name, user: session.logOn, sid: session.sid, logOffAct };
}
