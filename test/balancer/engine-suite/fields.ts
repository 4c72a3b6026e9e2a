// The fields of a message: what passes untouched, what never passes, what the rules change.

import t from 'tap';
import { forwardTo } from '../../support/scripted-rules.ts';
import { answerText } from '../../support/wire-server.ts';
import { type MakeEngine, request, stand } from './stand.ts';

const edits = {
  drop: ['x-gone'],
  replace: new Map([['x-old', 'new']]),
  append: ['X-Added', 'a', 'X-Added', 'b'],
};

export function fieldTests(name: string, make: MakeEngine): void {
  t.test(`${name}: a request and its answer pass`, async (t) => {
    const { ask, upstream, rules, ended } = await stand(t, make);
    const answer = await ask(request('GET /eware.dll/Do?a=b%20c'));
    t.equal(answer.status, 200);
    t.equal(answer.body, 'ok:/eware.dll/Do?a=b%20c');
    t.equal(upstream.requests[0]?.field('host'), 'crm.example.com', 'Host is kept');
    const end = await ended();
    t.match(end, { reason: 'completed', status: 200, requestBodyBytes: 0, responseBodyBytes: 24 });
    t.ok(end.connectMs !== undefined && end.firstByteMs !== undefined && end.totalMs >= 0);
    t.same(rules.calls[0], ['begin', 'route', 'responseHead', 'end']);
    t.match(rules.heads[0], {
      method: 'GET',
      target: '/eware.dll/Do?a=b%20c',
      version: '1.1',
      websocket: false,
    });
    t.equal(rules.heads[0]?.client.address, '127.0.0.1');
  });

  t.test(`${name}: case, order, duplicates and bytes of fields are kept both ways`, async (t) => {
    const { ask, upstream, rules } = await stand(t, make, {
      upstream: {
        onRequest: (request) =>
          request.connection.send(
            answerText(200, 'hi', [
              'X-B: caf\xe9 \xff',
              'set-cookie: a=1; Path=/',
              'Set-Cookie: b="x, y"',
              'Content-Disposition: attachment; filename="\xfcber.pdf"',
              'X-a: 1',
            ]),
          ),
      },
    });
    const answer = await ask(
      request('GET /', ['X-Zed: caf\xe9', 'cookie: a=1', 'Cookie: b=2', 'x-ZED: 2', 'X-Empty:']),
    );
    const kept = upstream.requests[0]?.fields.filter((each) => /^(x-|cookie)/i.test(each[0]));
    t.same(kept, [
      ['X-Zed', 'caf\xe9'],
      ['cookie', 'a=1'],
      ['Cookie', 'b=2'],
      ['x-ZED', '2'],
      ['X-Empty', ''],
    ]);
    t.same(
      answer.fields.filter((each) => /^(x-|set-|content-d)/i.test(each[0])),
      [
        ['X-B', 'caf\xe9 \xff'],
        ['set-cookie', 'a=1; Path=/'],
        ['Set-Cookie', 'b="x, y"'],
        ['Content-Disposition', 'attachment; filename="\xfcber.pdf"'],
        ['X-a', '1'],
      ],
    );
    t.same(rules.heads[0]?.fields('cookie'), ['a=1', 'b=2']);
    t.equal(rules.heads[0]?.field('x-zed'), 'caf\xe9');
  });

  t.test(`${name}: bytes of fields are kept where there is no body at once`, async (t) => {
    const { open, upstream } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) =>
          connection.send('HTTP/1.1 200 caf\xe9\r\nX-B: \xe9\r\nContent-Length: 2\r\n\r\n'),
      },
    });
    const client = await open();
    client.write(request('POST /', ['X-B: \xe9', 'Content-Length: 2', 'Expect: 100-continue'], 'hi'));
    const answer = await client.answer('HEAD');
    t.equal(answer.field('x-b'), '\xe9');
    t.equal(answer.reason, 'caf\xe9');
    t.equal(upstream.requests[0]?.field('x-b'), '\xe9');
  });

  t.test(`${name}: hop-by-hop fields pass in neither direction`, async (t) => {
    const { ask, upstream } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) =>
          connection.send(
            answerText(200, 'hi', [
              'Connection: X-Secret, keep-alive',
              'X-Secret: 1',
              'Keep-Alive: timeout=99',
              'Upgrade: h2c',
              'Proxy-Authenticate: Basic',
              'X-Kept: 1',
            ]),
          ),
      },
    });
    const answer = await ask(
      request('GET /', [
        'Connection: X-Hop1, cookie, Host, authorization, content-type',
        'connection: x-hop2',
        'X-Hop1: 1',
        'X-Hop2: 1',
        'TE: trailers',
        'Keep-Alive: 5',
        'Proxy-Connection: keep-alive',
        'Proxy-Authorization: Basic x',
        'Cookie: a=1',
        'Authorization: Basic y',
        'Content-Type: text/plain',
        'X-Kept: 1',
      ]),
    );
    const names = upstream.requests[0]?.fields.map((each) => each[0].toLowerCase()) ?? [];
    for (const gone of ['x-hop1', 'x-hop2', 'te', 'keep-alive', 'proxy-connection', 'proxy-authorization'])
      t.notOk(names.includes(gone), `${gone} does not reach the server`);
    for (const kept of ['cookie', 'host', 'authorization', 'content-type', 'x-kept'])
      t.ok(names.includes(kept), `${kept} reaches the server although it was named in Connection`);
    t.notMatch(upstream.requests[0]?.field('connection') ?? '', /hop|cookie/i);
    t.equal(answer.field('x-kept'), '1');
    for (const gone of ['x-secret', 'upgrade', 'proxy-authenticate']) t.equal(answer.field(gone), undefined);
    t.notMatch(answer.field('keep-alive') ?? '', /99/);
    t.notMatch(answer.field('connection') ?? '', /secret/i);
  });

  t.test(`${name}: the rules drop, replace and append fields both ways`, async (t) => {
    const { ask, upstream, rules, server } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) =>
          connection.send(answerText(200, 'hi', ['X-Gone: 1', 'X-Old: 1', 'X-OLD: 2', 'X-Last: 1'])),
      },
    });
    rules.script = {
      route: () => forwardTo(server, edits),
      responseHead: () => ({ edits, watchBody: false }),
    };
    const answer = await ask(
      request('GET /', ['Connection: X-Added', 'X-Gone: 1', 'x-old: 1', 'X-Old: 2', 'X-Last: 1']),
    );
    const wanted = (old: string) => [
      [old, 'new'],
      ['X-Last', '1'],
      ['X-Added', 'a'],
      ['X-Added', 'b'],
    ];
    t.same(
      upstream.requests[0]?.fields.filter((each) => /^x-/i.test(each[0])),
      wanted('x-old'),
    );
    t.same(
      answer.fields.filter((each) => /^x-/i.test(each[0])),
      wanted('X-Old'),
    );
  });

  t.test(`${name}: an absolute target is sent on in origin form, its host as Host`, async (t) => {
    const rows = [
      ['GET http://a.example.com/p?q', '/p?q', 'a.example.com'],
      ['GET HTTP://a.example.com:81?q', '/?q', 'a.example.com:81'],
      ['GET https://a.example.com', '/', 'a.example.com'],
      ['OPTIONS http://a.example.com', '*', 'a.example.com'],
      ['OPTIONS *', '*', 'crm.example.com'],
    ] as const;
    const { ask, upstream, rules } = await stand(t, make);
    for (const [index, [line, target, host]] of rows.entries()) {
      t.equal((await ask(request(line))).status, 200, line);
      t.equal(upstream.requests[index]?.target, target);
      t.same(upstream.requests[index]?.all('host'), [host]);
      t.equal(rules.heads[index]?.target, target);
      t.equal(rules.heads[index]?.field('host'), host);
    }
  });

  t.test(`${name}: OPTIONS goes no further than it may`, async (t) => {
    const { ask, upstream } = await stand(t, make);
    t.equal((await ask(request('OPTIONS /', ['Max-Forwards: 0']))).status, 200);
    t.equal(upstream.requests.length, 0);
    t.equal((await ask(request('OPTIONS /', ['Max-Forwards: 3']))).status, 200);
    t.equal(upstream.requests[0]?.field('max-forwards'), '2');
    t.equal((await ask(request('GET /', ['Max-Forwards: 3']))).status, 200);
    t.equal(upstream.requests[1]?.field('max-forwards'), '3');
  });

  t.test(`${name}: one connection carries many requests, answered in order`, async (t) => {
    const { open, upstream } = await stand(t, make);
    const client = await open();
    client.write(request('GET /1') + request('POST /2', ['Content-Length: 2'], 'hi') + request('HEAD /3'));
    t.equal((await client.answer()).body, 'ok:/1');
    t.equal((await client.answer()).body, 'ok:/2');
    t.equal((await client.answer('HEAD')).status, 200);
    client.write(`\r\n${request('GET /4')}`);
    t.equal((await client.answer()).body, 'ok:/4');
    t.equal(upstream.connections.length, 1, 'over one kept connection to the server');
  });

  t.test(`${name}: a pipelined request waits for the answer of the one before`, async (t) => {
    const { open, upstream } = await stand(t, make, { upstream: { onRequest: () => undefined } });
    const client = await open();
    client.write(request('POST /1', ['Content-Length: 0']) + request('POST /2', ['Content-Length: 0']));
    await t.resolveMatch(
      (async () => {
        while (upstream.requests.length < 1) await new Promise((resolve) => setImmediate(resolve));
        for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
        return upstream.requests.map((each) => each.target);
      })(),
      ['/1'],
    );
    upstream.script = {
      onRequest: (request) => request.connection.send(answerText(200, 'second')),
    };
    upstream.requests[0]?.connection.send(answerText(200, 'first'));
    t.equal((await client.answer()).body, 'first');
    t.equal((await client.answer()).body, 'second');
  });

  t.test(`${name}: an HTTP/1.0 client gets what it can read`, async (t) => {
    const { open, upstream } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) =>
          connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n'),
      },
    });
    const client = await open();
    client.write('GET /old HTTP/1.0\r\n\r\n');
    const answer = await client.answer();
    t.match(answer, { status: 200, body: 'hi', framing: 'close', complete: true });
    t.equal(answer.field('transfer-encoding'), undefined);
    t.equal(upstream.requests[0]?.version, 'HTTP/1.1');
    t.equal(upstream.requests[0]?.all('host').length, 1, 'HTTP/1.1 towards the server needs a Host');
  });
}
