// Coming in, being too many, going down and coming back.

import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';
import { errorOf, startLookAlike } from './look-alike.ts';

t.test(
  'wrong passwords, wrong users and unknown databases stay outside with the numbers of a SQL Server',
  async (t) => {
    const { connect, server } = await startLookAlike(t);
    const rows = [
      [{ password: 'wrong' }, /^Login failed for user 'fairlead'\.$/],
      [{ user: 'nobody' }, /^Login failed for user 'nobody'\.$/],
      [{ user: 'FAIRLEAD', database: 'Other' }, /Login failed|Cannot open database "Other"/],
    ] as const;
    for (const [change, message] of rows) {
      const error = await errorOf(connect(change));
      t.equal(error.code, 'ELOGIN');
      t.match(error.message, message);
    }
    t.equal(server.connections().length, 0);
    const pool = await connect({ user: 'FairLead', database: 'crm' });
    t.ok(pool.connected, 'names compare without regard to case');
  },
);

t.test('one connection too many is refused, and there is room again after one leaves', async (t) => {
  const { connect, server } = await startLookAlike(t, { maxConnections: 2 });
  const one = { pool: { max: 1 } };
  const first = await connect(one);
  await first.request().query('SELECT 1 AS connected');
  await (await connect(one)).request().query('SELECT 1 AS connected');
  t.equal(server.connections().length, 2);
  const error = await errorOf(connect({ pool: { max: 1 } }));
  t.match(error.message, /maximum number of user connections has already been reached/);
  await first.close();
  await waitFor('room', () => server.connections().length === 1);
  const late = await connect({ pool: { max: 1 } });
  const configured = "SELECT value_in_use AS most FROM sys.configurations WHERE name = 'user connections'";
  t.same((await late.request().query(configured)).recordset, [{ most: 2 }]);
});

t.test('a pool works on several connections at once, each with a session of its own', async (t) => {
  const { connect, server } = await startLookAlike(t);
  const pool = await connect({ pool: { max: 4 } });
  const ask = () => pool.request().query("WAITFOR DELAY '00:00:00.100'; SELECT @@SPID AS spid");
  const answers = await Promise.all([ask(), ask(), ask(), ask(), ask(), ask()]);
  const ids = new Set(answers.map((answer) => answer.recordset[0]?.spid));
  t.ok(ids.size > 1 && ids.size <= 4, `${ids.size} sessions`);
  t.same(new Set(server.connections().map((each) => each.programName)), new Set(['node-mssql']));
  const sessions = await pool
    .request()
    .query('SELECT session_id, host_name, login_name FROM sys.dm_exec_sessions WHERE is_user_process = 1');
  t.equal(sessions.recordset.length, server.connections().length);
});

t.test('stopped and started again on its port, the same pool goes on', async (t) => {
  const { connect, server, port } = await startLookAlike(t);
  const pool = await connect({ pool: { max: 2 }, connectionTimeout: 2_000 });
  for (let round = 0; round < 5; round++) {
    t.match(await pool.request().query('SELECT 1 AS alive'), { recordset: [{ alive: 1 }] });
    const interrupted = errorOf(pool.request().query("WAITFOR DELAY '01:00:00'"));
    await waitFor('the statement', () => server.connections().some((each) => each.running));
    await server.stop();
    t.match((await interrupted).code, /ESOCKET|ECONNRESET|ECONNCLOSED/);
    t.equal(server.connections().length, 0);
    t.equal(await server.listen({ host: '127.0.0.1', port }), port);
    await waitFor('the pool', () =>
      pool
        .request()
        .query('SELECT 1')
        .then(
          () => true,
          () => false,
        ),
    );
  }
});

t.test('listening twice, or after close, is refused; a port in use is the error of the system', async (t) => {
  const { server, port } = await startLookAlike(t);
  await t.rejects(server.listen({ host: '127.0.0.1', port: 0 }), { code: 'DEM_TDS_STATE' });
  const { server: other } = await startLookAlike(t);
  await other.stop();
  await t.rejects(other.listen({ host: '127.0.0.1', port }), { code: 'EADDRINUSE' });
  t.ok((await other.listen({ host: '127.0.0.1', port: 0 })) > 0, 'and it can still listen elsewhere');
  await other.close();
  await t.rejects(other.listen({ host: '127.0.0.1', port: 0 }), { code: 'DEM_TDS_STATE' });
});
