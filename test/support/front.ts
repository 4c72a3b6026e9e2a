// Fairlead's traffic listener as the product joins it, without its management: the real rules, a real engine, one
// server that is always up. For the conformance suite and the benchmark; not for unit tests.

import { randomUUID } from 'node:crypto';
import type { Engine, EngineOptions, TlsIdentity, TrafficLimits } from '../../balancer/engine.ts';
import { createCoreEngine } from '../../balancer/http1/core-engine.ts';
import { createSafeEngine } from '../../balancer/safe/engine.ts';
import { createTraffic } from '../../balancer/traffic.ts';
import type { Traffic } from '../../balancer/traffic-contract.ts';
import type { RequestEvent } from '../../balancer/traffic-types.ts';
import { createCrew } from '../../balancer/workers/crew.ts';
import type { Server } from '../../cluster/model.ts';
import { sageCrm } from '../../config/profiles/sage-crm.ts';
import { createRequestIds } from '../../main/request-ids.ts';
import { usualEjection, usualStorm } from './usual-storm.ts';

export const engineNames = ['safe', 'core'] as const;
export type EngineName = (typeof engineNames)[number];

/** What the product uses unless told otherwise. */
export const usualEngine: EngineName = 'core';

/** The defaults of config/schema/traffic.ts. */
export const usualLimits: TrafficLimits = {
  headBytes: 65_536,
  fieldCount: 200,
  targetBytes: 16_384,
  headTimeoutMs: 10_000,
  bodyTimeoutMs: 30_000,
  clientIdleMs: 75_000,
  clientReadTimeoutMs: 75_000,
  connectTimeoutMs: 3_000,
  serverTimeoutMs: 600_000,
  serverIdleMs: 60_000,
  tunnelIdleMs: 3_600_000,
  connectionsPerServer: 1_000,
};

export type FrontOptions = {
  /** Undefined: any free one. */
  readonly port?: number;
  readonly engine: EngineName;
  /** Threads that carry the traffic; 1 if not said. */
  readonly workers?: number;
  /** Where the one server is, such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  readonly limits: TrafficLimits;
  readonly tls?: readonly TlsIdentity[];
  /** Undefined: no access log. */
  readonly onRequest?: (event: RequestEvent) => void;
  readonly onProblem: (problem: Error) => void;
};

export type Front = { readonly port: number; readonly engine: Engine; close(): Promise<void> };

/** Opens it on 127.0.0.1. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const nowMs = () => Date.now();
  const traffic = createTraffic({
    patterns: sageCrm,
    clusterKey: randomUUID(),
    cookieName: 'fairlead',
    settings: {
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
    },
    ledgerFolder: undefined,
    nowMs,
    requestId: createRequestIds(),
    onDecision: () => undefined,
    onRequest: options.onRequest,
    onProblem: options.onProblem,
  });
  const server = serverAt(options.origin);
  const flags = { ownBalancing: false, dtlsServer: undefined, version: undefined, lock: undefined };
  traffic.setTopology({ servers: [server], flags, readAtMs: nowMs(), source: 'configuration' });
  const lastCheck = { healthy: true, text: 'not checked', atMs: nowMs(), durationMs: 0 };
  traffic.setHealth(server.id, { state: 'up', sinceMs: nowMs(), lastCheck });
  const { limits, tls, onProblem } = options;
  const wire = { limits, tls: tls && [...tls], upstreamCa: undefined, onProblem, nowMs };
  const engine = makeEngine(options, traffic, wire);
  const port = await engine.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  return {
    port,
    engine,
    async close() {
      await engine.close(0);
      await traffic.close();
    },
  };
}

function makeEngine(
  { engine, workers = 1 }: FrontOptions,
  traffic: Traffic,
  wire: Omit<EngineOptions, 'rules'>,
): Engine {
  if (workers === 1) {
    const make = engine === 'core' ? createCoreEngine : createSafeEngine;
    return make({ ...wire, rules: traffic });
  }
  return createCrew({
    ...wire,
    engine,
    workers,
    office: traffic.office,
    file: new URL('../../main/worker-thread.ts', import.meta.url),
    log: undefined,
    onLines: () => undefined,
  });
}

function serverAt(origin: string): Server {
  return {
    id: 'server-1',
    name: 'CRM01',
    position: 0,
    origin,
    hostNames: ['crm01'],
    weight: 1,
    maxUsers: undefined,
    verifyCertificate: true,
  };
}
