// What the safe engine refuses of what llhttp lets through, and what it makes of the rest.

import t from 'tap';
import { checkRequest, type RawRequest } from '../../../../balancer/safe/rules/request-check.ts';

const limits = { fieldCount: 20, targetBytes: 100 };
const raw = (change: Partial<RawRequest> = {}, more: readonly string[] = []): RawRequest => ({
  method: 'GET',
  url: '/',
  version: '1.1',
  fields: ['Host', 'crm.example.com', ...more],
  ...change,
});
const handshake = [
  ...['Connection', 'keep-alive, Upgrade', 'Upgrade', 'WebSocket', 'Sec-WebSocket-Version', '13'],
  ...['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
];

const refusals: readonly (readonly [string, RawRequest, number])[] = [
  [
    'more fields than allowed',
    raw(
      {},
      Array.from({ length: 40 }, () => 'x'),
    ),
    431,
  ],
  ['another version', raw({ version: '2.0' }), 505],
  ['an old version', raw({ version: '0.9' }), 505],
  ['a long target', raw({ url: `/${'a'.repeat(100)}` }), 414],
  ['TRACE', raw({ method: 'TRACE' }), 405],
  ['a relative target', raw({ url: 'a' }), 400],
  ['a fragment', raw({ url: '/a#b' }), 400],
  ['an authority', raw({ url: 'crm.example.com:80' }), 400],
  ['* for GET', raw({ url: '*' }), 400],
  ['credentials', raw({ url: 'http://a@b/' }), 400],
  ['no Host', raw({ fields: [] }), 400],
  ['two Hosts', raw({}, ['host', 'crm.example.com']), 400],
  ['a broken Host', raw({ fields: ['Host', 'a b'] }), 400],
  ['two Hosts in 1.0', raw({ version: '1.0' }, ['Host', 'a']), 400],
  ['a length and a coding', raw({}, ['Content-Length', '1', 'Transfer-Encoding', 'chunked']), 400],
  ['two lengths', raw({}, ['Content-Length', '1', 'content-length', '1']), 400],
  ['two codings', raw({}, ['Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'chunked']), 400],
  ['a length that is none', raw({}, ['Content-Length', '1x']), 400],
  ['a length beyond numbers', raw({}, ['Content-Length', '9'.repeat(16)]), 400],
  ['chunks in 1.0', raw({ version: '1.0' }, ['Transfer-Encoding', 'chunked']), 400],
  ['another coding', raw({}, ['Transfer-Encoding', 'gzip, chunked']), 501],
  ['a twin of a framing field', raw({}, ['Content_Length', '5']), 400],
  ['a Connection that is no list', raw({}, ['Connection', '"x"']), 400],
  ['another expectation', raw({}, ['Expect', 'magic']), 417],
  ['two expectations', raw({}, ['Expect', '100-continue', 'Expect', '100-continue']), 417],
];

t.test('what is refused, and with which status', (t) => {
  for (const [what, request, status] of refusals) t.match(checkRequest(request, limits), { status }, what);
  t.end();
});

const passing: readonly (readonly [string, RawRequest, object])[] = [
  ['a plain request', raw(), { target: '/', framing: { kind: 'none' }, websocket: false }],
  [
    'as many fields as allowed',
    raw(
      {},
      Array.from({ length: 38 }, () => 'x'),
    ),
    { kind: 'checked' },
  ],
  ['a length', raw({}, ['content-length', '007']), { framing: { kind: 'length', bytes: 7 } }],
  ['chunks', raw({}, ['Transfer-Encoding', 'Chunked']), { framing: { kind: 'chunked' } }],
  ['1.0 without Host', raw({ version: '1.0', fields: [] }), { version: '1.0' }],
  ['1.0 ignores Expect', raw({ version: '1.0' }, ['Expect', 'magic']), { expectsContinue: false }],
  ['Expect without a body', raw({}, ['Expect', '100-continue']), { expectsContinue: false }],
  [
    'Expect with a body',
    raw({}, ['Expect', '100-Continue', 'Content-Length', '1']),
    { expectsContinue: true },
  ],
  ['* for OPTIONS', raw({ method: 'OPTIONS', url: '*' }), { target: '*' }],
  [
    'an absolute target',
    raw({ url: 'http://other:81/a?b' }),
    { target: '/a?b', fields: ['Host', 'other:81'] },
  ],
  [
    'an absolute target in 1.0',
    raw({ version: '1.0', url: 'http://other', fields: ['A', 'b'] }),
    { target: '/', fields: ['A', 'b', 'Host', 'other'] },
  ],
  ['two slashes, bytes untouched', raw({ url: '//evil/%2e%2E/\xe9' }), { target: '//evil/%2e%2E/\xe9' }],
  [
    'names in Connection, but those nobody strips',
    raw({}, ['Connection', 'close, X-A,,cookie', 'connection', 'Content-Type, x-b']),
    { named: ['x-a', 'x-b'] },
  ],
  ['a WebSocket', raw({}, handshake), { websocket: true }],
];

t.test('what goes on, and as what', (t) => {
  for (const [what, request, wanted] of passing) t.match(checkRequest(request, limits), wanted, what);
  t.end();
});

t.test('a handshake that lacks anything is a plain request', (t) => {
  const without = (name: string) => {
    const at = handshake.indexOf(name);
    return handshake.filter((_, index) => index !== at && index !== at + 1);
  };
  const rows: readonly (readonly [string, RawRequest])[] = [
    ...['Connection', 'Upgrade', 'Sec-WebSocket-Version', 'Sec-WebSocket-Key'].map(
      (name) => [`without ${name}`, raw({}, without(name))] as const,
    ),
    ['by POST', raw({ method: 'POST' }, handshake)],
    ['in 1.0', raw({ version: '1.0' }, handshake)],
    ['with a body', raw({}, [...handshake, 'Content-Length', '1'])],
    ['with two protocols', raw({}, [...handshake, 'Upgrade', 'h2c'])],
    ['with two keys', raw({}, [...handshake, 'Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='])],
  ];
  for (const [what, request] of rows) t.match(checkRequest(request, limits), { websocket: false }, what);
  t.end();
});
