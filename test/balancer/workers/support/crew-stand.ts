// A crew of real threads on a real port, before servers that keep sessions as CRM servers do: who asks one of them for
// a session it does not have gets the log-on form.

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { BroadcastChannel } from 'node:worker_threads';
import type { Test } from 'tap';
import type { EngineOptions } from '../../../../balancer/engine.ts';
import { createTraffic } from '../../../../balancer/traffic.ts';
import type { Traffic } from '../../../../balancer/traffic-contract.ts';
import type { DecisionEvent, TrafficOptions } from '../../../../balancer/traffic-types.ts';
import { type Crew, type CrewOptions, createCrew } from '../../../../balancer/workers/crew.ts';
import { createRequestIds } from '../../../../main/request-ids.ts';
import { usualLimits } from '../../../support/front.ts';
import { profile, server, setHealth, settings, topology } from '../../support/traffic-world.ts';
import type { Death } from './mortal-worker.ts';

export type CrmServer = {
  readonly id: string;
  readonly origin: string;
  readonly sessions: ReadonlySet<string>;
  /** Log-ons that wait for their answer now, and the most there ever were. */
  underWay: number;
  mostUnderWay: number;
  /** Requests of every kind so far. */
  requests: number;
  /** How long a log-on takes; asked for each. */
  logOnMs: () => number;
  /** True: every answer is 503. */
  broken: boolean;
};

export type CrewStand = {
  readonly url: string;
  readonly traffic: Traffic;
  readonly crew: Crew;
  readonly servers: readonly CrmServer[];
  readonly decisions: readonly DecisionEvent[];
  readonly problems: readonly Error[];
  /** Lines of the access log. */
  lines(): readonly string[];
  poll(): void;
  kill(seat: number, how: Death): void;
};

export type CrewStandOptions = {
  readonly workers?: number;
  readonly servers?: number;
  readonly engine?: 'core' | 'safe';
  readonly limits?: Partial<EngineOptions['limits']>;
  readonly crew?: Partial<CrewOptions>;
  readonly traffic?: Partial<TrafficOptions>;
};

const mortalWorker = new URL('./mortal-worker.ts', import.meta.url);

export async function crewStand(t: Test, options: CrewStandOptions = {}): Promise<CrewStand> {
  const servers = await Promise.all(
    Array.from({ length: options.servers ?? 2 }, (_, position) => openCrmServer(t, position)),
  );
  const decisions: DecisionEvent[] = [];
  const problems: Error[] = [];
  const texts: string[] = [];
  const clusterKey = randomUUID();
  const traffic = createTraffic({
    patterns: profile,
    clusterKey,
    cookieName: 'fairlead',
    settings,
    ledgerFolder: undefined,
    nowMs: Date.now,
    requestId: createRequestIds(),
    onDecision: (event) => decisions.push(event),
    onRequest: (event) => texts.push(`${JSON.stringify(event)}\n`),
    onProblem: (problem) => problems.push(problem),
    ...options.traffic,
  });
  traffic.setTopology(topology(servers.map(({ origin }, position) => server(position, { origin }))));
  for (const { id } of servers) setHealth(traffic, id, 'up');
  const crew = createCrew({
    workers: options.workers ?? 4,
    engine: options.engine ?? 'core',
    office: traffic.office,
    file: mortalWorker,
    limits: { ...usualLimits, ...options.limits },
    tls: undefined,
    upstreamCa: undefined,
    log: { format: 'json', sample: 1 },
    onLines: (text) => texts.push(text),
    onProblem: (problem) => problems.push(problem),
    nowMs: Date.now,
    ...options.crew,
  });
  const channel = new BroadcastChannel(`mortal ${clusterKey}`);
  channel.unref();
  t.teardown(async () => {
    channel.close();
    await crew.close(0);
    await traffic.close();
  });
  const port = await crew.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `http://127.0.0.1:${port}`,
    traffic,
    crew,
    servers,
    decisions,
    problems,
    lines: () => texts.join('').split('\n').filter(Boolean),
    poll() {
      const nowMs = Date.now();
      const byServer = new Map(servers.map(({ id, sessions }) => [id, sessions.size]));
      traffic.setCounts({ byServer, startedAtMs: nowMs, endedAtMs: nowMs });
    },
    kill: (seat, how) => channel.postMessage({ seat, how }),
  };
}

let lastSid = 30_000_000_000_000;

async function openCrmServer(t: Test, position: number): Promise<CrmServer> {
  const sessions = new Set<string>();
  const http = createServer(async (incoming, response) => {
    self.requests += 1;
    response.setHeader('content-type', 'text/html');
    if (incoming.method === 'POST') {
      self.underWay += 1;
      self.mostUnderWay = Math.max(self.mostUnderWay, self.underWay);
      await readAll(incoming);
      await new Promise((resolve) => setTimeout(resolve, self.logOnMs()).unref());
      self.underWay -= 1;
      lastSid += 1;
      sessions.add(String(lastSid));
      response.end(`<a href="/CRM/eware.dll/Do?SID=${lastSid}&Act=432">${self.id}</a>`);
      return;
    }
    incoming.resume();
    if (self.broken) response.statusCode = 503;
    const sid = /SID=(\d+)/.exec(incoming.url ?? '')?.[1];
    if (sid !== undefined && incoming.url?.includes('Act=5000')) sessions.delete(sid);
    const known = sid === undefined || sessions.has(sid);
    response.end(known ? `page of ${self.id}` : '<input name="EWARE_USERID">');
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  t.teardown(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  const self: CrmServer = {
    id: `id-${position + 1}`,
    origin: `http://127.0.0.1:${port}`,
    sessions,
    underWay: 0,
    mostUnderWay: 0,
    requests: 0,
    logOnMs: () => 0,
    broken: false,
  };
  return self;
}

export type Got = {
  readonly status: number;
  readonly text: string;
  readonly cookie: string | undefined;
  readonly headers: IncomingMessage['headers'];
};

export type Asked = { readonly cookie?: string; readonly body?: string; readonly agent?: Agent };

/** One request; without an agent on a connection of its own, which the system gives to any worker. */
export function ask(url: string, { cookie, body, agent }: Asked = {}): Promise<Got> {
  const { promise, resolve, reject } = Promise.withResolvers<Got>();
  const asked = request(url, {
    agent: agent ?? new Agent({ keepAlive: false }),
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
  });
  asked.on('error', reject);
  asked.on('response', (response) => {
    const given = (response.headers['set-cookie'] ?? []).find((line) => line.startsWith('fairlead='));
    const { statusCode: status = 0, headers } = response;
    readAll(response).then(
      (text) => resolve({ status, text, headers, cookie: given?.split(';')[0] }),
      reject,
    );
  });
  asked.end(body);
  return promise;
}

export type LoggedOn = { readonly sid: string; readonly server: string; readonly cookie: string };

const form = 'EWARE_USERID=smith&PASSWORD=secret';

/** Logs on with a connection of its own; rejects where that did not succeed. */
export async function logOn({ url }: Pick<CrewStand, 'url'>, agent?: Agent): Promise<LoggedOn> {
  const got = await ask(`${url}/CRM/eware.dll/go`, { body: form, ...(agent && { agent }) });
  const [, sid = '', server = ''] = /SID=(\d+).*>(id-\d)</.exec(got.text) ?? [];
  if (sid === '') throw new Error(`no log-on: ${got.status} ${got.text}`);
  return { sid, server, cookie: got.cookie ?? '' };
}

export const pagePath = (sid: string) => `/CRM/eware.dll/Do?SID=${sid}&Act=1`;
