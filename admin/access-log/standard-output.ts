// Standard output as a place for lines, without the event loop: a stream of Node writes to a pipe at once, and whoever
// reads slowly at its other end would hold up all traffic. Knows descriptors only.

import { write } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { LineSink } from './line-sink.ts';

const writeSome = promisify(write);

/** A pipe takes so much as one piece (PIPE_BUF), so that lines of others never stand in the middle of ours. */
const pieceBytes = 4096;
const busyWaitMs = 20;

/** Lines to a descriptor that somebody else opened and will close. */
export function createStandardOutput(descriptor = 1): LineSink {
  let closed = false;
  return {
    async write(lines) {
      for (let start = 0; start < lines.length; ) {
        const end = endOfPiece(lines, start);
        await writeAll(descriptor, lines.subarray(start, end), () => closed);
        start = end;
      }
    },
    reopen: async () => undefined,
    close: async () => {
      closed = true;
    },
  };
}

/** The end of the last whole line within a piece; a longer line is a piece of its own. */
function endOfPiece(lines: Buffer, start: number): number {
  if (lines.length - start <= pieceBytes) return lines.length;
  const last = lines.lastIndexOf(0x0a, start + pieceBytes - 1);
  if (last >= start) return last + 1;
  const next = lines.indexOf(0x0a, start);
  return next < 0 ? lines.length : next + 1;
}

async function writeAll(descriptor: number, piece: Buffer, closed: () => boolean): Promise<void> {
  let done = 0;
  while (done < piece.length) {
    try {
      const { bytesWritten } = await writeSome(descriptor, piece, done, piece.length - done, null);
      done += bytesWritten;
    } catch (error) {
      // The pipe is full and its other end takes its time.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || closed()) throw error;
      await wait(busyWaitMs);
    }
  }
}
