// How many connections clients may have: all together, and each address by itself. Counts; sockets are the listener's.

import type { TrafficLimits } from '../engine.ts';

export interface Admission {
  /** True if a connection of `address` is let in; it counts until it leaves. */
  enter(address: string): boolean;
  leave(address: string): void;
}

/** `limits` is asked for each connection, since limits may change. */
export function createAdmission(limits: () => TrafficLimits): Admission {
  const byAddress = new Map<string, number>();
  let all = 0;
  return {
    enter: (address) => {
      const { clientConnections, connectionsPerAddress, isExemptAddress } = limits();
      const own = byAddress.get(address) ?? 0;
      if (clientConnections !== undefined && all >= clientConnections) return false;
      if (connectionsPerAddress !== undefined && own >= connectionsPerAddress) {
        if (isExemptAddress?.(address) !== true) return false;
      }
      all++;
      byAddress.set(address, own + 1);
      return true;
    },
    leave: (address) => {
      const own = byAddress.get(address) ?? 0;
      all--;
      if (own > 1) byAddress.set(address, own - 1);
      else byAddress.delete(address);
    },
  };
}
