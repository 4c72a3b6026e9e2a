import t from 'tap';
import { createPieces, pieceBytes } from '../../../admin/access-log/pieces.ts';

t.test('lines come in order, and a piece that is in use is left alone', (t) => {
  const pieces = createPieces();
  pieces.add('first\n');
  const piece = pieces.first();
  pieces.add('second\n');
  t.equal(piece?.buffer.toString('latin1', 0, piece.bytes), 'first\n');
  t.equal(pieces.first(), piece, 'it is the first until it is done');
  if (piece) pieces.done(piece);
  const next = pieces.first();
  t.equal(next?.buffer.toString('latin1', 0, next.bytes), 'second\n');
  t.equal(pieces.bytes(), 7);
  t.end();
});

t.test('a line longer than a piece is one by itself', (t) => {
  const pieces = createPieces();
  pieces.add('short\n');
  pieces.add(`${'x'.repeat(pieceBytes)}\n`);
  t.same(drain(pieces), [6, pieceBytes + 1]);
  t.equal(pieces.bytes(), 0);
  t.end();
});

t.test('what is dropped is counted in lines', (t) => {
  const pieces = createPieces();
  for (let line = 0; line < 3; line++) pieces.add('line\n');
  t.equal(pieces.drop(), 3);
  t.equal(pieces.first(), undefined);
  t.equal(pieces.bytes(), 0);
  t.end();
});

function drain(pieces: ReturnType<typeof createPieces>): number[] {
  const bytes: number[] = [];
  for (let piece = pieces.first(); piece !== undefined; piece = pieces.first()) {
    bytes.push(piece.bytes);
    pieces.done(piece);
  }
  return bytes;
}
