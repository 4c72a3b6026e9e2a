// The calls an engine makes to the rules: in which order, with what, and what becomes of a rule that throws.

import t from 'tap';
import { forwardTo, noEdits, replyWith } from '../../support/scripted-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { answerText } from '../../support/wire-server.ts';
import { type MakeEngine, request, stand } from './stand.ts';

export function rulesTests(name: string, make: MakeEngine): void {
  t.test(`${name}: a reply of the rules is sent without asking a server`, async (t) => {
    const { open, upstream, rules, ended } = await stand(t, make, {
      script: { route: () => replyWith(503, 'd\u00e9sol\u00e9', ['Retry-After', '5', 'Set-Cookie', 'a=1']) },
    });
    const client = await open();
    client.write(request('GET /'));
    const answer = await client.answer();
    t.match(answer, { status: 503, framing: 'length' });
    t.equal(Buffer.from(answer.body, 'latin1').toString(), 'd\u00e9sol\u00e9');
    t.same([answer.field('retry-after'), answer.field('set-cookie')], ['5', 'a=1']);
    client.write(request('HEAD /'));
    t.equal((await client.answer('HEAD')).field('content-length'), '8');
    client.write(request('POST /', ['Content-Length: 5'], 'hello'));
    t.equal((await client.answer()).status, 503, 'the connection goes on');
    t.equal(upstream.connections.length, 0);
    t.match(await ended(), { reason: 'replied', status: 503, connectMs: undefined, firstByteMs: undefined });
    t.same(rules.calls[0], ['begin', 'route', 'end']);
  });

  t.test(`${name}: the rules see the first bytes of a body, and the server gets all of it`, async (t) => {
    const rows = [
      [8, 'Content-Length: 20', 'hello-hello-hello-oh', 8],
      [8, 'Content-Length: 3', 'abc', 3],
      [4096, 'Transfer-Encoding: chunked', '5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n', 6],
      [8, 'Content-Length: 0', '', 0],
    ] as const;
    const seen: string[] = [];
    const { ask, rules, upstream, server } = await stand(t, make);
    for (const [peekBytes, framing, body, least] of rows) {
      rules.script = {
        peekBytes,
        route: (peeked) => {
          seen.push(peeked.toString('latin1'));
          return forwardTo(server);
        },
      };
      t.equal((await ask(request('POST /log-on', [framing], body))).status, 200);
      t.ok((seen.at(-1)?.length ?? -1) >= least, `${least} bytes or more were seen`);
      t.ok(upstream.requests.at(-1)?.body.startsWith(seen.at(-1) ?? '?'));
    }
    t.same(
      upstream.requests.map((each) => each.body),
      ['hello-hello-hello-oh', 'abc', 'hello!', ''],
    );
  });

  t.test(`${name}: a body that comes slowly is waited for before the decision`, async (t) => {
    const seen: string[] = [];
    const { open, rules, server, upstream } = await stand(t, make);
    rules.script = {
      peekBytes: 6,
      route: (peeked) => {
        seen.push(peeked.toString());
        return forwardTo(server);
      },
    };
    const client = await open();
    client.write(request('POST /', ['Content-Length: 9', 'Expect: 100-continue']));
    await waitFor('100, for else no body comes', () => client.received().includes('100 Continue'));
    client.write('abc');
    await waitFor('the request', () => rules.calls[0]);
    t.same(seen, []);
    client.write('defghi');
    t.equal((await client.answer()).status, 200);
    t.equal(seen[0]?.slice(0, 6), 'abcdef');
    t.equal(upstream.requests[0]?.body, 'abcdefghi');
    t.equal(upstream.requests[0]?.field('expect'), undefined, 'the expectation has been met already');
  });

  t.test(`${name}: the rules watch the body of an answer as it passes`, async (t) => {
    const chunks: string[] = [];
    const { ask, upstream } = await stand(t, make, {
      script: {
        responseHead: () => ({ edits: noEdits, watchBody: true }),
        responseChunk: (chunk) => chunks.push(chunk),
      },
    });
    t.equal((await ask(request('GET /a'))).body, 'ok:/a');
    t.equal(chunks.join(''), 'ok:/a');
    chunks.length = 0;
    upstream.script = {
      onRequest: ({ connection }) => connection.send(answerText(200, 'zipped', ['Content-Encoding: gzip'])),
    };
    t.equal((await ask(request('GET /z'))).body, 'zipped');
    t.same(chunks, [], 'a coded body is nothing to read');
  });

  t.test(`${name}: the rules put a line into a page as it streams by`, async (t) => {
    const { ask, open, upstream } = await stand(t, make, {
      script: { responseHead: () => ({ edits: noEdits, watchBody: true, insert: '[line]' }) },
    });
    const page = `<html><title><body></title><body id="b">${'x'.repeat(40_000)}</body></html>`;
    const withLine = page.replace('<body id="b">', '<body id="b">[line]');
    const answers = async (text: string) => {
      upstream.script = { onRequest: ({ connection }) => connection.send(text) };
      return ask(request('GET /'));
    };
    const sized = await answers(answerText(200, page, ['Content-Type: text/html']));
    t.equal(sized.body, withLine);
    t.equal(sized.field('content-length'), undefined);
    t.equal(sized.field('transfer-encoding'), 'chunked');
    t.equal((await answers(answerText(200, 'no page', []))).body, 'no page');
    const coded = await answers(answerText(200, page, ['Content-Encoding: gzip']));
    t.equal(coded.body, page);
    t.equal(coded.field('content-length'), String(page.length));
    upstream.script = {
      async onRequest({ connection }) {
        connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        for (const piece of ['<bo', 'dy', '>a', '</body>'])
          connection.send(`${piece.length.toString(16)}\r\n${piece}\r\n`);
        connection.send('0\r\n\r\n');
      },
    };
    t.equal((await ask(request('GET /'))).body, '<body>[line]a</body>');
    upstream.script = { onRequest: ({ connection }) => connection.send(answerText(200, '<body>old', [])) };
    const old = await open();
    old.write('GET / HTTP/1.0\r\nHost: crm.example.com\r\n\r\n');
    await waitFor('the end', () => old.received().endsWith('old'));
    t.match(old.received(), /\r\n\r\n<body>\[line\]old$/);
    t.notMatch(old.received(), /content-length|chunked/i);
    upstream.script = {
      onRequest: ({ connection }) => connection.send('HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'),
    };
    t.equal((await ask(request('GET /'))).status, 304);
  });

  t.test(`${name}: the rules see the head of the answer`, async (t) => {
    const seen: unknown[] = [];
    const { ask } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) =>
          connection.send(
            answerText(302, '', ['Location: http://crm01/x', 'Set-Cookie: a', 'Set-Cookie: b']),
          ),
      },
      script: {
        responseHead: (head) => {
          seen.push(head.status, head.field('location'), head.fields('set-cookie'));
          return {
            edits: { drop: [], replace: new Map([['location', '/x']]), append: [] },
            watchBody: false,
          };
        },
      },
    });
    const answer = await ask(request('GET /'));
    t.same(seen, [302, 'http://crm01/x', ['a', 'b']]);
    t.equal(answer.field('location'), '/x');
  });

  const broken = () => {
    throw new Error('a fault in the rules');
  };
  for (const [step, script] of [
    ['begin', { begin: broken }],
    ['route', { route: broken }],
    ['responseHead', { responseHead: broken }],
  ] as const) {
    t.test(`${name}: a throw in ${step} is an answer and a problem, not an end of the process`, async (t) => {
      const { ask, rules, problems } = await stand(t, make, { script, problemsExpected: true });
      t.match((await ask(request('GET /'))).status, /^50[02]$/);
      await waitFor('the problem', () => problems.length > 0);
      t.match(String(problems[0]?.message) + String(problems[0]?.cause), /a fault in the rules/);
      rules.script = {};
      t.equal((await ask(request('GET /'))).status, 200, 'the next request is served');
      if (step === 'begin') rules.calls.splice(0, rules.calls.length);
    });
  }

  t.test(`${name}: a throw in responseChunk is a problem, the answer passes`, async (t) => {
    const { ask, problems } = await stand(t, make, {
      problemsExpected: true,
      script: { responseHead: () => ({ edits: noEdits, watchBody: true }), responseChunk: broken },
    });
    t.equal((await ask(request('GET /'))).body, 'ok:/');
    await waitFor('the problem', () => problems.length > 0);
  });
}
