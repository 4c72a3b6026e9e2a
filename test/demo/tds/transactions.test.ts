// Transactions of several connections: what a rollback takes back, what others see meanwhile.

import t from 'tap';
import { errorOf, nowMs, startLookAlike } from './look-alike.ts';

t.test('a rollback takes back inserts, updates and deletes; a commit keeps them', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect();
  const count = async (where: string) =>
    (await pool.request().query(`SELECT COUNT(*) AS n FROM Users WHERE ${where}`)).recordset[0]?.n;
  const change = `INSERT INTO Users (User_Logon) VALUES ('new');
    UPDATE Users SET User_FirstName = 'Changed' WHERE User_UserId IN (1, 2);
    DELETE FROM Users WHERE User_UserId = 3; UPDATE Users SET User_UserId = 77 WHERE User_UserId = 2`;
  const transaction = pool.transaction();
  await transaction.begin();
  t.same((await transaction.request().query(change)).rowsAffected, [1, 2, 1, 1]);
  t.match(await transaction.request().query('SELECT @@TRANCOUNT AS n'), { recordset: [{ n: 1 }] });
  await transaction.rollback();
  t.equal(await count("User_FirstName = 'Changed' OR User_Logon = 'new' OR User_UserId = 77"), 0);
  t.equal(await count('User_UserId BETWEEN 1 AND 5'), 5);
  const kept = pool.transaction();
  await kept.begin();
  await kept.request().query(change);
  await kept.commit();
  t.equal(await count("User_FirstName = 'Changed'"), 2);
  t.equal(await count('User_UserId = 3'), 0);
});

t.test('a log-on of the CRM itself outlives the rollback of somebody else', async (t) => {
  const { connect, store } = await startLookAlike(t);
  const transaction = (await connect()).transaction();
  await transaction.begin();
  await transaction.request().query("UPDATE Custom_SysParams SET Parm_Value = 'x'");
  store.recordLogOn(2, 'CRMWEB1', nowMs);
  await transaction.rollback();
  t.equal(store.parameter('HTTPPort'), '8081');
  t.equal(store.database.prepare('SELECT COUNT(*) AS n FROM Activity').get()?.n, 1);
});

t.test('others wait for unfinished writes, up to LOCK_TIMEOUT, unless they read dirty', async (t) => {
  const { connect } = await startLookAlike(t);
  const [one, other] = [await connect(), await connect({ pool: { max: 1 } })];
  const transaction = one.transaction();
  await transaction.begin();
  await transaction.request().query("UPDATE Users SET User_FirstName = 'unfinished'");
  const dirty = 'SELECT COUNT(*) AS n FROM Users WITH (NOLOCK) WHERE User_FirstName = @name';
  t.match(await other.request().input('name', 'unfinished').query(dirty), { recordset: [{ n: 5 }] });
  const impatient = 'SET LOCK_TIMEOUT 20; SELECT COUNT(*) AS n FROM Users';
  t.equal((await errorOf(other.request().batch(impatient))).number, 1222);
  const patient = other
    .request()
    .batch("SET LOCK_TIMEOUT -1; SELECT COUNT(*) AS n FROM Users WHERE User_FirstName = 'unfinished'");
  await transaction.rollback();
  t.match(await patient, { recordset: [{ n: 0 }] });
});

t.test('savepoints, nesting and XACT_ABORT in a batch', async (t) => {
  const { connect, store } = await startLookAlike(t);
  const pool = await connect();
  await pool.request().batch(`BEGIN TRAN; UPDATE Users SET User_FirstName = 'kept'; SAVE TRAN here;
    UPDATE Users SET User_LastName = 'lost'; ROLLBACK TRAN here; BEGIN TRAN; COMMIT; COMMIT`);
  const rows = () =>
    store.database.prepare('SELECT DISTINCT User_FirstName AS a, User_LastName AS b FROM Users').all();
  t.ok(rows().every((row) => row.a === 'kept' && row.b !== 'lost'));
  await errorOf(
    pool
      .request()
      .batch("SET XACT_ABORT ON; BEGIN TRAN; UPDATE Users SET User_FirstName = 'gone'; SELECT 1/0"),
  );
  t.ok(rows().every((row) => row.a === 'kept'));
  t.match(await pool.request().batch('SET XACT_ABORT OFF; SELECT @@TRANCOUNT AS n'), {
    recordset: [{ n: 0 }],
  });
});

t.test('a transaction dies with its connection', async (t) => {
  const { connect, store, server } = await startLookAlike(t);
  const [one, other] = [await connect({ pool: { max: 1 } }), await connect()];
  const open = "BEGIN TRAN; UPDATE Custom_SysParams SET Parm_Value = 'x'; SELECT @@SPID AS spid";
  const spid = (await one.request().batch(open)).recordset[0]?.spid;
  await other.request().batch(`KILL ${spid}`);
  t.match(
    await other.request().query("SELECT Parm_Value AS v FROM Custom_SysParams WHERE Parm_Name = 'HTTPPort'"),
    { recordset: [{ v: '8081' }] },
  );
  t.equal(store.parameter('HTTPPort'), '8081');
  t.notOk(server.connections().some((each) => each.id === spid));
});
