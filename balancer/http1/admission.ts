// How many connections clients may have: all together, and each address by itself. Counts; sockets are the listener's.

import type { ConnectionCounts, TrafficLimits } from '../engine.ts';

export interface Admission {
  /** True if a connection of `address` is let in; it counts until it leaves. */
  enter(address: string): boolean;
  leave(address: string): void;
}

/** `limits` is asked for each connection, since limits may change. */
export function createAdmission(limits: () => TrafficLimits, counts = createConnectionCounts()): Admission {
  return {
    enter: (address) => {
      const { clientConnections, connectionsPerAddress, isExemptAddress } = limits();
      const { all, own } = counts.add(address);
      const tooMany = clientConnections !== undefined && all > clientConnections;
      const tooManyOfIt = connectionsPerAddress !== undefined && own > connectionsPerAddress;
      const enters = !tooMany && (!tooManyOfIt || isExemptAddress?.(address) === true);
      if (!enters) counts.remove(address);
      return enters;
    },
    leave: (address) => counts.remove(address),
  };
}

/** Counts of one engine. */
function createConnectionCounts(): ConnectionCounts {
  const byAddress = new Map<string, number>();
  let all = 0;
  return {
    add: (address) => {
      const own = (byAddress.get(address) ?? 0) + 1;
      all++;
      byAddress.set(address, own);
      return { all, own };
    },
    remove: (address) => {
      const own = byAddress.get(address) ?? 0;
      all--;
      if (own > 1) byAddress.set(address, own - 1);
      else byAddress.delete(address);
    },
  };
}
