// A simulated person whose program speaks SOAP: no cookies, the session id in the XML header (F3), queries that
// page, perhaps a logoff.

import type { Agent } from 'node:http';
import { paths } from '../crm/rules/paths.ts';
import { createAgent } from './browser.ts';
import { exchange, type Received } from './exchange.ts';
import { createVoice, type OwnSession, type PersonOptions, pauseOf, type Voice } from './person.ts';
import { findLeak, servedBy } from './rules/page.ts';

type Client = { readonly options: PersonOptions; readonly agent: Agent; readonly voice: Voice };

const logOnTries = 3;

/** Lives one working time; resolves when the client leaves. Never rejects. */
export async function liveWebServicePerson(options: PersonOptions): Promise<void> {
  const own: { session: OwnSession | undefined } = { session: undefined };
  const voice = createVoice(options, () => own.session?.server);
  const client = { options, agent: createAgent(options.origin, options.ca), voice };
  own.session = await logOn(client);
  const endMs = options.nowMs() + options.workMs;
  let more = false;
  while (own.session && options.nowMs() < endMs && !options.stop.aborted) {
    await options.delay(Math.min(pauseOf(options), Math.max(0, endMs - options.nowMs())));
    if (options.stop.aborted || options.nowMs() >= endMs) break;
    const operation = more ? '<next/>' : '<query><entityname>company</entityname></query>';
    const page = await call(client, operation, own.session.sid);
    more = page?.body.includes('<more>true</more>') ?? false;
    if (page) own.session = await check(client, page, own.session);
  }
  if (own.session && options.logsOff && !options.stop.aborted) {
    const answer = await call(client, '<logoff/>', own.session.sid);
    if (answer) voice.tell({ type: 'log-off-answered', server: own.session.server });
    if (answer) own.session = undefined;
  }
  voice.tell({ type: 'left', loggedOn: own.session !== undefined });
  client.agent.destroy();
}

async function logOn(client: Client): Promise<OwnSession | undefined> {
  const { options, voice } = client;
  const { logOn: user, password } = options.who;
  const body = `<logon><username>${encode(user)}</username><password>${encode(password)}</password></logon>`;
  for (let tries = 0; tries < logOnTries && !options.stop.aborted; tries += 1) {
    if (tries > 0) await options.delay(pauseOf(options));
    voice.tell({ type: 'log-on-sent', confirm: false });
    const answer = await call(client, body, '', 'failed-log-on');
    const sid = /<sessionid>([0-9]{14,15})<\/sessionid>/.exec(answer?.body ?? '')?.[1];
    const server = servedBy(answer?.body ?? '');
    const outcome = sid ? 'success' : 'failed';
    voice.tell({ type: 'log-on-answered', confirm: false, outcome, server });
    if (sid) return { sid, server, links: [] };
    if (answer) voice.fail('failed-log-on', faultOf(answer));
  }
  return undefined;
}

async function check(client: Client, page: Received, session: OwnSession): Promise<OwnSession | undefined> {
  const { voice } = client;
  if (page.body.includes('Fault>')) {
    voice.fail('lost-session', faultOf(page));
    voice.tell({ type: 'lost-session-seen', server: session.server });
    return logOn(client);
  }
  const server = servedBy(page.body);
  if (server !== session.server)
    voice.fail('wrong-server', `the session is on ${session.server}, the answer came from ${server}`);
  voice.tell({ type: 'page', server });
  return session;
}

/** An answer or a fault of the CRM; everything else, a fault of what stands before it too, is a failure and undefined. */
async function call(
  { options, agent, voice }: Client,
  operation: string,
  sid: string,
  failure: 'broken-answer' | 'failed-log-on' = 'broken-answer',
): Promise<Received | undefined> {
  const body =
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' +
    `<soap:Header><SessionHeader><sessionid>${sid}</sessionid></SessionHeader></soap:Header>` +
    `<soap:Body>${operation}</soap:Body></soap:Envelope>`;
  try {
    const url = new URL(paths.soap, options.origin);
    const headers = { 'content-type': 'text/xml; charset=utf-8', 'user-agent': 'SimulatedClient/1.0' };
    const answer = await exchange(agent, { url, method: 'POST', headers, body }, options);
    const leak = findLeak([answer.headers.location ?? ''], options.serverNames);
    if (leak !== undefined) voice.fail('leak', `a server is named in ${leak}`);
    if (answer.status === 200 || (answer.status === 500 && answer.body.includes('Fault>'))) return answer;
    voice.fail(failure, `status ${answer.status} for ${paths.soap}`);
  } catch (error) {
    voice.fail(failure, `${paths.soap}: ${String(error)}`);
  }
  return undefined;
}

function faultOf({ body }: Received): string {
  return /<faultstring>([^<]*)</.exec(body)?.[1] ?? 'no session id in the answer';
}

function encode(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
