// SData (F3): a Tomcat of its own behind IIS. It can be dead while eware.dll lives, and is ready later after a reset.

import { answer, answerError } from '../answer.ts';
import { type CrmContext, type CrmExchange, clientAddress, requestCookie } from '../context.ts';
import { cookies } from '../rules/paths.ts';

/** `/sdata/CRMj/...` with `?SID=` of a living session, `Authorization: Basic` or `X-Sage-Authorization`. */
export async function handleSdata(exchange: CrmExchange, context: CrmContext): Promise<void> {
  const { request, response, target } = exchange;
  request.resume();
  if (!context.tomcatReady())
    return answerError(response, context.behaviour().tomcatDeadStatus, 'Service Unavailable');
  const user = userOf(exchange, context);
  if (user === undefined)
    return answer(response, {
      status: 401,
      type: 'application/json; charset=utf-8',
      body: '{"$diagnoses":[{"severity":"error","message":"not authorised"}]}\n',
      fields: { 'www-authenticate': 'Basic realm="CRM (simulated)"' },
    });
  const resource = target.path.split('/').slice(3).join('/');
  const rows = [1, 2, 3].map((id) => ({ $key: String(id), name: `Simulated ${id}` }));
  answer(response, {
    type: 'application/json; charset=utf-8',
    body: `${JSON.stringify({ $resource: resource, user, servedBy: context.name, $resources: rows })}\n`,
  });
}

function userOf({ request, target }: CrmExchange, context: CrmContext): string | undefined {
  const sid = target.parameter('SID');
  if (sid !== undefined) {
    const cookie = requestCookie(request, cookies.browserSession);
    const found = context.sessions.use({ sid, kind: 'browser', address: clientAddress(request), cookie });
    return found.verdict === 'valid' ? found.session.logOn : undefined;
  }
  const own = request.headers['x-sage-authorization'];
  const field = typeof own === 'string' ? own : request.headers.authorization;
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)$/.exec(field ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [logOn = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const user = context.store.findUser(logOn);
  return user && !user.disabled && user.password === password.join(':') ? user.logOn : undefined;
}
