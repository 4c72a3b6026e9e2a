// The chunked coding: what comes out, where it ends, what is refused; the same for every way of cutting it.

import t from 'tap';
import { ChunkedDecoder } from '../../../../balancer/http1/rules/chunked-decoder.ts';

type Outcome = {
  readonly data: string;
  readonly rest: string;
  readonly end: string;
  readonly trailers: string;
};

/** Feeds the pieces one after another; what is behind the body is `rest`. */
function decode(pieces: readonly string[]): Outcome {
  const decoder = new ChunkedDecoder();
  let data = '';
  let rest = '';
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'latin1');
    const next = decoder.feed(bytes, 0, bytes.length);
    data += bytes.toString('latin1', decoder.dataStart, decoder.dataEnd);
    if (decoder.done) rest += piece.slice(next);
    if (decoder.fault !== undefined) break;
  }
  const end = decoder.fault === undefined ? (decoder.done ? 'done' : 'more') : 'refused';
  return { data, rest, end, trailers: decoder.trailers };
}

const good: readonly (readonly [string, string, string, string?])[] = [
  ['one chunk', '5\r\nhello\r\n0\r\n\r\n', 'hello'],
  ['several chunks', '2\r\nhe\r\n1\r\nl\r\n2\r\nlo\r\n0\r\n\r\n', 'hello'],
  ['nothing', '0\r\n\r\n', ''],
  ['digits of both cases', 'A\r\n0123456789\r\nb\r\nabcdefghijk\r\n0\r\n\r\n', '0123456789abcdefghijk'],
  ['leading zeros', '0000000000005\r\nhello\r\n000\r\n\r\n', 'hello'],
  ['data that looks like framing', '7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n', '\r\n0\r\n\r\n'],
  ['extensions', '5;a;b=c;d="x;\\"y\t\xe9"\r\nhello\r\n0;e\r\n\r\n', 'hello'],
  ['trailers', '1\r\nx\r\n0\r\nX-Sum: 1\r\nX-Empty:\r\n\r\n', 'x', 'X-Sum: 1\r\nX-Empty: \r\n'],
  [
    'trailers that mislead',
    '0\r\nHost: e\r\nContent-Type: 9\r\nSet-Cookie: a\r\nX: 1\r\n\r\n',
    '',
    'X: 1\r\n',
  ],
  ['trailers that pretend', '0\r\nX-Forwarded-For: 6\r\nX_Real_IP: 6\r\nAuthorization: b\r\n\r\n', '', ''],
];

const broken: readonly (readonly [string, string])[] = [
  ...['zz', '-5', '+5', '0x5', '0_5', '', ' 5', '5 ', '5\t', '5\0', '00000000000005', 'FFFFFFFFFFFFFFFB'].map(
    (size) => [`size ${JSON.stringify(size)}`, `${size}\r\nhello\r\n0\r\n\r\n`] as const,
  ),
  ...[';', ';a=', ';a="x', ';=b', '; a', ';a =b', ';a\nX', ';a\rX', ';a\0', ';a="\n"', ';a="x"y', ';a;'].map(
    (extension) => [`extension ${JSON.stringify(extension)}`, `5${extension}\r\nhello\r\n0\r\n\r\n`] as const,
  ),
  ['an endless extension', `5;${'e'.repeat(5000)}\r\nhello\r\n0\r\n\r\n`],
  ['many extensions', `${`1;${'e'.repeat(500)}\r\nh\r\n`.repeat(20)}0\r\n\r\n`],
  ['data too long', '5\r\nhelloX\r\n0\r\n\r\n'],
  ['data without its line end', '5\r\nhello0\r\n\r\n'],
  ['bare LF after the size', '5\nhello\r\n0\r\n\r\n'],
  ['bare LF after data', '5\r\nhello\n0\r\n\r\n'],
  ['bare CR', '5\rhello\r0\r\r'],
  ['a length as trailer', '0\r\nContent-Length: 9\r\n\r\n'],
  ['Connection as trailer', '0\r\nConnection: close\r\n\r\n'],
  ['a coding as trailer', '0\r\nX: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['a trailer without colon', '0\r\nnonsense\r\n\r\n'],
  ['a folded trailer', '0\r\nA: b\r\n c\r\n\r\n'],
  ['a trailer with a bare LF', '0\r\nA: b\nC: d\r\n\r\n'],
  ['endless trailers', `0\r\n${'X-T: vvvvvvvvvvvvvvv\r\n'.repeat(60)}X: ${'v'.repeat(9000)}\r\n\r\n`],
  ['too many trailers', `0\r\n${'A: b\r\n'.repeat(65)}\r\n`],
];

t.test('bodies that are read', (t) => {
  for (const [what, text, data, trailers = ''] of good) {
    t.same(decode([`${text}GET /`]), { data, rest: 'GET /', end: 'done', trailers }, what);
  }
  t.end();
});

t.test('extensions may be many where there is data enough', (t) => {
  const text = `${`400;signature=${'e'.repeat(50)}\r\n${'x'.repeat(1024)}\r\n`.repeat(500)}0\r\n\r\n`;
  t.match(decode([text]), { end: 'done' });
  t.end();
});

t.test('bodies that are refused', (t) => {
  for (const [what, text] of broken) t.equal(decode([text]).end, 'refused', what);
  t.end();
});

t.test('every cut into two pieces gives the same, and so does byte by byte', (t) => {
  const wrong: string[] = [];
  for (const [what, text] of [...good, ...broken]) {
    const whole = JSON.stringify(decode([text]));
    if (JSON.stringify(decode([...text])) !== whole) wrong.push(`${what}, byte by byte`);
    if (text.length > 200) continue;
    for (let cut = 1; cut < text.length; cut++) {
      if (JSON.stringify(decode([text.slice(0, cut), text.slice(cut)])) !== whole)
        wrong.push(`${what} at ${cut}`);
    }
  }
  t.same(wrong, []);
  t.end();
});

t.test('a body that has not ended is never called done', (t) => {
  for (const [, text] of good) {
    for (let cut = 0; cut < text.length; cut++) t.equal(decode([text.slice(0, cut)]).end, 'more');
  }
  t.end();
});
