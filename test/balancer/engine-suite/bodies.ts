// Bodies: framing made anew, trailers, interim answers, backpressure, answers that have no body.

import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';
import { answerText } from '../../support/wire-server.ts';
import { type MakeEngine, request, stand } from './stand.ts';

const megabyte = Buffer.alloc(1 << 20, 'x');

export function bodyTests(name: string, make: MakeEngine): void {
  t.test(`${name}: request bodies pass with a length or in chunks`, async (t) => {
    const { ask, upstream, rules, ended } = await stand(t, make);
    await ask(request('POST /l', ['Content-Length: 05'], 'hello'));
    await ask(request('POST /c', ['Transfer-Encoding: Chunked'], '2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'));
    await ask(request('POST /none'));
    await ask(request('GET /g', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'));
    await ask(request('DELETE /d', ['Content-Length: 5'], 'hello'));
    const seen = upstream.requests.map((each) => [
      each.target,
      each.body,
      each.field('content-length'),
      each.field('transfer-encoding'),
    ]);
    t.same(seen, [
      ['/l', 'hello', '5', undefined],
      ['/c', 'hello', undefined, 'chunked'],
      ['/none', '', '0', undefined],
      ['/g', 'hello', undefined, 'chunked'],
      ['/d', 'hello', '5', undefined],
    ]);
    await ended(5);
    t.same(
      rules.ends.map((end) => end.requestBodyBytes),
      [5, 5, 0, 5, 5],
    );
  });

  t.test(`${name}: answers pass with a length, in chunks, or up to the close`, async (t) => {
    const rows = [
      ['Content-Length: 5\r\n\r\nhello', 'length'],
      ['Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n', 'chunked'],
      ['Connection: close\r\n\r\nhello', 'chunked'],
    ] as const;
    const { ask, upstream } = await stand(t, make);
    for (const [answer, framing] of rows) {
      upstream.script = {
        onRequest: ({ connection }) => connection.end(`HTTP/1.1 200 OK\r\n${answer}`),
      };
      t.match(await ask(request('GET /')), { status: 200, body: 'hello', framing, complete: true });
    }
  });

  t.test(`${name}: HEAD, 204 and 304 have no body and keep the connection in order`, async (t) => {
    const { open, upstream } = await stand(t, make);
    const rows = [
      ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n', 200, '1234'],
      ['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 200, undefined],
      ['GET', 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 1234\r\n\r\n', 304, '1234'],
      ['GET', 'HTTP/1.1 204 No Content\r\n\r\n', 204, undefined],
    ] as const;
    const client = await open();
    for (const [method, answer, status, length] of rows) {
      upstream.script = { onRequest: ({ connection }) => connection.send(answer) };
      client.write(request(`${method} /x`));
      const head = await client.answer(method);
      t.equal(head.status, status, answer);
      t.equal(head.field('content-length'), length);
      t.equal(head.field('transfer-encoding'), undefined);
      upstream.script = {};
      client.write(request('GET /next'));
      t.equal((await client.answer()).body, 'ok:/next');
    }
  });

  t.test(`${name}: trailers pass, those that could mislead do not`, async (t) => {
    const { ask, upstream } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) =>
          connection.send(
            'HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n' +
              'X-Sum: 7\r\nLocation: http://evil/\r\nSet-Cookie: a=1\r\n\r\n',
          ),
      },
    });
    const answer = await ask(
      request(
        'POST /',
        ['Trailer: X-Check', 'Transfer-Encoding: chunked'],
        '5\r\nhello\r\n0\r\nX-Check: 1\r\nHost: evil\r\nX-More: 2\r\n\r\n',
      ),
    );
    t.ok(answer.complete);
    t.same(answer.trailers, [['X-Sum', '7']]);
    t.equal(answer.body, 'hi');
    t.same(upstream.requests[0]?.trailers, ['X-Check: 1', 'X-More: 2']);
    t.equal(upstream.requests[0]?.field('host'), 'crm.example.com');
  });

  t.test(`${name}: a Trailer field without chunks harms nobody`, async (t) => {
    const { ask, upstream } = await stand(t, make, {
      upstream: { onRequest: ({ connection }) => connection.send(answerText(200, 'hi', ['Trailer: X-A'])) },
    });
    t.equal((await ask(request('GET /', ['Trailer: foo']))).body, 'hi');
    t.equal((await ask(request('POST /', ['Trailer: foo', 'Content-Length: 1'], 'x'))).body, 'hi');
    t.same(upstream.requests[0]?.all('trailer'), []);
  });

  t.test(`${name}: interim answers pass, with what they say`, async (t) => {
    const { open, upstream } = await stand(t, make, {
      upstream: {
        onHead: ({ connection, method }) => {
          if (method === 'POST') connection.send('HTTP/1.1 100 Continue\r\n\r\n');
          else
            connection.send('HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nX-E: \xe9\r\n\r\n');
        },
      },
    });
    const client = await open();
    client.write(request('GET /hints'));
    const hinted = await client.answer();
    t.equal(hinted.status, 200);
    t.same(hinted.interim, [
      {
        status: 103,
        fields: [
          ['Link', '</a.css>; rel=preload'],
          ['X-E', '\xe9'],
        ],
      },
    ]);
    client.write(request('POST /up', ['Expect: 100-continue', 'Content-Length: 5']));
    await waitFor('100', () => client.received().includes('100 Continue'));
    t.equal(upstream.requests[1]?.complete, false, 'the server decides before the body is sent');
    client.write('hello');
    t.same(
      (await client.answer()).interim.map((each) => each.status),
      [100],
    );
    t.equal(upstream.requests[1]?.body, 'hello');
  });

  t.test(`${name}: interim answers are kept from an HTTP/1.0 client`, async (t) => {
    const { open } = await stand(t, make, {
      upstream: { onHead: ({ connection }) => connection.send('HTTP/1.1 103 Early\r\nLink: <a>\r\n\r\n') },
    });
    const client = await open();
    client.write('GET / HTTP/1.0\r\nHost: a\r\n\r\n');
    t.same((await client.answer()).interim, []);
  });

  t.test(`${name}: an answer may come before the body is there`, async (t) => {
    const { open } = await stand(t, make, {
      upstream: {
        onHead: ({ connection }) => connection.send('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig'),
      },
    });
    const client = await open();
    client.write(request('POST /', ['Content-Length: 1000000'], 'x'.repeat(1000)));
    t.match(await client.answer(), { status: 413, body: 'big', complete: true });
  });

  t.test(`${name}: a client that does not read makes the server wait`, async (t) => {
    let taken = 0;
    const { open, upstream, engine } = await stand(t, make);
    upstream.script = {
      onRequest: ({ connection }) => {
        connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${64 << 20}\r\n\r\n`);
        const more = () => {
          while (taken < 64 << 20) {
            taken += megabyte.length;
            if (!connection.socket.write(megabyte)) return;
          }
        };
        connection.socket.on('drain', more);
        more();
      },
    };
    const client = await open();
    client.socket.pause();
    client.write(request('GET /big'));
    let before = -1;
    await waitFor('the server to be stopped', async () => {
      if (taken > 0 && taken === before) return true;
      before = taken;
      await new Promise((resolve) => setTimeout(resolve, 150));
      return false;
    });
    t.ok(taken < 40 << 20, `${taken >> 20} MB were taken from the server`);
    t.equal(engine.stats().upstreamConnections, 1);
    client.close();
    await waitFor('the server to be released', () => engine.stats().upstreamConnections === 0);
  });

  t.test(`${name}: a server that does not read makes the client wait`, async (t) => {
    const { open, engine } = await stand(t, make, {
      limits: { serverTimeoutMs: 3000 },
      upstream: { onHead: ({ connection }) => connection.socket.pause() },
    });
    const client = await open();
    client.write(request('POST /big', [`Content-Length: ${64 << 20}`]));
    for (let sent = 0; sent < 64; sent++) client.write(megabyte);
    let before = -1;
    await waitFor('the client to be stopped', async () => {
      const waiting = client.socket.writableLength;
      if (waiting < 64 << 20 && waiting === before) return true;
      before = waiting;
      await new Promise((resolve) => setTimeout(resolve, 150));
      return false;
    });
    t.ok(
      client.socket.writableLength > 24 << 20,
      `${client.socket.writableLength >> 20} MB are still to be sent`,
    );
    await waitFor('the server to be released', () => engine.stats().upstreamConnections === 0);
  });

  t.test(`${name}: a large body passes whole both ways`, async (t) => {
    const total = 8 << 20;
    const { open, upstream, ended } = await stand(t, make, {
      upstream: {
        onRequest: (request) => {
          request.connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
          for (let at = 0; at < request.body.length; at += 1 << 20) {
            const part = request.body.slice(at, at + (1 << 20));
            request.connection.send(`${part.length.toString(16)}\r\n${part}\r\n`);
          }
          request.connection.send('0\r\n\r\n');
        },
      },
    });
    const client = await open();
    client.write(request('POST /echo', [`Content-Length: ${total}`]));
    for (let at = 0; at < total; at += megabyte.length) client.write(megabyte);
    const answer = await client.answer();
    t.equal(answer.body.length, total);
    t.ok(answer.complete);
    t.equal(upstream.requests[0]?.body.length, total);
    t.match(await ended(), { requestBodyBytes: total, responseBodyBytes: total });
  });
}
