// The engine over node:http on both sides: slower than the own core, and another reader of the same messages.
// Joins its parts, counts, opens and closes.

import type { Server as SecureServer } from 'node:https';
import type { Engine, EngineOptions, ListenAddress, TrafficLimits } from '../engine.ts';
import { Clock } from '../http1/clock.ts';
import { WireError } from '../http1/errors.ts';
import { SafeError } from './errors.ts';
import { createExchangeTurn } from './exchange.ts';
import type { Surroundings } from './exchange-state.ts';
import { closeListener } from './farewell.ts';
import { createListener, type Listener } from './listener.ts';
import { createSecureNames } from './secure-names.ts';
import { createUpstreamPools } from './upstream-pools.ts';

/** Makes an engine that is not listening yet. Throws a SafeError for certificates that cannot be used. */
export function createSafeEngine(options: EngineOptions): Engine {
  const { limits, nowMs, onProblem, rules } = options;
  const counters = { badRequests: 0, retries: 0, tunnels: 0 };
  const pools = createUpstreamPools(options);
  const clock = new Clock(nowMs, tickMs(limits), (cause) =>
    onProblem(new WireError('BAL_ENGINE_FAULT', 'a look at the time limits failed', cause)),
  );
  let closing = false;
  const surroundings: Surroundings & { limits: TrafficLimits } = {
    rules,
    limits,
    pools,
    clock,
    counters,
    nowMs,
    onProblem,
    closing: () => closing,
  };
  const secureNames =
    options.tls &&
    createSecureNames(options.tls, ({ key, certificate }) =>
      (listener.server as SecureServer).setSecureContext({ key, cert: certificate }),
    );
  const listener = createListener({
    limits: () => surroundings.limits,
    secureNames,
    connectionCounts: options.connections,
    onRequest: (incoming) => incoming.connection.enqueue(createExchangeTurn(incoming, surroundings)),
    onBadRequest: () => {
      counters.badRequests++;
    },
  });
  return {
    listen: (address) => listen(listener, address, onProblem),
    setTls(identities) {
      if (!secureNames) throw new SafeError('this listener does not speak TLS', { code: 'BAL_TLS_IDENTITY' });
      secureNames.swap(identities);
    },
    setLimits(changed) {
      surroundings.limits = changed;
      listener.setLimits(changed);
      pools.setLimits(changed);
    },
    stats: () => ({
      clientConnections: listener.sockets.size,
      upstreamConnections: pools.sockets.open.size,
      upstreamIdle: pools.idle(),
      tunnels: counters.tunnels,
      badRequestsTotal: counters.badRequests,
      retriesTotal: counters.retries,
    }),
    async close(graceMs) {
      closing = true;
      await closeListener(listener, graceMs);
      await pools.destroy();
      clock.stop();
    },
  };
}

function listen(
  { server }: Listener,
  address: ListenAddress,
  onProblem: (problem: Error) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(new WireError('BAL_LISTENER_FAILED', `cannot listen: ${cause.message}`, cause));
    server.once('error', fail);
    server.listen({ ...address, backlog: 1024 }, () => {
      server.off('error', fail);
      server.on('error', (cause) =>
        onProblem(new WireError('BAL_LISTENER_FAILED', `the listener failed: ${cause.message}`, cause)),
      );
      const bound = server.address();
      resolve(typeof bound === 'object' && bound ? bound.port : address.port);
    });
  });
}

/** Fine enough for the shortest limit, coarse enough to cost nothing. */
function tickMs(limits: TrafficLimits): number {
  const shortest = Math.min(
    limits.bodyTimeoutMs,
    limits.clientIdleMs,
    limits.clientReadTimeoutMs,
    limits.connectTimeoutMs,
    limits.serverTimeoutMs,
    limits.tunnelIdleMs,
  );
  return Math.max(10, Math.min(250, Math.floor(shortest / 5)));
}
