// The log-on page and what a posted form brings (F3). Who may log on is decided in rules/log-on.ts.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, answerError, readBody } from '../answer.ts';
import { type CrmContext, type CrmExchange, clientAddress } from '../context.ts';
import { alreadyOnPage, lockedPage, logOnPage } from '../html/log-on-pages.ts';
import { homePage, sessionLink } from '../html/session-pages.ts';
import type { AttemptResult } from '../model.ts';
import { acts, cookies, fields } from '../rules/paths.ts';
import type { Session } from '../rules/session.ts';
import { locationOf } from './redirect.ts';

const formLimitBytes = 65_536;

/** `GET|POST /CRM/eware.dll/go`. A post without the form's fields is asked to fill them in. */
export async function handleLogOn({ request, response }: CrmExchange, context: CrmContext): Promise<void> {
  if (request.method !== 'POST') return showForm(request, response, context);
  const body = await readBody(request, formLimitBytes);
  if (!body) return answerError(response, 400, 'Bad Request');
  const form = new URLSearchParams(body.toString('latin1'));
  const user = form.get(fields.user);
  if (!user)
    return answer(response, { body: logOnPage(context.name, undefined, context.behaviour().version) });
  const result = await context.desk.attempt({
    user,
    password: form.get(fields.password) ?? '',
    kind: 'browser',
    confirm: form.get(fields.confirm) === 'T',
    address: clientAddress(request),
  });
  answerAttempt(response, context, { result, user });
}

async function showForm(
  request: IncomingMessage,
  response: ServerResponse,
  context: CrmContext,
): Promise<void> {
  request.resume();
  if ((await context.pool.enter('page')) === 'recycled')
    return answerError(response, 503, 'Service Unavailable');
  answer(response, { body: logOnPage(context.name, undefined, context.behaviour().version) });
}

type Attempted = { readonly result: AttemptResult; readonly user: string };

function answerAttempt(response: ServerResponse, context: CrmContext, { result, user }: Attempted) {
  const { name } = context;
  switch (result.kind) {
    case 'success':
      return answerSuccess(response, context, result.session);
    case 'wrong-password':
      return answer(response, { body: logOnPage(name, 'wrong-password', context.behaviour().version) });
    case 'already-on':
      return answer(response, { body: alreadyOnPage(name, user) });
    case 'locked':
      return answer(response, { body: lockedPage(name, result.what) });
    case 'recycled':
      return answerError(response, 503, 'Service Unavailable');
  }
}

function answerSuccess(response: ServerResponse, context: CrmContext, session: Session) {
  const cookie = session.cookie && `${cookies.browserSession}=${session.cookie}; path=/; HttpOnly`;
  const fieldsOut = cookie ? { 'set-cookie': cookie } : {};
  if (context.behaviour().logOnRedirects302) {
    const location = locationOf(context, sessionLink(session.sid, acts.home));
    return answer(response, { status: 302, body: '', fields: { ...fieldsOut, location } });
  }
  const { logOffAct } = context.behaviour();
  const view = { server: context.name, user: session.logOn, sid: session.sid, logOffAct };
  answer(response, { body: homePage(view), fields: fieldsOut });
}
