// Heads as they go on: untouched lines byte for byte, fields of the hop left out, framing of our own, edits applied.

import t from 'tap';
import type { FieldEdits } from '../../../../balancer/engine.ts';
import * as plan from '../../../../balancer/http1/rules/forward-plan.ts';
import { parseRequestHead } from '../../../../balancer/http1/rules/request-head.ts';
import { parseResponseHead } from '../../../../balancer/http1/rules/response-head.ts';

const limits = { headBytes: 4096, fieldCount: 50, targetBytes: 500 };
const client = { address: '127.0.0.1', port: 1, secure: false };
const noEdits: FieldEdits = { drop: [], replace: new Map(), append: [] };
const date = 'Sat, 21 Nov 2026 00:00:00 GMT';

function request(text: string) {
  const bytes = Buffer.from(text, 'latin1');
  const result = parseRequestHead(bytes, 0, bytes.length, { limits, client });
  if (result.kind !== 'read') throw new Error(`not read: ${JSON.stringify(result)}`);
  return result.head;
}

function response(text: string, method = 'GET') {
  const bytes = Buffer.from(text, 'latin1');
  const result = parseResponseHead(bytes, 0, bytes.length, { limits, method });
  if (result.kind !== 'read') throw new Error(`not read: ${JSON.stringify(result)}`);
  return result.head;
}

const sent = (text: string, edits = noEdits, continued = false) =>
  plan.requestHeadText(request(text), { edits, serverHost: 'server:80', continued });
const passed = (text: string, framing: plan.OutgoingFraming = 'length', edits = noEdits) =>
  plan.responseHeadText(response(text), { edits, framing, connection: undefined, date });
const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`;

t.test('requests as the server gets them', (t) => {
  const line = 'GET /a?b HTTP/1.1';
  const rows: readonly (readonly [string, string, string])[] = [
    [
      'untouched in case and order',
      lines(line, 'hOsT: a', 'X-B: caf\xe9', 'cookie: a=1', 'X-b:', 'Cookie: b=2'),
      lines(line, 'hOsT: a', 'X-B: caf\xe9', 'cookie: a=1', 'X-b: ', 'Cookie: b=2'),
    ],
    [
      'odd blanks made plain',
      lines(line, 'Host:a', 'X:\t y \t', 'Z: 1'),
      lines(line, 'Host: a', 'X: y', 'Z: 1'),
    ],
    [
      'fields of the hop left out',
      lines(
        line,
        'Host: a',
        'Connection: x-hop, close',
        'X-Hop: 1',
        'TE: trailers',
        'Keep-Alive: 5',
        'Upgrade: h2c',
      ).replace(
        '\r\n\r\n',
        '\r\nProxy: x\r\nProxy-Connection: y\r\nHTTP2-Settings: z\r\nTrailer: q\r\nZ: 1\r\n\r\n',
      ),
      lines(line, 'Host: a', 'Z: 1'),
    ],
    [
      'what may not be named in Connection stays',
      lines(
        line,
        'Host: a',
        'Connection: cookie, host, authorization, content-type',
        'Cookie: a',
        'Content-Type: b',
      ),
      lines(line, 'Host: a', 'Cookie: a', 'Content-Type: b'),
    ],
    [
      'a length made canonical',
      lines('POST / HTTP/1.1', 'Host: a', 'Content-Length:007'),
      lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 7'),
    ],
    [
      'chunks',
      lines('POST / HTTP/1.1', 'Transfer-Encoding: CHUNKED', 'Host: a'),
      lines('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked'),
    ],
    [
      'POST without a body',
      lines('POST / HTTP/1.1', 'Host: a'),
      lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 0'),
    ],
    ['HTTP/1.0', lines('GET / HTTP/1.0'), lines('GET / HTTP/1.1', 'Host: server:80')],
    ['absolute form', lines('GET http://b/c HTTP/1.1', 'Host: a'), lines('GET /c HTTP/1.1', 'Host: b')],
    ['Expect without a body', lines(line, 'Host: a', 'Expect: 100-continue'), lines(line, 'Host: a')],
  ];
  for (const [what, text, wanted] of rows) t.equal(sent(text), wanted, what);
  t.end();
});

t.test('Expect goes on with its body, unless the client was told to continue', (t) => {
  const text = lines('POST / HTTP/1.1', 'Host: a', 'Expect: 100-continue', 'Content-Length: 1');
  t.match(sent(text), /Expect/);
  t.notMatch(sent(text, noEdits, true), /Expect/);
  t.end();
});

t.test('edits: left out, replaced where the first stood, appended at the end', (t) => {
  const edits: FieldEdits = {
    drop: ['x-gone'],
    replace: new Map([
      ['cookie', 'new'],
      ['x-none', 'never'],
    ]),
    append: ['X-Forwarded-For', '1.2.3.4', 'X-Last', ''],
  };
  const text = lines('GET / HTTP/1.1', 'X-Gone: 1', 'Host: a', 'COOKIE: a', 'X: y', 'cookie: b', 'x-gone: 2');
  t.equal(
    sent(text, edits),
    lines('GET / HTTP/1.1', 'Host: a', 'COOKIE: new', 'X: y', 'X-Forwarded-For: 1.2.3.4', 'X-Last: '),
  );
  t.end();
});

t.test('a field that the client names in Connection cannot strip what the rules add', (t) => {
  const edits: FieldEdits = { ...noEdits, append: ['X-Forwarded-For', '1.2.3.4'] };
  const text = lines('GET / HTTP/1.1', 'Host: a', 'Connection: X-Forwarded-For', 'X-Forwarded-For: 6.6.6.6');
  t.equal(sent(text, edits), lines('GET / HTTP/1.1', 'Host: a', 'X-Forwarded-For: 1.2.3.4'));
  t.end();
});

t.test('answers as the client gets them', (t) => {
  const dated = `Date: ${date}`;
  const rows: readonly (readonly [string, string, plan.OutgoingFraming, string])[] = [
    [
      'untouched',
      lines('HTTP/1.1 200 caf\xe9', 'date: x', 'Set-Cookie: a', 'set-cookie: b', 'Content-Length: 5'),
      'length',
      lines('HTTP/1.1 200 caf\xe9', 'date: x', 'Set-Cookie: a', 'set-cookie: b', 'Content-Length: 5'),
    ],
    ['no reason', lines('HTTP/1.0 200', 'Date: x'), 'close', lines('HTTP/1.1 200 ', 'Date: x')],
    ['a date is added', lines('HTTP/1.1 200 OK', 'A: b'), 'close', lines('HTTP/1.1 200 OK', 'A: b', dated)],
    [
      'fields of the hop',
      lines('HTTP/1.1 200 OK', 'Date: x', 'Connection: a', 'A: 1', 'Keep-Alive: timeout=9', 'Upgrade: h2'),
      'close',
      lines('HTTP/1.1 200 OK', 'Date: x'),
    ],
    [
      'chunks',
      lines('HTTP/1.1 200 OK', 'Date: x', 'transfer-encoding: chunked'),
      'chunked',
      lines('HTTP/1.1 200 OK', 'Date: x', 'Transfer-Encoding: chunked'),
    ],
    [
      '204',
      lines('HTTP/1.1 204 No', 'Date: x', 'Content-Length: 5'),
      'none',
      lines('HTTP/1.1 204 No', 'Date: x'),
    ],
  ];
  for (const [what, text, framing, wanted] of rows) t.equal(passed(text, framing), wanted, what);
  t.end();
});

t.test('no head that goes on has two framings', (t) => {
  const requests = ['Content-Length: 5', 'Transfer-Encoding: chunked', 'X: y'].flatMap((field) =>
    ['GET', 'POST'].map((method) => sent(lines(`${method} / HTTP/1.1`, 'Host: a', field))),
  );
  for (const text of requests) {
    const framings = text.match(/^(?:content-length|transfer-encoding):/gim) ?? [];
    t.ok(framings.length <= 1, text);
  }
  t.end();
});

t.test('who keeps a connection', (t) => {
  const stays = (version: string, connection: string) =>
    plan.wantsToStay(request(lines(`GET / HTTP/${version}`, 'Host: a', `Connection: ${connection}`)));
  t.equal(stays('1.1', ''), true);
  t.equal(stays('1.1', 'Close'), false);
  t.equal(stays('1.1', 'keep-alive, close'), false);
  t.equal(stays('1.0', ''), false);
  t.equal(stays('1.0', 'Keep-Alive'), true);
  const server = (...all: string[]) => plan.serverStays(response(lines(...all)));
  t.equal(server('HTTP/1.1 200 OK', 'Content-Length: 1'), true);
  t.equal(server('HTTP/1.1 200 OK', 'Content-Length: 1', 'Connection: close'), false);
  t.equal(server('HTTP/1.1 200 OK'), false, 'until close');
  t.equal(server('HTTP/1.0 200 OK', 'Content-Length: 1'), false);
  t.equal(server('HTTP/1.0 200 OK', 'Content-Length: 1', 'Connection: keep-alive'), true);
  t.end();
});

t.test('what may be sent again', (t) => {
  const again = (method: string, ...fields: string[]) =>
    plan.mayBeSentAgain(request(lines(`${method} / HTTP/1.1`, 'Host: a', ...fields)));
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) t.equal(again(method), true, method);
  for (const method of ['POST', 'PATCH', 'MKCOL']) t.equal(again(method), false, method);
  t.equal(again('GET', 'Content-Length: 5'), false, 'with a body');
  t.equal(again('PUT', 'Transfer-Encoding: chunked'), false, 'with chunks');
  t.end();
});

t.test('how long a server keeps a connection, in its own words', (t) => {
  const rows = [
    ['timeout=5', 5000],
    ['timeout=5, max=100', 5000],
    ['max=1, timeout = 7', 7000],
    ['max=1', undefined],
    ['nonsense', undefined],
  ] as const;
  for (const [value, wanted] of rows) {
    t.equal(
      plan.keepAliveTimeoutMs(response(lines('HTTP/1.1 200 OK', `Keep-Alive: ${value}`))),
      wanted,
      value,
    );
  }
  t.end();
});

t.test('which exchanges sign a user on to the connection', (t) => {
  const bound = (status: number, challenge: string, credentials: string) =>
    plan.bindsConnection(
      request(lines('GET / HTTP/1.1', 'Host: a', `Authorization: ${credentials}`)),
      response(lines(`HTTP/1.1 ${status} x`, `WWW-Authenticate: ${challenge}`, 'Content-Length: 0')),
    );
  t.equal(bound(401, 'NTLM', ''), true);
  t.equal(bound(401, 'Negotiate abc', ''), true);
  t.equal(bound(401, 'negotiate', ''), true);
  t.equal(bound(401, 'Basic realm="NTLM"', ''), false);
  t.equal(bound(200, 'NTLM', ''), false);
  t.equal(bound(200, 'x', 'Negotiate abc'), true, 'signed on at the first request');
  t.equal(bound(200, 'x', 'NTLM abc'), true);
  t.equal(bound(200, 'x', 'Basic abc'), false);
  t.end();
});
