// Application locks between connections, as the leader of several Fairleads will use them.

import type mssql from 'mssql';
import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';
import { errorOf, startLookAlike } from './look-alike.ts';

function acquire(pool: mssql.ConnectionPool, timeoutMs: number, mode = 'Exclusive') {
  return pool
    .request()
    .input('Resource', 'fairlead-leader')
    .input('LockMode', mode)
    .input('LockOwner', 'Session')
    .input('LockTimeout', timeoutMs)
    .execute('sp_getapplock')
    .then((result) => result.returnValue);
}

function release(pool: mssql.ConnectionPool) {
  return pool
    .request()
    .input('Resource', 'fairlead-leader')
    .input('LockOwner', 'Session')
    .execute('sp_releaseapplock');
}

t.test('one session holds the lock, another does not get it until it is released', async (t) => {
  const { connect, server } = await startLookAlike(t);
  const [one, other] = [await connect({ pool: { max: 1 } }), await connect({ pool: { max: 1 } })];
  t.equal(await acquire(one, 0), 0);
  t.equal(await acquire(one, 0), 0, 'the holder may ask again');
  t.equal(await acquire(other, 0), -1);
  t.equal(await acquire(other, 20), -1);
  await release(one);
  t.equal(await acquire(other, 0), -1, 'asked twice, released once');
  const waiting = acquire(other, 60_000);
  await waitFor('the request', () => server.connections().some((each) => each.running));
  await release(one);
  t.equal(await waiting, 1, 'granted after waiting');
  t.equal((await errorOf(release(one))).number, 1223);
});

t.test('the lock is free when its connection dies, by KILL or by the client going away', async (t) => {
  const { connect, server } = await startLookAlike(t);
  const [one, other] = [await connect({ pool: { max: 1 } }), await connect({ pool: { max: 1 } })];
  t.equal(await acquire(one, 0), 0);
  const waiting = acquire(other, 60_000);
  await waitFor('the request', () => server.connections().some((each) => each.running));
  await one.close();
  t.equal(await waiting, 1);
  const [holder] = server.connections();
  const third = await connect({ pool: { max: 1 } });
  t.equal(await acquire(third, 0), -1);
  await third.request().batch(`KILL ${holder?.id}`);
  await waitFor('the lock', async () => (await acquire(third, 0)) === 0);
});

t.test('shared locks are held together and keep an exclusive one out', async (t) => {
  const { connect } = await startLookAlike(t);
  const [one, two, three] = [
    await connect({ pool: { max: 1 } }),
    await connect({ pool: { max: 1 } }),
    await connect({ pool: { max: 1 } }),
  ];
  t.equal(await acquire(one, 0, 'Shared'), 0);
  t.equal(await acquire(two, 0, 'Shared'), 0);
  t.equal(await acquire(three, 0), -1);
  await release(one);
  await release(two);
  t.equal(await acquire(three, 0), 0);
});

t.test('EXEC with names, its result in a variable, APPLOCK_MODE and the view of locks', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect({ pool: { max: 1 } });
  const { recordset } = await pool.request().query(`
    DECLARE @result int;
    EXEC @result = sp_getapplock @Resource = N'r', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 0;
    IF @result >= 0 SELECT @result AS result, APPLOCK_MODE('public', 'r', 'Session') AS mode ELSE SELECT 'not granted' AS mode`);
  t.same(recordset, [{ result: 0, mode: 'Exclusive' }]);
  const locks =
    "SELECT request_mode AS mode FROM sys.dm_tran_locks WHERE resource_type = 'APPLICATION' AND request_session_id = @@SPID";
  t.same((await pool.request().query(locks)).recordset, [{ mode: 'X' }]);
  await pool.request().batch("EXEC sp_releaseapplock 'r', 'Session'");
  t.same((await pool.request().query(locks)).recordset, []);
});

t.test('a lock its transaction owns goes with the transaction, and needs one', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect({ pool: { max: 1 } });
  const outside =
    "DECLARE @r int; EXEC @r = sp_getapplock @Resource = N't', @LockMode = N'Shared'; SELECT @r AS r";
  t.same((await pool.request().batch(outside)).recordset, [{ r: -999 }]);
  await pool
    .request()
    .batch("BEGIN TRAN; EXEC sp_getapplock @Resource = 't', @LockMode = 'Exclusive'; COMMIT");
  t.same((await pool.request().query('SELECT COUNT(*) AS n FROM sys.dm_tran_locks')).recordset, [{ n: 0 }]);
});
