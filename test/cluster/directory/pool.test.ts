import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';
import { failureFrom, openDatabase } from '../support/database.ts';
import { startWorld } from '../support/world.ts';

const select = 'SELECT COUNT(*) AS n FROM Users WHERE User_UserId <= @most';

t.test(
  'a statement with parameters is answered over an encrypted connection that both ends call so',
  async (t) => {
    const { server, settings } = await startWorld(t);
    const { database, problems } = openDatabase(settings);
    t.same(await database.query(select, { most: 5 }), [{ n: 5 }]);
    t.same(
      await database.query("SELECT @name + N'!' AS text, @nothing AS nothing", {
        name: "O'Zoë",
        nothing: null,
      }),
      [{ text: "O'Zoë!", nothing: null }],
    );
    t.same(database.encryption(), { asked: true, ownEnd: true, server: true });
    t.same(
      server.connections().map((each) => [each.encrypted, each.programName]),
      [[true, 'fairlead']],
    );
    await database.close();
    await waitFor('the connections to be closed', () => server.connections().length === 0);
    t.same(problems, []);
  },
);

t.test('strict encryption comes before everything else and is proven like any other', async (t) => {
  const { settings } = await startWorld(t);
  const { database } = openDatabase({ ...settings, encrypt: 'strict' });
  t.same(await database.query(select, { most: 1 }), [{ n: 1 }]);
  t.same(database.encryption(), { asked: 'strict', ownEnd: true, server: true });
  await database.close();
});

t.test('encryption asked for and not granted is a refusal', async (t) => {
  const { server, settings } = await startWorld(t, { encryption: 'off' });
  const { database } = openDatabase(settings);
  t.match(await failureFrom(database.query(select, { most: 1 })), { code: 'CLU_DATABASE_NOT_ENCRYPTED' });
  t.same(server.connections(), []);
  await database.close();
});

t.test('plain text works where it is asked for, and is known to be plain', async (t) => {
  const { settings } = await startWorld(t, { encryption: 'off' });
  const { database } = openDatabase({ ...settings, encrypt: false });
  t.same(await database.query(select, { most: 1 }), [{ n: 1 }]);
  t.same(database.encryption(), { asked: false, ownEnd: false, server: false });
  await database.close();
});

t.test('every new connection is proven, and proven once', async (t) => {
  const { server, settings, delay } = await startWorld(t);
  const { database, pacer } = openDatabase(settings);
  await database.query(select, { most: 1 });
  await database.query(select, { most: 1 });
  t.equal(pacer.count(), 3, 'one proof, two statements');
  delay.ms = 30;
  await Promise.all(Array.from({ length: 12 }, () => database.query(select, { most: 1 })));
  t.equal(server.connections().length, 4, 'never more than four connections');
  t.equal(pacer.count(), 3 + 12 + 3, 'three more proofs');
  await database.close();
});

t.test('wrong credentials and databases are told apart, by the number of the server', async (t) => {
  const { settings } = await startWorld(t);
  const table = [
    [{ password: 'wrong' }, 18456, /refused the login "fairlead"/],
    [{ user: 'nobody' }, 18456, /refused the login "nobody"/],
    [{ name: 'Nope' }, 4060, /database "Nope".*is not there/],
  ] as const;
  for (const [change, number, text] of table) {
    const { database } = openDatabase({ ...settings, ...change });
    const failure = await failureFrom(database.query(select, { most: 1 }));
    t.match(failure, { code: 'CLU_DATABASE_LOGIN', number, text });
    t.notMatch(JSON.stringify(failure), 'a password for tests');
    await database.close();
  }
});

t.test('a certificate that nobody vouches for is refused, with what to do', async (t) => {
  const { settings } = await startWorld(t);
  const { database } = openDatabase({ ...settings, caFile: null });
  const failure = await failureFrom(database.query(select, { most: 1 }));
  t.match(failure, {
    code: 'CLU_DATABASE_TLS',
    text: /certificate .* is not accepted/,
    mend: /database\.caFile/,
  });
  await database.close();
  const named = openDatabase({ ...settings, serverName: 'another.example.com' });
  t.match(await failureFrom(named.database.query(select, { most: 1 })), { text: /made out to another name/ });
  await named.database.close();
  const trusting = openDatabase({ ...settings, caFile: null, trustServerCertificate: true });
  t.same(await trusting.database.query(select, { most: 1 }), [{ n: 1 }]);
  await trusting.database.close();
});

t.test('a refused statement says so and keeps the connection', async (t) => {
  const { server, settings } = await startWorld(t);
  const { database } = openDatabase(settings);
  t.match(await failureFrom(database.query('SELECT 1 FROM NoSuchTable')), {
    code: 'CLU_STATEMENT_FAILED',
    number: 208,
  });
  const before = server.connections().map((each) => each.id);
  t.same(await database.query(select, { most: 1 }), [{ n: 1 }]);
  t.same(
    server.connections().map((each) => each.id),
    before,
  );
  t.equal(database.builds(), 1);
  for (let times = 0; times < 6; times += 1) await failureFrom(database.query('SELECT 1 FROM NoSuchTable'));
  t.equal(database.builds(), 2, 'after many in a row the pool is built anew all the same');
  await database.close();
});

t.test('a statement that takes too long is given up', async (t) => {
  const { settings, delay } = await startWorld(t);
  const { database } = openDatabase({ ...settings, requestTimeoutMs: 200 });
  await database.query(select, { most: 1 });
  delay.ms = 60_000;
  t.match(await failureFrom(database.query(select, { most: 1 })), {
    code: 'CLU_DATABASE_TIMEOUT',
    text: /a statement in time/,
  });
  delay.ms = 0;
  t.same(await database.query(select, { most: 1 }), [{ n: 1 }], 'and the next one works');
  await database.close();
});

t.test('a statement that is given up is not sent, and the connections stay', async (t) => {
  const { settings, delay, requests } = await startWorld(t);
  const { database, pacer } = openDatabase(settings, 3);
  await database.query(select, { most: 1 });
  await database.query(select, { most: 1 });
  const sent = requests.count;
  const stop = new AbortController();
  const asked = failureFrom(database.query(select, { most: 1 }, { signal: stop.signal }));
  stop.abort();
  t.match(await asked, { code: 'CLU_CANCELLED', text: /given up before it was answered/ });
  t.equal(pacer.count(), 3, 'it has left the line');
  t.equal(requests.count, sent);
  delay.ms = 60_000;
  const later = new AbortController();
  const running = failureFrom(
    database.query(
      select,
      { most: 1 },
      { signal: later.signal, onSend: () => setImmediate(() => later.abort()) },
    ),
  );
  t.match(await running, { code: 'CLU_CANCELLED' });
  delay.ms = 0;
  t.same(await database.query(select, { most: 1 }), [{ n: 1 }]);
  t.equal(database.builds(), 1);
  await database.close();
});

t.test(
  'a database that goes down in the middle and comes back is found again, and the process lives',
  async (t) => {
    const { server, settings, port, delay } = await startWorld(t);
    const { database } = openDatabase(settings);
    await database.query(select, { most: 1 });
    delay.ms = 60_000;
    const asked = failureFrom(database.query(select, { most: 1 }));
    await waitFor('the statement to run', () => server.connections().length === 1);
    await server.stop();
    t.match(await asked, { code: 'CLU_DATABASE_UNREACHABLE' });
    t.match(await failureFrom(database.query(select, { most: 1 })), { text: /Nobody listens/ });
    delay.ms = 0;
    await server.listen({ host: '127.0.0.1', port });
    t.same(await database.query(select, { most: 1 }), [{ n: 1 }]);
    t.same(database.encryption(), { asked: true, ownEnd: true, server: true });
    await database.close();
  },
);

t.test('an idle connection that breaks is replaced, and the new one is proven too', async (t) => {
  const { server, settings, port } = await startWorld(t);
  const { database, pacer } = openDatabase(settings);
  await database.query(select, { most: 1 });
  await server.stop();
  await server.listen({ host: '127.0.0.1', port });
  const before = pacer.count();
  await waitFor('an answer', async () => {
    try {
      return await database.query(select, { most: 1 });
    } catch {
      return undefined;
    }
  });
  t.ok(pacer.count() >= before + 2, 'a proof and a statement');
  await database.close();
});

t.test('a server without room for one more connection is told', async (t) => {
  const { settings } = await startWorld(t, { maxConnections: 0 });
  const { database } = openDatabase(settings);
  const failure = await failureFrom(database.query(select, { most: 1 }));
  t.match(failure.code, /^CLU_DATABASE_/, failure.text);
  await database.close();
});

t.test('closing cuts a statement, a connection being made and a wait for the pace', async (t) => {
  const { server, settings, delay } = await startWorld(t);
  const { database } = openDatabase({ ...settings, connectTimeoutMs: 60_000, requestTimeoutMs: 60_000 }, 3);
  await database.query(select, { most: 1 });
  delay.ms = 60_000;
  const asked = [
    failureFrom(database.query(select, { most: 1 })),
    failureFrom(database.query(select, { most: 1 })),
  ];
  await waitFor('the statement to run', () => server.connections().length === 1);
  await database.close();
  t.equal((await Promise.all(asked)).length, 2);
});
