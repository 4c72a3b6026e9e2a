// Bounded output: head and tail stay, however the pieces arrive.

import t from 'tap';
import { createKeptOutput } from '../../../cluster/remote/kept-output.ts';

const keep = (maxBytes: number, pieces: readonly (string | Buffer)[]) => {
  const kept = createKeptOutput(maxBytes);
  for (const piece of pieces) kept.add(Buffer.from(piece));
  return kept;
};

t.test('what fits is kept as it is, whatever the pieces', (t) => {
  const text = 'abcdefghij';
  for (let size = 1; size <= text.length; size += 1) {
    const pieces = text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
    for (const maxBytes of [10, 11, 100]) {
      const kept = keep(maxBytes, pieces);
      t.same([kept.text(), kept.truncated()], [text, false]);
    }
  }
  t.end();
});

t.test('of more the middle is left out and counted', (t) => {
  for (let size = 1; size <= 30; size += 1) {
    const text = Array.from({ length: 300 }, (_, at) => String.fromCharCode(97 + (at % 26))).join('');
    const kept = keep(20, text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []);
    t.equal(kept.text(), `${text.slice(0, 10)}\n... 280 bytes are left out here ...\n${text.slice(-10)}`);
    t.equal(kept.truncated(), true);
  }
  t.end();
});

t.test('text is UTF-8, or what a western console writes', (t) => {
  t.equal(keep(100, ['gr', Buffer.from([0xc3]), Buffer.from([0xbc]), 'n']).text(), 'grün');
  t.equal(keep(100, [Buffer.from('abc gr\xfcn abc', 'latin1')]).text(), 'abc grün abc');
  t.end();
});

t.test('the start is there before the rest', (t) => {
  const kept = createKeptOutput(1_000);
  t.equal(kept.start(), '');
  kept.add(Buffer.from('fairlead-pid:'));
  kept.add(Buffer.from('12\nmore'));
  t.equal(kept.start(), 'fairlead-pid:12\nmore');
  t.end();
});
