// Where bodies begin and end, whatever their framing and however they arrive.

import t from 'tap';
import { BodyReader } from '../../../../balancer/http1/rules/body-reader.ts';
import type { Framing } from '../../../../balancer/http1/rules/framing.ts';

/** Reads `text` cut into pieces of `size`; gives the body, what is behind it, and whether it ended. */
function read(framing: Framing, text: string, size: number) {
  const reader = new BodyReader(framing);
  let body = '';
  let rest = '';
  for (let at = 0; at < text.length; at += size) {
    const bytes = Buffer.from(text.slice(at, at + size), 'latin1');
    const next = reader.feed(bytes, 0, bytes.length);
    body += bytes.toString('latin1', reader.dataStart, reader.dataEnd);
    rest += bytes.toString('latin1', next);
  }
  return { body, rest, done: reader.done, bytes: reader.bytes };
}

const rows: readonly (readonly [string, Framing, string, string, boolean])[] = [
  ['none', { kind: 'none' }, '', 'hello world', true],
  ['a length of 0', { kind: 'length', bytes: 0 }, '', 'hello world', true],
  ['a length', { kind: 'length', bytes: 5 }, 'hello', ' world', true],
  ['a length not reached', { kind: 'length', bytes: 50 }, 'hello world', '', false],
  ['until close', { kind: 'close' }, 'hello world', '', false],
];

t.test('bodies with and without a length', (t) => {
  for (const [what, framing, body, rest, done] of rows) {
    for (let size = 1; size <= 11; size++) {
      t.same(
        read(framing, 'hello world', size),
        { body, rest, done, bytes: body.length },
        `${what}, by ${size}`,
      );
    }
  }
  t.end();
});

t.test('bodies in chunks', (t) => {
  const text = '5\r\nhello\r\n1;a=b\r\n!\r\n0\r\nX: y\r\n\r\nGET /';
  for (let size = 1; size <= text.length; size++) {
    t.same(
      read({ kind: 'chunked' }, text, size),
      { body: 'hello!', rest: 'GET /', done: true, bytes: 6 },
      `by ${size}`,
    );
  }
  t.end();
});
