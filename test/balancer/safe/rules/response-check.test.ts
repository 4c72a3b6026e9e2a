// Which answers of a server are passed on, and how their bodies are framed.

import t from 'tap';
import { acceptsWebSocket, checkResponse } from '../../../../balancer/safe/rules/response-check.ts';

const limits = { fieldCount: 3 };
const check = (
  fields: readonly string[],
  change: { status?: number; version?: string; method?: string } = {},
) =>
  checkResponse(
    { status: change.status ?? 200, version: change.version ?? '1.1', fields },
    change.method ?? 'GET',
    limits,
  );

t.test('an answer that could be read in two ways is bad', (t) => {
  const rows: readonly (readonly [string, ReturnType<typeof check>])[] = [
    ['too many fields', check(['A', '1', 'B', '2', 'C', '3', 'D', '4'])],
    ['another version', check([], { version: '2.0' })],
    ['a length and chunks', check(['Content-Length', '1', 'Transfer-Encoding', 'chunked'])],
    ['the same length twice', check(['Content-Length', '1', 'Content-Length', '1'])],
    ['a length that is none', check(['Content-Length', '-1'])],
    ['another coding', check(['Transfer-Encoding', 'gzip, chunked'])],
    ['chunks in 1.0', check(['Transfer-Encoding', 'chunked'], { version: '1.0' })],
    ['a Connection that is no list', check(['Connection', '@'])],
  ];
  for (const [what, found] of rows) t.equal(found.kind, 'bad', what);
  t.end();
});

t.test('the framing of a body is what the head says, or none where there is none', (t) => {
  const rows: readonly (readonly [ReturnType<typeof check>, string])[] = [
    [check(['Content-Length', '5']), 'length'],
    [check(['Transfer-Encoding', 'Chunked']), 'chunked'],
    [check([]), 'close'],
    [check(['Content-Length', '5'], { method: 'HEAD' }), 'none'],
    [check(['Content-Length', '5'], { status: 304 }), 'none'],
    [check(['Transfer-Encoding', 'chunked'], { status: 204 }), 'none'],
  ];
  for (const [found, framing] of rows) t.match(found, { framing });
  t.end();
});

t.test('a body in a coding of its own cannot be watched', (t) => {
  t.match(check(['Content-Encoding', 'br']), { readable: false });
  t.match(check(['Content-Encoding', 'Identity']), { readable: true });
  t.match(check([]), { readable: true });
  t.end();
});

t.test('only a 101 to the upgrade that was asked for opens a tunnel', (t) => {
  t.ok(acceptsWebSocket(['Connection', 'upgrade', 'Upgrade', 'WebSocket']));
  t.notOk(acceptsWebSocket(['Upgrade', 'websocket']));
  t.notOk(acceptsWebSocket(['Connection', 'Upgrade', 'Upgrade', 'h2c']));
  t.notOk(acceptsWebSocket(['Connection', 'Upgrade', 'Upgrade', 'websocket', 'Upgrade', 'h2c']));
  t.end();
});
