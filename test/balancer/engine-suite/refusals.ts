// Requests that are refused: doubtful framing, bad targets and hosts, methods and expectations nobody serves.
// A refused request never reaches a server, and after it the connection is closed.

import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';
import { type MakeEngine, request, stand } from './stand.ts';

const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
const chunks = '5\r\nhello\r\n0\r\n\r\n';
const post = (...fields: string[]) => request('POST /', fields, `${chunks}${smuggled}`);
const host = (value: string) => `GET / HTTP/1.1\r\nHost: ${value}\r\n\r\n`;

/** Name, bytes, allowed answers. */
const rows: readonly (readonly [string, string, readonly number[]])[] = [
  ['a length and chunks', post('Content-Length: 5', 'Transfer-Encoding: chunked'), [400]],
  ['chunks and a length', post('Transfer-Encoding: chunked', 'Content-Length: 5'), [400]],
  ['two different lengths', post('Content-Length: 5', 'content-length: 6'), [400]],
  ['the same length twice', post('Content-Length: 5', 'Content-Length: 5'), [400]],
  ['a list of lengths', post('Content-Length: 5, 5'), [400]],
  ['a length with a sign', post('Content-Length: +5'), [400]],
  ['an endless length', post('Content-Length: 99999999999999999999'), [400, 413]],
  ['chunked twice', post('Transfer-Encoding: chunked, chunked'), [400, 501]],
  ['two codings', post('Transfer-Encoding: gzip, chunked'), [400, 501]],
  ['a coding nobody knows', post('Transfer-Encoding: xchunked'), [400, 501]],
  ['a space before the colon', post('Transfer-Encoding : chunked'), [400]],
  [
    'chunks from HTTP/1.0',
    `POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
    [400, 501],
  ],
  ['a folded line', request('GET /', ['X-A: b', ' c']), [400]],
  ['a line without colon', request('GET /', ['nonsense']), [400]],
  ['a control character', request('GET /', ['X-A: b\x01c']), [400]],
  ['a NUL', request('GET /', ['X-A: b\0c']), [400]],
  ['a bare LF', 'GET / HTTP/1.1\nHost: a\n\n', [400]],
  ['a version nobody knows', 'GET / HTTP/2.0\r\nHost: a\r\n\r\n', [400, 505]],
  ['no version', 'GET /\r\n\r\n', [400, 505]],
  ['no host', 'GET / HTTP/1.1\r\nX: y\r\n\r\n', [400]],
  ['two hosts', request('GET /', ['host: other.example.com']), [400]],
  ['two hosts from HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n', [400]],
  ['an empty host', host(''), [400]],
  ...[
    'a b',
    'a/b',
    'x@y',
    'a\\b',
    'a:port',
    'a:80:80',
    '[::1',
    'a?b',
    'a#b',
    'caf\xe9',
    '<a>',
    'a:99999',
  ].map((value) => [`the host ${JSON.stringify(value)}`, host(value), [400]] as const),
  ['a target without slash', request('GET w/1'), [400]],
  ['a target with a fragment', request('GET /a#b'), [400]],
  ['a target of another scheme', request('GET file:///etc/passwd'), [400]],
  ['a target with credentials', request('GET http://a@b/'), [400]],
  ['an absolute target with a broken host', request('GET http://a:b/'), [400]],
  ['* for another method', request('GET *'), [400]],
  ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', [400, 405, 501]],
  ['TRACE', request('TRACE /', ['Cookie: secret=1']), [405, 501]],
  ['a method nobody knows', request('FROB /'), [400, 405, 501]],
  ['an expectation nobody knows', request('GET /', ['Expect: magic']), [417]],
  ['an expectation among others', request('GET /', ['Expect: 100-continue, magic']), [417]],
  ['garbage', '\x16\x03\x01\0\xc8\x01\0\0\xc4\x03\x03\r\n\r\n', [400]],
];

export function refusalTests(name: string, make: MakeEngine): void {
  t.test(`${name}: a doubtful request is refused and its connection closed`, async (t) => {
    const { open, upstream, rules, engine } = await stand(t, make);
    for (const [what, bytes, statuses] of rows) {
      const client = await open();
      client.write(bytes);
      const answer = await client.answer();
      t.ok(statuses.includes(answer.status), `${what}: ${answer.status}`);
      t.match(answer.field('connection'), /close/i);
      t.ok(answer.complete);
      await waitFor(`the close after ${what}`, () => client.over());
      t.equal(client.received(), '', 'and nothing after it');
    }
    t.same(upstream.requests, []);
    t.same(rules.calls, [], 'the rules were not asked');
    t.equal(engine.stats().badRequestsTotal, rows.length);
  });

  const bodies: readonly (readonly [string, string])[] = [
    ['a size that is no number', 'zz\r\nhello\r\n0\r\n\r\n'],
    ['a chunk that is too long', '5\r\nhelloX\r\n0\r\n\r\n'],
    ['a size beyond all numbers', 'FFFFFFFFFFFFFFFFF\r\nhello'],
    ['a size with a sign', '+5\r\nhello\r\n0\r\n\r\n'],
    ['a trailer without colon', '5\r\nhello\r\n0\r\nnonsense\r\n\r\n'],
    ['a bare LF after a chunk', '5\r\nhello\n0\r\n\r\n'],
  ];
  t.test(`${name}: a broken body is a 400, and no server takes it for complete`, async (t) => {
    const { open, upstream, rules, engine } = await stand(t, make);
    for (const [index, [what, body]] of bodies.entries()) {
      const client = await open();
      client.write(request('POST /', ['Transfer-Encoding: chunked'], body + smuggled));
      await waitFor(`the close after ${what}`, () => client.over());
      if (client.received() !== '') t.equal((await client.answer()).status, 400, what);
      await waitFor('the end', () => rules.ends.length === index + 1 || rules.calls.length <= index);
    }
    t.same(
      upstream.requests.filter((each) => each.complete),
      [],
    );
    t.ok(rules.ends.every((end) => end.reason === 'bad-request'));
    t.equal(engine.stats().badRequestsTotal, bodies.length);
    await waitFor('all servers to be released', () => engine.stats().upstreamConnections === 0);
  });

  t.test(`${name}: a broken body in mid-upload breaks off the request to the server`, async (t) => {
    const { open, upstream, ended } = await stand(t, make);
    const client = await open();
    client.write(request('POST /', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n'));
    await waitFor('the first chunk at the server', () => upstream.requests[0]?.body === 'hello');
    client.write('zz\r\n');
    t.equal((await client.answer()).status, 400);
    t.match(await ended(), { reason: 'bad-request', status: 400 });
    await waitFor('the server to be released', () => upstream.connections[0]?.over);
    t.equal(upstream.requests[0]?.complete, false);
  });

  t.test(`${name}: a body that ends too early is no complete request`, async (t) => {
    const { open, upstream, rules } = await stand(t, make);
    for (const [index, [field, body]] of [
      ['Content-Length: 10', 'hello'],
      ['Transfer-Encoding: chunked', '5\r\nhello\r\n'],
    ].entries()) {
      const client = await open();
      client.write(request('POST /', [field ?? ''], body));
      await waitFor('the request', () => upstream.requests.length === index + 1);
      client.end();
      await waitFor('the end', () => rules.ends.length === index + 1);
    }
    await waitFor('release', () => upstream.connections.every((each) => each.over));
    t.ok(upstream.requests.every((each) => !each.complete));
    t.ok(rules.ends.every((end) => ['bad-request', 'client-gone'].includes(end.reason)));
  });

  t.test(`${name}: a good request before a bad one is answered first`, async (t) => {
    const { open, upstream } = await stand(t, make);
    const client = await open();
    client.write(`${request('GET /good')}GET / HTTP/1.1\r\nHost : a\r\n\r\n${smuggled}`);
    t.match(await client.answer(), { status: 200, body: 'ok:/good' });
    t.equal((await client.answer()).status, 400);
    await waitFor('the close', () => client.over());
    t.equal(upstream.requests.length, 1);
  });

  t.test(`${name}: all good requests before a bad one are answered`, async (t) => {
    const { open, upstream } = await stand(t, make);
    const client = await open();
    const good = ['/1', '/2', '/3'].map((path) => request(`GET ${path}`)).join('');
    client.write(`${good}GET w HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`);
    for (const path of ['/1', '/2', '/3'])
      t.match(await client.answer(), { status: 200, body: `ok:${path}` });
    t.equal((await client.answer()).status, 400);
    await waitFor('the close', () => client.over());
    t.equal(upstream.requests.length, 3);
  });

  t.test(`${name}: chunk extensions without end are refused`, async (t) => {
    const { open, upstream, ended } = await stand(t, make);
    const client = await open();
    const flood = `1;${'e'.repeat(8000)}\r\nh\r\n`.repeat(200);
    client.write(request('POST /', ['Transfer-Encoding: chunked'], `${flood}0\r\n\r\n`));
    await waitFor('the close', () => client.over());
    t.match(await ended(), { reason: 'bad-request' });
    t.notOk(upstream.requests[0]?.complete);
  });

  t.test(`${name}: what follows Connection: close is not served`, async (t) => {
    const { open, upstream } = await stand(t, make);
    const client = await open();
    client.write(request('GET /last', ['Connection: close']) + smuggled);
    t.equal((await client.answer()).field('connection'), 'close');
    await waitFor('the close', () => client.over());
    t.equal(upstream.requests.length, 1);
  });
}
