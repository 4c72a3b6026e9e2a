// The counters of this thread and of all others added up, for whoever looks. Counts nothing itself.

import type { Load, ServerId } from '../cluster/model.ts';
import type { CounterSource, TrafficContext } from './traffic-context.ts';
import { createServerCounters, createSharedCounters, type TrafficCounters } from './traffic-counters.ts';
import type { TrafficServer } from './traffic-server.ts';

type Numbered = { [key: string]: number | Numbered };

/** Everything since the start, whoever counted it. */
export function summedCounters({ table, counters, others }: TrafficContext): TrafficCounters {
  const servers = new Map(table.servers.map((each) => [each.server.id, serverSum(each, others)]));
  if (others.length === 0) return { servers, ...counters };
  const shared = createSharedCounters();
  for (const each of [counters, ...others.map((other) => other.shared)]) add(shared, each);
  return { servers, ...shared };
}

/** Loads of all servers, with the requests that other threads have in flight. */
export function summedLoads({ table, others }: TrafficContext): ReadonlyMap<ServerId, Load> {
  return new Map(
    table.servers.map((each) => {
      const { id } = each.server;
      const elsewhere = others.reduce((sum, other) => sum + (other.server(id)?.inFlight ?? 0), 0);
      const load = each.load();
      return [id, { ...load, inFlightRequests: load.inFlightRequests + elsewhere }];
    }),
  );
}

function serverSum({ server, counters }: TrafficServer, others: readonly CounterSource[]) {
  if (others.length === 0) return counters;
  const sum = createServerCounters();
  for (const each of [counters, ...others.map((other) => other.server(server.id))]) {
    if (each !== undefined) add(sum, each);
  }
  return sum;
}

/** Both are made by the same function, so they have the same shape; that of shared numbers cannot be listed. */
function add(sum: object, counted: object): void {
  const into = sum as Numbered;
  const from = counted as Numbered;
  for (const [key, own] of Object.entries(into)) {
    const value = from[key];
    if (typeof value === 'number') into[key] = (typeof own === 'number' ? own : 0) + value;
    else if (typeof own === 'object' && value !== undefined) add(own, value);
  }
}
