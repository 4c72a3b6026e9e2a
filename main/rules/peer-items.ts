// What peers tell each other, as it goes over the wire and back. Times of the traffic and of moves are moved to the clock
// of the receiver; those of wishes are their versions and stay. Pure.

import type { PeerEvent } from '../../balancer/peers/peer-event.ts';
import type { Move } from '../../cluster/roles/role.ts';
import { onOurClock, parseMove } from '../../cluster/roles/rules/parse-move.ts';
import type { WantedEntry } from '../../cluster/wanted/entry.ts';
import { parseWantedEntry } from '../../cluster/wanted/rules/parse-wanted.ts';

export type PeerItem =
  | { readonly kind: 'traffic'; readonly event: PeerEvent }
  | { readonly kind: 'wanted'; readonly entry: WantedEntry }
  | { readonly kind: 'move'; readonly move: Move };

/** The item with its times on our clock; undefined for what is no item. `aheadMs`: how far the sender's clock is ahead. */
export function parsePeerItem(value: unknown, aheadMs: number): PeerItem | undefined {
  if (!isRecord(value)) return undefined;
  if (value.kind === 'wanted') {
    const entry = parseWantedEntry(value.entry);
    return entry && { kind: 'wanted', entry };
  }
  if (value.kind === 'move') {
    const move = parseMove(value.move);
    return move && { kind: 'move', move: onOurClock(move, aheadMs) };
  }
  if (value.kind !== 'traffic' || !isRecord(value.event)) return undefined;
  const event = parseEvent(value.event, aheadMs);
  return event === undefined ? undefined : { kind: 'traffic', event };
}

type Fields = Readonly<Record<string, unknown>>;

function parseEvent(event: Fields, aheadMs: number): PeerEvent | undefined {
  const { id, server, key, untold, succeeded } = event;
  const time = (name: string) => {
    const value = event[name];
    return typeof value === 'number' && Number.isFinite(value) ? value - aheadMs : Number.NaN;
  };
  const atMs = time('atMs');
  switch (event.type) {
    case 'reserved':
      if (!isWhole(id) || !isText(server) || typeof untold !== 'boolean' || Number.isNaN(atMs))
        return undefined;
      return { type: 'reserved', id, server, untold, atMs };
    case 'ended':
      if (!isWhole(id) || typeof succeeded !== 'boolean' || Number.isNaN(atMs)) return undefined;
      return { type: 'ended', id, succeeded, atMs };
    case 'log-off': {
      const [begunAtMs, endedAtMs] = [time('begunAtMs'), time('endedAtMs')];
      if (!isText(server) || Number.isNaN(begunAtMs) || Number.isNaN(endedAtMs)) return undefined;
      return { type: 'log-off', server, begunAtMs, endedAtMs };
    }
    case 'session':
      if (!isText(key) || Number.isNaN(atMs) || (server !== undefined && !isText(server))) return undefined;
      return { type: 'session', key, server, atMs };
    case 'seen':
      return isText(key) && !Number.isNaN(atMs) ? { type: 'seen', key, atMs } : undefined;
    default:
      return undefined;
  }
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 256;
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
