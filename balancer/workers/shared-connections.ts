// Client connections of all workers, counted in memory they share: all together, and by address. Each worker writes
// its own piece only, so what a worker held that is no more is taken off by clearing its piece.
//
// Addresses have no names here: each is counted in one cell of every row, and the smallest of its cells is what it has
// at most. Another address would have to share all of its cells to be counted with it.

import { createHmac, randomBytes } from 'node:crypto';
import type { ConnectionCounts } from '../engine.ts';

const rows = 4;
const cellsPerRow = 8192;
const rememberedAddresses = 4096;
/** The first cell of a piece counts all connections. */
const length = 1 + rows * cellsPerRow;

/** The piece of one worker. */
export function createConnectionMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT);
}

/** Takes off whatever a worker held that is no more. */
export function clearConnections(memory: SharedArrayBuffer): void {
  new Int32Array(memory).fill(0);
}

/** Counts for the worker `seat` among `pieces`; `key` is the same for all, and no stranger knows it. */
export function sharedConnections(
  pieces: readonly SharedArrayBuffer[],
  seat: number,
  key: string,
): ConnectionCounts {
  const all = pieces.map((piece) => new Int32Array(piece));
  const own = all[seat] as Int32Array;
  const places = rememberPlaces(key);
  const sumAt = (place: number) => all.reduce((sum, piece) => sum + Atomics.load(piece, place), 0);
  return {
    add(address) {
      const cells = places(address);
      Atomics.add(own, 0, 1);
      for (const place of cells) Atomics.add(own, place, 1);
      return { all: sumAt(0), own: Math.min(...cells.map(sumAt)) };
    },
    remove(address) {
      Atomics.sub(own, 0, 1);
      for (const place of places(address)) Atomics.sub(own, place, 1);
    },
  };
}

/** The cells of an address: nobody who does not know the key can choose addresses that share them. */
function rememberPlaces(key: string): (address: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (address) => {
    const found = known.get(address);
    if (found !== undefined) return found;
    if (known.size >= rememberedAddresses) known.clear();
    const digest = createHmac('sha256', key).update(address).digest();
    const places = Array.from(
      { length: rows },
      (_, row) => 1 + row * cellsPerRow + (digest.readUInt16LE(row * 2) % cellsPerRow),
    );
    known.set(address, places);
    return places;
  };
}

/** A key for one run of the program. */
export function createConnectionKey(): string {
  return randomBytes(16).toString('hex');
}
