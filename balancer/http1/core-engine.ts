// The engine of our own: joins listener, connections, pools and clock behind the one interface of engine.ts.

import type { Socket } from 'node:net';
import type { Engine, EngineOptions } from '../engine.ts';
import { createAdmission } from './admission.ts';
import { ClientConnection } from './client-connection.ts';
import { Clock } from './clock.ts';
import type { Core } from './core.ts';
import { WireError } from './errors.ts';
import { createListener } from './listener.ts';
import { UpstreamPools } from './upstream-pools.ts';

/** Time-outs are looked at so often; what they cost does not depend on the number of requests. */
const tickMs = 100;

/** Sockets that were destroyed say so within this time, whatever the grace was. */
const farewellMs = 1000;

/** Moves HTTP/1.1 with a strict reader of our own. Errors after start go to `onProblem`, none is thrown late. */
export function createCoreEngine(options: EngineOptions): Engine {
  const clock = new Clock(options.nowMs, tickMs, (error) =>
    options.onProblem(new WireError('BAL_ENGINE_FAULT', 'fault while looking at time-outs', error)),
  );
  const pools = new UpstreamPools({ ...options, clock, limits: () => core.limits });
  const counters = { tunnels: 0, badRequests: 0, retries: 0 };
  const { rules, limits, onProblem, nowMs } = options;
  const core: Core = { rules, limits, onProblem, nowMs, clock, pools, counters, closing: false };
  const clients = new Set<ClientConnection>();
  const listener = createListener({
    tls: options.tls,
    handshakeTimeoutMs: limits.headTimeoutMs,
    admission: createAdmission(() => core.limits, options.connections),
    onConnection: (socket: Socket) => {
      clients.add(new ClientConnection(core, socket, (client) => clients.delete(client)));
    },
    onProblem: (error) => onProblem(new WireError('BAL_LISTENER_FAILED', 'the listener failed', error)),
  });
  const engine: Engine = {
    listen: (address) => listener.listen(address),
    setTls: (identities) => listener.setTls(identities),
    setLimits: (changed) => {
      core.limits = changed;
    },
    stats: () => ({
      clientConnections: clients.size,
      upstreamConnections: pools.counts().connections,
      upstreamIdle: pools.counts().idle,
      tunnels: counters.tunnels,
      badRequestsTotal: counters.badRequests,
      retriesTotal: counters.retries,
    }),
    close: async (graceMs) => {
      core.closing = true;
      listener.stop();
      for (const client of clients) client.shutDown();
      await until(() => clients.size === 0, graceMs);
      for (const client of clients) client.socket.destroy();
      pools.destroy();
      await until(() => clients.size === 0 && pools.counts().connections === 0, farewellMs);
      clock.stop();
    },
  };
  return engine;
}

/** Resolves when it is so, or when `limitMs` is over. */
async function until(isSo: () => boolean, limitMs: number): Promise<void> {
  const endMs = Date.now() + limitMs;
  while (!isSo() && Date.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 10));
}
