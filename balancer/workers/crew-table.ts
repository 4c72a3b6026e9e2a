// The table of servers as the workers get it, with the memory each of them counts in. Made anew where something in it
// has changed; decides nothing.

import type { Server, ServerId } from '../../cluster/model.ts';
import type { CounterSource } from '../traffic-context.ts';
import { createServerCounters, createSharedCounters, type ServerCounters } from '../traffic-counters.ts';
import type { ServerView } from '../traffic-office.ts';
import type { TableEntry } from './protocol.ts';
import { bytesFor, sharedNumbers } from './shared-numbers.ts';

const serverBytes = bytesFor(createServerCounters);
const sharedBytes = bytesFor(createSharedCounters);

type Counted = { readonly memory: SharedArrayBuffer; readonly counters: ServerCounters };

/** What one worker counts, and those who take its place after it. */
export type SeatCounters = CounterSource & {
  readonly memory: SharedArrayBuffer;
  entry(id: ServerId): SharedArrayBuffer;
  /** Forgets servers that have left. */
  keep(ids: ReadonlySet<ServerId>): void;
  /** Nothing is in flight any more. */
  clearInFlight(): void;
};

export function createSeatCounters(): SeatCounters {
  const memory = new SharedArrayBuffer(sharedBytes);
  const servers = new Map<ServerId, Counted>();
  const counted = (id: ServerId): Counted => {
    const known = servers.get(id);
    if (known !== undefined) return known;
    const made = new SharedArrayBuffer(serverBytes);
    const entry = { memory: made, counters: createServerCounters(sharedNumbers(made)) };
    servers.set(id, entry);
    return entry;
  };
  return {
    memory,
    shared: createSharedCounters(sharedNumbers(memory)),
    server: (id) => servers.get(id)?.counters,
    entry: (id) => counted(id).memory,
    keep(ids) {
      for (const id of servers.keys()) if (!ids.has(id)) servers.delete(id);
    },
    clearInFlight() {
      for (const { counters } of servers.values()) counters.inFlight = 0;
    },
  };
}

export interface CrewTable {
  /** Takes the servers as they are now. True where workers have to be told. */
  update(servers: readonly ServerView[]): boolean;
  /** The table for one worker. */
  forSeat(counters: SeatCounters): readonly TableEntry[];
}

export function createCrewTable(): CrewTable {
  let servers: readonly ServerView[] = [];
  let watched = new Map<ServerId, SharedArrayBuffer>();
  return {
    update(next) {
      const changed = !isSameTable(servers, next);
      if (changed) {
        const kept = (id: ServerId) => watched.get(id) ?? new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
        watched = new Map(next.map(({ server }) => [server.id, kept(server.id)]));
        servers = next;
      }
      for (const each of next) {
        const memory = watched.get(each.server.id);
        if (memory !== undefined) Atomics.store(new Int32Array(memory), 0, each.watched ? 1 : 0);
      }
      return changed;
    },
    forSeat(counters) {
      counters.keep(new Set(servers.map(({ server }) => server.id)));
      return servers.flatMap(({ server, health, admin }) => {
        const flag = watched.get(server.id);
        return flag ? [{ server, health, admin, counters: counters.entry(server.id), watched: flag }] : [];
      });
    },
  };
}

function isSameTable(before: readonly ServerView[], next: readonly ServerView[]): boolean {
  return (
    before.length === next.length &&
    before.every((each, index) => {
      const other = next[index];
      if (other === undefined || each.health !== other.health || each.admin !== other.admin) return false;
      return each.server === other.server || isSameServer(each.server, other.server);
    })
  );
}

const isSameServer = (one: Server, other: Server) => JSON.stringify(one) === JSON.stringify(other);
