// What is read from a request head and what is refused, a row a line; and that it is the same however it arrives.

import t from 'tap';
import { parseRequestHead } from '../../../../balancer/http1/rules/request-head.ts';

const limits = { headBytes: 2048, fieldCount: 20, targetBytes: 500 };
const client = { address: '127.0.0.1', port: 1, secure: false };
const settings = { limits, client };
const get = (...lines: string[]) =>
  `GET / HTTP/1.1\r\nHost: a\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
const post = (...lines: string[]) => get(...lines).replace('GET', 'POST');
const host = (value: string) => `GET / HTTP/1.1\r\nHost: ${value}\r\n\r\n`;
const first = (line: string) => `${line}\r\nHost: a\r\n\r\n`;

function read(text: string, length = text.length) {
  const bytes = Buffer.from(text, 'latin1');
  return parseRequestHead(bytes, 0, length, settings);
}

/** What the reading of a whole text comes to, in few words. */
function outcome(text: string) {
  const result = read(text);
  if (result.kind !== 'read') return result.kind === 'refused' ? result.status : 'incomplete';
  const { method, target, version, framing } = result.head;
  return [method, target, version, framing.kind === 'length' ? framing.bytes : framing.kind].join(' ');
}

const accepted: readonly (readonly [string, string, string])[] = [
  ['the plainest', get(), 'GET / 1.1 none'],
  ['two empty lines before', `\r\n\r\n${get()}`, 'GET / 1.1 none'],
  [
    'a query with odd characters',
    first('GET /a?b=[{|}^`"<>\\%zz HTTP/1.1'),
    'GET /a?b=[{|}^`"<>\\%zz 1.1 none',
  ],
  ['two slashes', first('GET //a/b HTTP/1.1'), 'GET //a/b 1.1 none'],
  ['a method of WebDAV', first('PROPFIND / HTTP/1.1'), 'PROPFIND / 1.1 none'],
  ['a length', post('Content-Length: 12'), 'POST / 1.1 12'],
  ['a length of 0', post('content-length:0'), 'POST / 1.1 0'],
  ['a length with zeros and blanks', post('Content-Length: \t 0012 \t'), 'POST / 1.1 12'],
  ['chunks', post('Transfer-Encoding: Chunked'), 'POST / 1.1 chunked'],
  ['HTTP/1.0 without Host', 'GET / HTTP/1.0\r\n\r\n', 'GET / 1.0 none'],
  ['the upper half of bytes in a value', get('X: caf\xe9 \xff\x80'), 'GET / 1.1 none'],
  ['a tab in a value', get('X: a\tb'), 'GET / 1.1 none'],
  ['an empty value', get('X:'), 'GET / 1.1 none'],
  ['an unknown upgrade', get('Connection: upgrade', 'Upgrade: h2c'), 'GET / 1.1 none'],
  ['an expectation', post('Expect: 100-Continue', 'Content-Length: 1'), 'POST / 1.1 1'],
  ['an expectation of HTTP/1.0', 'GET / HTTP/1.0\r\nExpect: x\r\n\r\n', 'GET / 1.0 none'],
  ['OPTIONS of the server', first('OPTIONS * HTTP/1.1'), 'OPTIONS * 1.1 none'],
  ['the absolute form', first('GET http://b:80/c?d HTTP/1.1'), 'GET /c?d 1.1 none'],
  ['the absolute form without path', first('GET HTTPS://b HTTP/1.1'), 'GET / 1.1 none'],
  ['the absolute form with a query alone', first('GET http://b?c HTTP/1.1'), 'GET /?c 1.1 none'],
  ['the absolute form of OPTIONS *', first('OPTIONS http://b HTTP/1.1'), 'OPTIONS * 1.1 none'],
  ['a port', host('a.b-c_d~e:65535'), 'GET / 1.1 none'],
  ['an empty port', host('a:'), 'GET / 1.1 none'],
  ['an IPv6 address', host('[::1]:8080'), 'GET / 1.1 none'],
];

const refused: readonly (readonly [string, string, number])[] = [
  ['a lower-case method', first('get / HTTP/1.1'), 501],
  ['an unknown method', first('BREW / HTTP/1.1'), 501],
  ['an endless method', 'A'.repeat(300), 501],
  ['CONNECT', first('CONNECT a:1 HTTP/1.1'), 501],
  ['TRACE', first('TRACE / HTTP/1.1'), 405],
  ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 501],
  ['TLS', '\x16\x03\x01\x00', 400],
  ['a third empty line', `\r\n\r\n\r\n${get()}`, 400],
  ['a bare LF before', `\n${get()}`, 400],
  ['a space before', ` ${get()}`, 400],
  ['two spaces', first('GET  / HTTP/1.1'), 400],
  ['tabs', first('GET\t/\tHTTP/1.1'), 400],
  ['no target', 'GET\r\n\r\n', 400],
  ['no version', 'GET /\r\n\r\n', 400],
  ['a space in the target', first('GET /a b HTTP/1.1'), 400],
  ['a fragment', first('GET /a#b HTTP/1.1'), 400],
  ['NUL in the target', first('GET /\0 HTTP/1.1'), 400],
  ['DEL in the target', first('GET /\x7f HTTP/1.1'), 400],
  ['the upper half in the target', first('GET /\xe9 HTTP/1.1'), 400],
  ['no leading slash', first('GET a/b HTTP/1.1'), 400],
  ['a port as target', first('GET :80/a HTTP/1.1'), 400],
  ['GET of *', first('GET * HTTP/1.1'), 400],
  ['another scheme', first('GET ftp://a/ HTTP/1.1'), 400],
  ['user information', first('GET http://u@a/ HTTP/1.1'), 400],
  ['no authority', first('GET http:///a HTTP/1.1'), 400],
  ['a space after the version', first('GET / HTTP/1.1 '), 400],
  ['more after the version', first('GET / HTTP/1.1x'), 400],
  ['a version of two digits', first('GET / HTTP/11.1'), 400],
  ['a lower-case version', first('GET / http/1.1'), 400],
  ['HTTP/1.2', first('GET / HTTP/1.2'), 505],
  ['HTTP/2.0', first('GET / HTTP/2.0'), 505],
  ['HTTP/0.9', first('GET / HTTP/0.9'), 505],
  ['bare LF everywhere', get().replaceAll('\r', ''), 400],
  ['bare LF in a value', get('X: a\nY: b'), 400],
  ['bare CR in a value', get('X: a\rY: b'), 400],
  ['CR CR LF', get('X: a\r'), 400],
  ['NUL in a value', get('X: a\0'), 400],
  ['a control character in a value', get('X: a\x01'), 400],
  ['DEL in a value', get('X: a\x7f'), 400],
  ['folding', get('X: a', ' b'), 400],
  ['folding of the first line', 'GET / HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n', 400],
  ['a space before the colon', get('X : a'), 400],
  ['an empty name', get(': a'), 400],
  ['no colon', get('Xa'), 400],
  ['no token as name', get('X@: a'), 400],
  ['the upper half in a name', get('X\xe9: a'), 400],
  ['no Host', 'GET / HTTP/1.1\r\nX: y\r\n\r\n', 400],
  ['two Hosts', get('hOST: a'), 400],
  ['two Hosts in HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n', 400],
  ...[
    '',
    'a b',
    'a/b',
    'a@b',
    'a,b',
    'a\\b',
    'a:b',
    'a:99999',
    'a:1:2',
    '[::1',
    '[::1]x',
    'a?b',
    '\xe9',
    '<a>',
  ]
    .concat(['http://a', 'a%41', 'a;b', '[fe80::1%25eth0]'])
    .map((value) => [`Host ${JSON.stringify(value)}`, host(value), 400] as const),
  ['a length and chunks', post('Content-Length: 1', 'Transfer-Encoding: chunked'), 400],
  ['two lengths', post('Content-Length: 1', 'content-length: 1'), 400],
  ...['', '+1', '-1', '0x1', '1 1', '1,1', '1;x', '1.0', '1e1', '1a', '9'.repeat(16), '\xb2'].map(
    (value) => [`length ${JSON.stringify(value)}`, post(`Content-Length: ${value}`), 400] as const,
  ),
  ...['', 'chunked, chunked', 'gzip, chunked', 'chunked;q=1', '"chunked"', ', chunked', 'chunked,'].map(
    (value) => [`coding ${JSON.stringify(value)}`, post(`Transfer-Encoding: ${value}`), 400] as const,
  ),
  ...['gzip', 'identity', 'xchunked', 'chunkedx'].map(
    (value) => [`coding ${value}`, post(`Transfer-Encoding: ${value}`), 501] as const,
  ),
  ['a tab behind the coding', post('Transfer-Encoding: chunked\t'), 501],
  ['two codings', post('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'), 400],
  ['chunks in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
  ['a length in disguise', get('Content_Length: 5'), 400],
  ['a coding in disguise', get('TRANSFER_encoding: chunked'), 400],
  ['Connection that is no list of tokens', get('Connection: ,;=@'), 400],
  ['another expectation', get('Expect: magic'), 417],
  ['two expectations', get('Expect: 100-continue', 'Expect: 100-continue'), 417],
  ['a target too long', first(`GET /${'a'.repeat(500)} HTTP/1.1`), 414],
  ['a target too long without end', `GET /${'a'.repeat(1500)}`, 414],
  ['a field too many', get(...Array.from({ length: 20 }, (_, index) => `X-${index}: 1`)), 431],
  ['a head too long', get(`X: ${'v'.repeat(2048)}`), 431],
  ['a head too long without end', `GET / HTTP/1.1\r\nX: ${'v'.repeat(2048)}`, 431],
];

t.test('heads that are accepted, and what they say', (t) => {
  for (const [what, text, wanted] of accepted) t.equal(outcome(text), wanted, what);
  t.end();
});

t.test('heads that are refused, and with which status', (t) => {
  for (const [what, text, status] of refused) t.equal(outcome(text), status, what);
  t.end();
});

t.test('sizes just within the limits are accepted', (t) => {
  const overhead = get('X: ').length;
  t.match(outcome(get(`X: ${'v'.repeat(limits.headBytes - overhead)}`)), /GET/);
  t.equal(outcome(get(`X: ${'v'.repeat(limits.headBytes - overhead + 1)}`)), 431);
  t.match(outcome(first(`GET /${'a'.repeat(limits.targetBytes - 1)} HTTP/1.1`)), /GET/);
  t.match(outcome(get(...Array.from({ length: 19 }, (_, index) => `X-${index}: 1`))), /GET/);
  t.end();
});

t.test('a head that comes in two pieces, cut at any byte, gives the same', (t) => {
  const wrong: string[] = [];
  for (const [what, text] of [...accepted, ...refused]) {
    const whole = JSON.stringify(outcome(text));
    for (let cut = 0; cut <= text.length; cut++) {
      const early = read(text, cut);
      if (early.kind === 'read') {
        if (JSON.stringify(outcome(text.slice(0, cut))) !== whole)
          wrong.push(`${what}: read otherwise at ${cut}`);
      } else if (early.kind === 'refused' && String(early.status) !== whole)
        wrong.push(`${what}: ${early.status} at ${cut}`);
    }
  }
  t.same(wrong, []);
  t.end();
});

t.test('bytes behind the head are left alone', (t) => {
  const head = get('X: y');
  const result = read(`${head}body`);
  t.match(result, { kind: 'read', next: head.length });
  t.end();
});

t.test('fields are found by name, in order and in whatever case', (t) => {
  const result = read(get('Cookie: a=1', 'X-A: ', 'cookie:b=2 ', 'x-b: caf\xe9'));
  if (result.kind !== 'read') throw new Error('not read');
  t.same(result.head.fields('cookie'), ['a=1', 'b=2']);
  t.equal(result.head.field('x-a'), '');
  t.equal(result.head.field('x-b'), 'caf\xe9');
  t.equal(result.head.field('x'), undefined);
  t.same(result.head.fields('x'), []);
  t.end();
});

t.test('the authority of an absolute form takes the place of Host', (t) => {
  const rows = [
    ['GET http://other.test:81/ HTTP/1.1\r\nX: 1\r\nHost: a\r\nY: 2\r\n\r\n', 'other.test:81'],
    ['GET http://b/ HTTP/1.1\r\nHost: much-longer.test\r\nY: 2\r\n\r\n', 'b'],
    ['GET http://b/ HTTP/1.0\r\nY: 2\r\n\r\n', 'b'],
  ] as const;
  for (const [text, wanted] of rows) {
    const result = read(text);
    if (result.kind !== 'read') throw new Error('not read');
    t.equal(result.head.field('host'), wanted);
    t.equal(result.head.field('y'), '2');
    t.match(result.head.section.text, new RegExp(`Host: ${wanted}\\r\\n`));
  }
  t.end();
});

t.test('a WebSocket handshake is known by all its parts', (t) => {
  const parts = [
    'Connection: keep-alive, Upgrade',
    'Upgrade: WebSocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  const handshake = (text: string) => {
    const result = read(text);
    return result.kind === 'read' && result.head.websocket;
  };
  t.equal(handshake(get(...parts)), true);
  for (const part of parts)
    t.equal(handshake(get(...parts.filter((each) => each !== part))), false, `no ${part}`);
  t.equal(handshake(post(...parts)), false, 'POST');
  t.equal(handshake(get(...parts).replace('1.1', '1.0')), false, 'HTTP/1.0');
  t.equal(handshake(get(...parts, 'Content-Length: 1')), false, 'a body');
  t.equal(handshake(get(...parts, 'Upgrade: h2c')), false, 'two protocols');
  t.equal(handshake(get(...parts).replace('13', '8')), false, 'another version');
  t.equal(handshake(get(...parts).replace('dGhl', '')), false, 'a short key');
  t.end();
});
