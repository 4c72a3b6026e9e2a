// Web services (F3): logon, query, next, logoff. The session id comes in the XML header, never in a cookie or the
// query string; a query's position is known to this server only.

import { answer, answerError, readBody } from '../answer.ts';
import { type CrmContext, type CrmExchange, clientAddress } from '../context.ts';
import type { Session } from '../rules/session.ts';
import {
  faultAnswer,
  logoffAnswer,
  logonAnswer,
  pageAnswer,
  parseSoap,
  type SoapRequest,
} from '../rules/soap.ts';

const envelopeLimitBytes = 1_048_576;
/** Rows every simulated query has. */
const rowsOfQuery = 25;

type Told = { readonly xml: string; readonly fault: boolean };
const fault = (text: string): Told => ({ xml: faultAnswer(text), fault: true });
const told = (xml: string): Told => ({ xml, fault: false });

/** `POST /CRM/eware.dll/webservices/soap`. */
export async function handleSoap({ request, response }: CrmExchange, context: CrmContext): Promise<void> {
  if (request.method !== 'POST') {
    request.resume();
    return answerError(response, 405, 'Method Not Allowed');
  }
  const body = await readBody(request, envelopeLimitBytes);
  if (!body) return answerError(response, 400, 'Bad Request');
  const result = await perform(parseSoap(body.toString('utf8')), clientAddress(request), context);
  if (!result) return answerError(response, 503, 'Service Unavailable');
  answer(response, {
    status: result.fault ? context.behaviour().soapFaultStatus : 200,
    type: 'text/xml; charset=utf-8',
    body: result.xml,
  });
}

/** Undefined where the pool was recycled meanwhile. */
async function perform(asked: SoapRequest, address: string, context: CrmContext): Promise<Told | undefined> {
  if (asked.kind === 'logon') return logOn(asked, address, context);
  if ((await context.pool.enter('page')) === 'recycled') return undefined;
  if (asked.kind === 'unknown') return fault('The operation is not known.');
  const found = context.sessions.use({ sid: asked.sid, kind: 'web-service', address, cookie: undefined });
  if (found.verdict === 'address-mismatch') context.counters.addressMismatches += 1;
  else if (found.verdict !== 'valid') context.counters.lostSessions += 1;
  if (found.verdict === 'address-mismatch') return fault('IP Address Mismatch');
  if (found.verdict !== 'valid') return fault('The session is not valid. Log on first.');
  if (asked.kind === 'logoff') {
    context.sessions.end(found.session, 'Manual');
    return told(logoffAnswer());
  }
  await context.clock.delay(context.behaviour().soapPageMs);
  return page(asked, found.session, context);
}

async function logOn(
  asked: Extract<SoapRequest, { kind: 'logon' }>,
  address: string,
  context: CrmContext,
): Promise<Told | undefined> {
  const { user, password } = asked;
  const attempt = { user, password, kind: 'web-service', confirm: false, address } as const;
  const result = await context.desk.attempt(attempt);
  if (result.kind === 'recycled') return undefined;
  if (result.kind === 'success') return told(logonAnswer(result.session.sid, context.name));
  return fault(result.kind === 'locked' ? `The ${result.what} is locked.` : 'The log-on failed.');
}

function page(
  asked: Extract<SoapRequest, { kind: 'query' | 'next' }>,
  session: Session,
  context: CrmContext,
): Told {
  const cursor = asked.kind === 'query' ? { entity: asked.entity, next: 1 } : session.cursor;
  if (!cursor) return fault('There is no query to continue.');
  const { soapPageRows } = context.behaviour();
  const count = Math.max(0, Math.min(soapPageRows, rowsOfQuery - cursor.next + 1));
  const more = cursor.next + count <= rowsOfQuery;
  session.cursor = more ? { entity: cursor.entity, next: cursor.next + count } : undefined;
  const entity = /^[a-z][a-z0-9]*$/i.test(cursor.entity) ? cursor.entity : 'row';
  return told(
    pageAnswer({ operation: asked.kind, entity, server: context.name, first: cursor.next, count, more }),
  );
}
