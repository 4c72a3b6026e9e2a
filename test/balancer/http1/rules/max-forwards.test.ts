// OPTIONS goes as far as it may.

import t from 'tap';
import { forwardsLeft, withOneForwardLess } from '../../../../balancer/http1/rules/max-forwards.ts';
import { parseRequestHead } from '../../../../balancer/http1/rules/request-head.ts';

const limits = { headBytes: 4096, fieldCount: 50, targetBytes: 500 };
const client = { address: '127.0.0.1', port: 1, secure: false };

function left(method: string, field: string) {
  const bytes = Buffer.from(`${method} / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`);
  const result = parseRequestHead(bytes, 0, bytes.length, { limits, client });
  return result.kind === 'read' ? forwardsLeft(result.head) : 'not read';
}

t.test('how many forwards are left', (t) => {
  const rows = [
    ['OPTIONS', 'Max-Forwards: 0', 0],
    ['OPTIONS', 'max-forwards: 10', 10],
    ['OPTIONS', 'Max-Forwards: x', undefined],
    ['OPTIONS', 'Max-Forwards: -1', undefined],
    ['OPTIONS', 'X: y', undefined],
    ['GET', 'Max-Forwards: 0', undefined],
  ] as const;
  for (const [method, field, wanted] of rows) t.equal(left(method, field), wanted, `${method} ${field}`);
  t.end();
});

t.test('one less goes on, and the other edits stay', (t) => {
  const edits = { drop: ['a'], replace: new Map([['b', 'c']]), append: ['D', 'e'] };
  const less = withOneForwardLess(edits, 5);
  t.same(
    [...less.replace],
    [
      ['b', 'c'],
      ['max-forwards', '4'],
    ],
  );
  t.same([less.drop, less.append], [edits.drop, edits.append]);
  t.end();
});
