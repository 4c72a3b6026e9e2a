// One simulated CRM server (F2-F5): joins its listener, pool, sessions and handlers, and is what a tester turns:
// recycle, reset, kill, hang, slow. What it answers is in handlers/, what it decides in rules/.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Certificate } from '../certificate.ts';
import { createClock } from '../clock.ts';
import { answerError } from './answer.ts';
import { createLogOnDesk } from './attempt.ts';
import { type CrmBehaviour, defaultBehaviour } from './behaviour.ts';
import { type CrmContext, createCounters } from './context.ts';
import {
  type CrmControls,
  type CrmServerState,
  createControls,
  createLiveState,
  type LiveState,
} from './controls.ts';
import { dispatch } from './dispatch.ts';
import { handleSocket } from './handlers/socket.ts';
import { createListener } from './listener.ts';
import type { CrmCounters, CrmHooks, CrmStore } from './model.ts';
import { createPool } from './pool.ts';
import type { SessionRegistry } from './registry.ts';
import { type DatabaseUse, databaseUse } from './rules/database-connections.ts';
import type { SessionKind } from './rules/session.ts';
import { parseTarget } from './rules/target.ts';
import { createSessions } from './sessions.ts';

export type CrmServerOptions = {
  /** Short machine name, as in `ServerNames`. */
  readonly name: string;
  readonly store: CrmStore;
  /** Shared by the servers of one cluster. */
  readonly registry: SessionRegistry;
  readonly host?: string;
  readonly port?: number;
  /** Undefined: plain HTTP. */
  readonly tls?: Certificate | undefined;
  readonly behaviour?: Partial<CrmBehaviour> | undefined;
  readonly hooks?: CrmHooks | undefined;
  readonly nowMs?: (() => number) | undefined;
  /** Numbers in [0, 1). */
  readonly random?: (() => number) | undefined;
  readonly onProblem: (problem: Error) => void;
};

/** What is true of a server, whatever the database or a balancer believes. */
export type CrmTruth = { readonly sessions: number; readonly logOnsUnderWay: number };

export type CrmDetails = CrmTruth & {
  readonly name: string;
  readonly origin: string;
  readonly state: CrmServerState;
  readonly cold: boolean;
  readonly slowMs: number;
  readonly tomcatReady: boolean;
  readonly tomcatAlive: boolean;
  readonly poolRunning: boolean;
  readonly poolStartedAtMs: number;
  /** When the metadata it has loaded was changed last; null while none is loaded. */
  readonly metadataStamp: string | null;
  /** Connections to the database. */
  readonly databaseUse: DatabaseUse;
  readonly users: readonly { readonly user: string; readonly kind: SessionKind; readonly sinceMs: number }[];
  readonly counters: Readonly<CrmCounters>;
};

export type CrmServer = CrmControls & {
  readonly name: string;
  /** `http(s)://address:port`; the port is known after the first `listen()`. */
  readonly origin: string;
  readonly state: CrmServerState;
  truth(): CrmTruth;
  details(): CrmDetails;
  /** Begins to listen; the same as `start`, for the first time. */
  listen(): Promise<void>;
  close(): Promise<void>;
};

const sweepEveryMs = 5_000;

/** A simulated server that does not listen yet. */
export function createCrmServer(options: CrmServerOptions): CrmServer {
  const { name, host = '127.0.0.1', tls } = options;
  const clock = createClock(options.nowMs ?? Date.now);
  const live = createLiveState({ ...defaultBehaviour, ...options.behaviour });
  const context = createContext(options, clock, live);
  const listener = createListener({
    host,
    port: options.port ?? 0,
    tls,
    onRequest: (request, response) => void receive(request, response, { live, clock, context }),
    onUpgrade: (request, socket, head) => upgrade({ request, socket, head }, live),
  });
  const controls = createControls({ live, clock, context, listener });
  const sweeper = setInterval(() => context.sessions.sweep(), sweepEveryMs).unref();
  const at = host.includes(':') ? `[${host}]` : host;
  const origin = () => `${tls ? 'https' : 'http'}://${at}:${listener.port()}`;
  return {
    name,
    get origin() {
      return origin();
    },
    get state() {
      return live.state;
    },
    truth: () => truthOf(context),
    details: () => ({ ...detailsOf(context, live), origin: origin() }),
    ...controls,
    listen: controls.start,
    async close() {
      clearInterval(sweeper);
      clock.stop();
      context.pool.close();
      await controls.kill();
    },
  };
}

type Parts = { readonly live: LiveState; readonly clock: CrmContext['clock']; readonly context: CrmContext };

async function receive(request: IncomingMessage, response: ServerResponse, { live, clock, context }: Parts) {
  context.counters.requests += 1;
  if (live.state === 'hanging') {
    live.hung.add(response.on('close', () => live.hung.delete(response)));
    return;
  }
  if (!live.poolRunning) {
    request.resume();
    answerError(response, 503, 'Service Unavailable');
    return;
  }
  await clock.delay(live.slowMs);
  await dispatch(request, response, context);
}

type Handshake = { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer };

function upgrade({ request, socket, head }: Handshake, live: LiveState): void {
  socket.on('error', () => socket.destroy());
  if (live.state === 'hanging') return;
  if (parseTarget(request.url ?? '/').kind === 'socket') handleSocket(request, socket, head);
  else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

function truthOf({ sessions, desk }: CrmContext): CrmTruth {
  return { sessions: sessions.count(), logOnsUnderWay: desk.underWay() };
}

function detailsOf(context: CrmContext, live: LiveState): Omit<CrmDetails, 'origin'> {
  return {
    ...truthOf(context),
    name: context.name,
    state: live.state,
    cold: context.pool.isCold(),
    slowMs: live.slowMs,
    tomcatReady: context.tomcatReady(),
    tomcatAlive: live.tomcatAlive,
    poolRunning: live.poolRunning,
    poolStartedAtMs: context.pool.startedAtMs(),
    metadataStamp: context.pool.metadataStamp() ?? null,
    databaseUse: useOf(context, live),
    users: context.sessions
      .list()
      .map(({ logOn: user, kind, startedAtMs: sinceMs }) => ({ user, kind, sinceMs })),
    counters: { ...context.counters },
  };
}

function useOf({ pool, sessions, tomcatReady }: CrmContext, live: LiveState): DatabaseUse {
  const { state, behaviour } = live;
  return databaseUse({
    up: state !== 'stopped' && state !== 'resetting',
    machineUp: state !== 'stopped' || live.onlySiteStopped,
    tomcatReady: tomcatReady(),
    sessions: sessions.count(),
    loadingMetadata: pool.isLoadingMetadata(),
    pools: { dll: behaviour.dllConnections, tomcat: behaviour.tomcatConnections },
  });
}

function createContext(options: CrmServerOptions, clock: CrmContext['clock'], live: LiveState): CrmContext {
  const { name, store, registry, hooks = {}, random = Math.random, onProblem } = options;
  const { nowMs } = clock;
  const behaviour = () => {
    const version = live.installed();
    return version === undefined ? live.behaviour : { ...live.behaviour, version };
  };
  const versionProblem = () => mismatch(live.installed(), () => store.parameter('Version'));
  const tomcatReady = () => live.tomcatAlive && nowMs() >= live.tomcatReadyAtMs;
  const counters = createCounters();
  const sessions = createSessions({ server: name, behaviour, store, registry, hooks, nowMs, random });
  const newestMetadata = () => store.newestCustomization();
  const onRecycle = () => sessions.dropAll();
  const pool = createPool({ behaviour, nowMs, counters, newestMetadata, onRecycle });
  const shared = { name, behaviour, store, registry, sessions, pool, clock, counters, hooks, random };
  const parts = { ...shared, tomcatReady, versionProblem, onProblem };
  return { ...parts, desk: createLogOnDesk(parts) };
}

/** A CRM over the database of another version does not work (F7); one that nobody upgraded is not looked at. */
function mismatch(installed: string | undefined, stored: () => string | undefined): string | undefined {
  if (installed === undefined) return undefined;
  const database = stored();
  if (database === undefined || installed === database) return undefined;
  return `This server has version ${installed}, the database is for ${database}.`;
}
