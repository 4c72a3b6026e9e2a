// Traffic rules without an engine: requests and answers as plain values, a clock that is set by hand.

import type {
  EndReason,
  Exchange,
  ExchangeEnd,
  RequestHead,
  ResponseHead,
  Route,
} from '../../../balancer/engine.ts';
import { createTraffic } from '../../../balancer/traffic.ts';
import type { Traffic } from '../../../balancer/traffic-contract.ts';
import type {
  DecisionEvent,
  RequestEvent,
  TrafficOptions,
  TrafficSettings,
} from '../../../balancer/traffic-types.ts';
import type { Health, Server, Topology } from '../../../cluster/model.ts';
import { sageCrm } from '../../../config/profiles/sage-crm.ts';
import { usualEjection, usualStorm } from '../../support/usual-storm.ts';

export const profile = { ...sageCrm, session: { ...sageCrm.session, logOffMatches: ['[?&]Act=5000(&|$)'] } };

export const settings: TrafficSettings = {
  mode: 'proxy',
  publicUrl: undefined,
  trustedProxies: [],
  unavailableTitle: 'The CRM is not available right now',
  unavailableText: 'Please come back soon.',
  retryAfterSeconds: 10,
  userNames: false,
  storm: usualStorm,
  ejection: usualEjection,
  parting: { noticePage: false, noticeText: '', injectBanner: false },
};

export type World = {
  readonly traffic: Traffic;
  readonly clock: { nowMs: number };
  readonly decisions: DecisionEvent[];
  readonly requests: RequestEvent[];
  readonly problems: Error[];
};

export function server(position: number, changes: Partial<Server> = {}): Server {
  const name = `CRM0${position + 1}`;
  return {
    id: `id-${position + 1}`,
    name,
    position,
    origin: `http://${name.toLowerCase()}.example.com:80`,
    hostNames: [name.toLowerCase(), `${name.toLowerCase()}.example.com`],
    weight: 1,
    maxUsers: undefined,
    verifyCertificate: true,
    ...changes,
  };
}

export function topology(servers: readonly Server[]): Topology {
  const flags = { ownBalancing: false, dtlsServer: undefined, version: undefined, lock: undefined };
  return { servers, flags, readAtMs: 0, source: 'configuration' };
}

export function makeWorld(serverCount = 3, changes: Partial<TrafficOptions> = {}): World {
  const clock = { nowMs: 1_000_000 };
  const decisions: DecisionEvent[] = [];
  const requests: RequestEvent[] = [];
  const problems: Error[] = [];
  let ids = 0;
  const traffic = createTraffic({
    patterns: profile,
    clusterKey: 'a cluster key for tests only',
    cookieName: 'fairlead',
    settings,
    ledgerFolder: undefined,
    nowMs: () => clock.nowMs,
    requestId: () => `request-${++ids}`,
    onDecision: (event) => decisions.push(event),
    onRequest: (event) => requests.push(event),
    onProblem: (problem) => problems.push(problem),
    ...changes,
  });
  const servers = Array.from({ length: serverCount }, (_, position) => server(position));
  traffic.setTopology(topology(servers));
  for (const each of servers) setHealth(traffic, each.id, 'up');
  return { traffic, clock, decisions, requests, problems };
}

export function setHealth(traffic: Traffic, id: string, state: Health['state']): void {
  traffic.setHealth(id, healthOf(state));
}

function healthOf(state: Health['state']): Health {
  const lastCheck = { healthy: state === 'up' || state === 'going-up', text: '', atMs: 0, durationMs: 1 };
  switch (state) {
    case 'unknown':
      return { state, sinceMs: 0, lastCheck: undefined };
    case 'up':
    case 'down':
      return { state, sinceMs: 0, lastCheck };
    case 'going-up':
    case 'going-down':
      return { state, sinceMs: 0, step: 1, steps: 2, lastCheck };
  }
}

export function setAdmin(
  traffic: Traffic,
  id: string,
  state: 'in-service' | 'draining' | 'maintenance',
): void {
  const wish = { sinceMs: 0, by: 'test', reason: 'test', untilMs: undefined };
  if (state === 'in-service') traffic.setAdminState(id, { state, sinceMs: 0 });
  else if (state === 'draining') traffic.setAdminState(id, { ...wish, state, policy: 'finish' });
  else traffic.setAdminState(id, { ...wish, state });
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

function fieldReader(fields: Fields) {
  const all = (name: string): readonly string[] => {
    const value = fields[name];
    if (value === undefined) return [];
    return typeof value === 'string' ? [value] : value;
  };
  return { field: (name: string) => all(name)[0], fields: all };
}

export function request(
  method: string,
  target: string,
  fields: Fields = {},
  client: Partial<RequestHead['client']> = {},
): RequestHead {
  return {
    method,
    target,
    version: '1.1',
    client: { address: '192.0.2.7', port: 50_000, secure: false, ...client },
    websocket: false,
    ...fieldReader({ host: 'crm.example.com', ...fields }),
  };
}

export function response(status: number, fields: Fields = {}): ResponseHead {
  return { status, ...fieldReader(fields) };
}

export function ended(reason: EndReason, status = 200): ExchangeEnd {
  return {
    reason,
    status,
    connectMs: 1,
    firstByteMs: 2,
    totalMs: 3,
    requestBodyBytes: 0,
    responseBodyBytes: 0,
  };
}

const formFields = { 'content-type': 'application/x-www-form-urlencoded' };

export function logOnRequest(fields: Fields = {}): RequestHead {
  return request('POST', '/CRM/eware.dll/go', { ...formFields, ...fields });
}

export const logOnBody = 'EWARE_USERID=smith&PASSWORD=secret&BrowserSupportsAJAX=true';

export const pages = {
  success: (sid: string) => `<html><a href="/CRM/eware.dll/Do?SID=${sid}&Act=432">My CRM</a></html>`,
  form: '<html><form name="LoginForm"><input name="EWARE_USERID"></form></html>',
  alreadyOn:
    '<html>already logged on<input type=hidden name=LoginAnyway value=T><input name=EWARE_USERID></html>',
  locked: '<html>This account is locked<button>Continue</button></html>',
};

/** The id of the server a route goes to; undefined for an answer of our own. */
export function serverOf(route: Route): string | undefined {
  return route.kind === 'forward' ? route.server.id : undefined;
}

/** Passes an answer with a body through an exchange and ends it. */
export function answer(exchange: Exchange, body: string, fields: Fields = { 'content-type': 'text/html' }) {
  const plan = exchange.responseHead(response(200, fields));
  if (plan.watchBody) exchange.responseChunk(body);
  exchange.end(ended('completed'));
  return plan;
}

/** One whole log-on; gives the server and the cookie that the browser was told. */
export function logOn(world: World, body: string, fields: Fields = {}, formBody = logOnBody) {
  const exchange = world.traffic.begin(logOnRequest(fields));
  const route = exchange.route(Buffer.from(formBody));
  const plan = answer(exchange, body);
  return { server: serverOf(route), cookie: cookieOf(plan.edits.append), route, plan };
}

/** The affinity cookie among appended fields, as a browser would send it back. */
export function cookieOf(append: readonly string[]): string | undefined {
  const line = append.find(
    (value, index) => append[index - 1] === 'Set-Cookie' && value.startsWith('fairlead='),
  );
  return line?.split(';')[0];
}

/** The value of an edit's appended field. */
export function appended(append: readonly string[], name: string): string | undefined {
  const index = append.indexOf(name);
  return index < 0 ? undefined : append[index + 1];
}
