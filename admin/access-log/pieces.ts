// Lines that wait to be written, as bytes in large pieces: a line that waits as text is garbage that lives long enough
// to be copied by the collector, and there is one for each request. Knows nothing of sinks.

export type Piece = {
  /** The first `bytes` of it are whole lines. */
  readonly buffer: Buffer;
  bytes: number;
  lines: number;
};

export type Pieces = {
  /** Appends one or more whole lines: line feeds included, latin1. */
  add(text: string, lines?: number): void;
  /** The oldest piece, to which nothing is added from now on; it stays the first until `done`. */
  first(): Piece | undefined;
  /** The piece that `first` gave is of no use any more. */
  done(piece: Piece): void;
  /** All that waits or is in use. */
  bytes(): number;
  /** Forgets what waits; gives the number of its lines. */
  drop(): number;
};

/** So much is written at once; only a line longer than that is a larger piece. */
export const pieceBytes = 65_536;

export function createPieces(): Pieces {
  let waiting: Piece[] = [];
  let given: Piece | undefined;
  let spare: Buffer | undefined;
  let bytes = 0;

  function pieceFor(length: number): Piece {
    const last = waiting.at(-1);
    const open = last !== undefined && last !== given;
    if (open && last.bytes + length <= last.buffer.length) return last;
    const usual = length <= pieceBytes;
    const buffer = (usual ? spare : undefined) ?? Buffer.allocUnsafeSlow(Math.max(length, pieceBytes));
    if (usual) spare = undefined;
    const piece = { buffer, bytes: 0, lines: 0 };
    waiting.push(piece);
    return piece;
  }

  return {
    add(text, lines = 1) {
      const piece = pieceFor(text.length);
      piece.bytes += piece.buffer.write(text, piece.bytes, 'latin1');
      piece.lines += lines;
      bytes += text.length;
    },
    first() {
      given = waiting[0];
      return given;
    },
    done(piece) {
      if (waiting[0] !== piece) return;
      waiting.shift();
      given = undefined;
      bytes -= piece.bytes;
      if (piece.buffer.length === pieceBytes) spare = piece.buffer;
    },
    bytes: () => bytes,
    drop() {
      const lines = waiting.reduce((sum, piece) => sum + piece.lines, 0);
      waiting = [];
      bytes = 0;
      return lines;
    },
  };
}
