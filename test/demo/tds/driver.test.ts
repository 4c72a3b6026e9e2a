// The look-alike seen through the real mssql driver: types, parameters, changes, errors, cancel.

import mssql from 'mssql';
import t from 'tap';
import { errorOf, nowMs, startLookAlike } from './look-alike.ts';

t.test('rows come with their types: text, numbers, moments, bits, NULL', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect();
  const { recordset } = await pool.request().query(`
    SELECT N'Zoë 田中' AS word, '' AS empty, CAST(7 AS tinyint) AS tiny, -3 AS number, CAST(9007199254740993 AS bigint) AS big,
      1.25 AS exact, 1.5e0 AS approximate, CAST(1 AS bit) AS yes, NULL AS nothing, CAST(NULL AS datetime) AS never,
      GETDATE() AS now, SYSUTCDATETIME() AS precise, CAST('2026-02-28' AS date) AS day, 0xCAFE AS bytes,
      CAST('6f9619ff-8b86-d011-b42d-00c04fc964ff' AS uniqueidentifier) AS id`);
  t.same(recordset[0], {
    word: 'Zoë 田中',
    empty: '',
    tiny: 7,
    number: -3,
    big: '9007199254740993',
    exact: 1.25,
    approximate: 1.5,
    yes: true,
    nothing: null,
    never: null,
    now: new Date(nowMs),
    precise: new Date(nowMs),
    day: new Date('2026-02-28'),
    bytes: Buffer.from([0xca, 0xfe]),
    id: '6F9619FF-8B86-D011-B42D-00C04FC964FF',
  });
});

t.test('parameters of every type come back as they were sent', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect();
  const when = new Date('2026-03-01T23:59:59.997Z');
  const { recordset } = await pool
    .request()
    .input('word', "it's 田中")
    .input('long', mssql.NVarChar(mssql.MAX), 'ä'.repeat(70_000))
    .input('narrow', mssql.VarChar(20), 'plain')
    .input('number', mssql.Int, -5)
    .input('big', mssql.BigInt, '9007199254740993')
    .input('yes', mssql.Bit, true)
    .input('float', mssql.Float, 0.1)
    .input('decimal', mssql.Decimal(12, 3), -1234.567)
    .input('when', mssql.DateTime, when)
    .input('precise', mssql.DateTime2(3), when)
    .input('bytes', mssql.VarBinary(10), Buffer.from([1, 2, 255]))
    .input('id', mssql.UniqueIdentifier, '6f9619ff-8b86-d011-b42d-00c04fc964ff')
    .input('nothing', mssql.NVarChar(10), null)
    .query(`SELECT @word AS word, @long AS long, @narrow AS narrow, @number AS number, @big AS big, @yes AS yes, @float AS float,
      @decimal AS decimal, @when AS [when], @precise AS precise, @bytes AS bytes, @id AS id, @nothing AS nothing`);
  t.same(recordset[0], {
    word: "it's 田中",
    long: 'ä'.repeat(70_000),
    narrow: 'plain',
    number: -5,
    big: '9007199254740993',
    yes: true,
    float: 0.1,
    decimal: -1234.567,
    when,
    precise: when,
    bytes: Buffer.from([1, 2, 255]),
    id: '6F9619FF-8B86-D011-B42D-00C04FC964FF',
    nothing: null,
  });
});

t.test('a batch gives all its results, its output parameters and its rows affected', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect();
  const result = await pool
    .request()
    .output('count', mssql.Int)
    .query(`
    SELECT 1 AS one; SELECT 2 AS two WHERE 1 = 0;
    UPDATE Users SET User_Disabled = 'Y' WHERE User_UserId <= 3;
    SET @count = @@ROWCOUNT`);
  t.same(result.recordsets, [[{ one: 1 }], []]);
  t.same(result.rowsAffected, [1, 0, 3]);
  t.equal(result.output.count, 3);
});

t.test('changes tell how many rows they touched and are there afterwards', async (t) => {
  const { connect, store } = await startLookAlike(t);
  const pool = await connect();
  const affected = async (text: string) => (await pool.request().query(text)).rowsAffected;
  t.same(
    await affected("UPDATE Custom_SysParams SET Parm_Value = 'True' WHERE Parm_Name = 'sim_doloadbalancing'"),
    [1],
  );
  t.equal(store.parameter('SIM_DoLoadBalancing'), 'True');
  t.same(
    await affected("INSERT INTO Custom_SysParams (Parm_Name, Parm_Value) VALUES (N'A', N'ü'), (N'B', NULL)"),
    [2],
  );
  t.equal(store.parameter('A'), 'ü');
  t.same(await affected("DELETE FROM Custom_SysParams WHERE Parm_Name IN ('a', 'b', 'c')"), [2]);
  t.same(await affected('SET NOCOUNT ON; UPDATE Users SET User_Disabled = NULL'), []);
});

t.test('an error has the number, severity and line a SQL Server gives', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect();
  const rows: readonly (readonly [string, number, number, RegExp])[] = [
    ['SELECT *\nFROM nope', 208, 2, /^Invalid object name 'nope'\.$/],
    ['SELECT nope FROM Users', 207, 1, /^Invalid column name 'nope'\.$/],
    ['SELECT u.nope FROM Users AS u', 207, 1, /Invalid column name 'nope'/],
    ['SELECT x.User_Logon FROM Users AS u', 4104, 1, /"x.User_Logon" could not be bound/],
    ['SELECT User_UserId FROM Users a JOIN Users b ON 1 = 1', 209, 1, /Ambiguous column name/],
    ['SELECT 1\n\nSELEC 2', 102, 3, /Incorrect syntax near '2'/],
    ['SELECT FROM Users', 156, 1, /Incorrect syntax near the keyword 'FROM'/],
    ["SELECT 'abc", 105, 1, /Unclosed quotation mark/],
    ['SELECT @missing', 137, 1, /Must declare the scalar variable "@missing"/],
    ['SELECT nope(1)', 195, 1, /'NOPE' is not a recognized built-in function name/],
    ['EXEC sp_nope', 2812, 1, /Could not find stored procedure 'sp_nope'/],
    ['SELECT 1 / 0', 8134, 1, /Divide by zero/],
    [
      "SELECT CAST('x1' AS int)",
      245,
      1,
      /Conversion failed when converting the nvarchar value 'x1' to data type int/,
    ],
    ["SELECT CAST('2026-02-30' AS datetime)", 241, 1, /Conversion failed when converting date/],
    ['SELECT CAST(300 AS tinyint)', 8115, 1, /Arithmetic overflow/],
    [
      'SELECT User_Logon, COUNT(*) FROM Users',
      8120,
      1,
      /not contained in either an aggregate function or the GROUP BY/,
    ],
    [
      'INSERT INTO Users (User_Logon) VALUES (NULL)',
      515,
      1,
      /Cannot insert the value NULL into column 'User_Logon'/,
    ],
    ["INSERT INTO Users (User_Logon) VALUES ('USER001')", 2627, 1, /duplicate key/],
    ["UPDATE Users SET User_LastServer = 'a-server-name-of-26-letters'", 2628, 1, /would be truncated/],
    ['UPDATE sys.databases SET name = 1', 259, 1, /system catalogs/],
    ['COMMIT', 3902, 1, /no corresponding BEGIN/],
    ['ROLLBACK', 3903, 1, /no corresponding BEGIN/],
    ['USE other', 911, 1, /Database 'other' does not exist/],
    ['KILL 999', 6106, 1, /Process ID 999 is not an active process ID/],
    ['CREATE TABLE x (a int)', 40510, 1, /'CREATE TABLE' is not supported/],
    ['SET IMPLICIT_TRANSACTIONS ON', 40510, 1, /not supported/],
    ['SET NONSENSE ON', 195, 1, /not a recognized SET option/],
    ['SELECT * FROM STRING_SPLIT(@a, @b)', 40510, 1, /not supported/],
    [`SELECT ${'('.repeat(300)}1${')'.repeat(300)}`, 191, 1, /nested too deeply/],
  ];
  for (const [text, number, line, message] of rows) {
    const error = await errorOf(pool.request().batch(text));
    t.match(
      { number: error.number, line: error.lineNumber, text: error.message },
      { number, line, text: message },
      text.slice(0, 60),
    );
  }
  t.match(await pool.request().query('SELECT 1 AS alive'), { recordset: [{ alive: 1 }] });
});

t.test('an unknown name ends its batch, a broken constraint only its statement', async (t) => {
  const { connect, store } = await startLookAlike(t);
  const pool = await connect();
  await errorOf(pool.request().batch("SELECT * FROM nope; UPDATE Users SET User_FirstName = 'reached'"));
  const first = () => store.database.prepare('SELECT User_FirstName AS name FROM Users').get()?.name;
  t.not(first(), 'reached');
  await errorOf(
    pool
      .request()
      .batch("INSERT INTO Users (User_Logon) VALUES (NULL); UPDATE Users SET User_FirstName = 'reached'"),
  );
  t.equal(first(), 'reached');
});

t.test('texts compare, group and sort without regard to case, as the collation says', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect();
  const one = async (text: string) => (await pool.request().query(text)).recordset;
  t.same(await one("SELECT COUNT(*) AS n FROM Users WHERE user_LOGON = 'USER001'"), [{ n: 1 }]);
  t.same(await one("SELECT CASE WHEN 'a' = 'A' THEN 1 ELSE 0 END AS same"), [{ same: 1 }]);
  t.same(await one("SELECT COUNT(DISTINCT x.v) AS n FROM (SELECT 'a' AS v UNION ALL SELECT 'A') AS x"), [
    { n: 1 },
  ]);
  t.same(await one("SELECT x.v FROM (SELECT 'b' AS v UNION ALL SELECT 'A') AS x ORDER BY x.v"), [
    { v: 'A' },
    { v: 'b' },
  ]);
  t.same(await one("SELECT 1 AS n WHERE 'CRMWEB1' LIKE 'crm[a-z]eb_' AND 'x' NOT LIKE '[^x]'"), [{ n: 1 }]);
});

t.test('cancel ends a running statement and the connection lives on', async (t) => {
  const { connect, server } = await startLookAlike(t);
  const pool = await connect({ pool: { max: 1 } });
  const [{ spid }] = (await pool.request().query('SELECT @@SPID AS spid')).recordset;
  const request = pool.request();
  const outcome = errorOf(request.query("WAITFOR DELAY '01:00:00'"));
  setTimeout(() => request.cancel(), 50);
  t.equal((await outcome).code, 'ECANCEL');
  t.same((await pool.request().query('SELECT @@SPID AS spid')).recordset, [{ spid }]);
  t.equal(server.connections().length, 1);
});

t.test('a time-out of the driver cancels the statement and the connection lives on', async (t) => {
  let delayMs = 0;
  const { connect } = await startLookAlike(t, { delayMs: () => delayMs });
  const pool = await connect({ requestTimeout: 200, pool: { max: 1 }, validateConnection: 'socket' });
  await pool.request().query('SELECT 1 AS connected');
  delayMs = 3_600_000;
  t.equal((await errorOf(pool.request().query('SELECT 1'))).code, 'ETIMEOUT');
  delayMs = 0;
  t.match(await pool.request().query('SELECT 1 AS alive'), { recordset: [{ alive: 1 }] });
});

t.test('prepared statements and procedures by name work', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect();
  const prepared = new mssql.PreparedStatement(pool);
  prepared.input('id', mssql.Int);
  await prepared.prepare('SELECT User_Logon AS logOn FROM Users WHERE User_UserId = @id');
  t.same((await prepared.execute({ id: 2 })).recordset, [{ logOn: 'user002' }]);
  t.same((await prepared.execute({ id: 4 })).recordset, [{ logOn: 'user004' }]);
  await prepared.unprepare();
  const called = await pool.request().input('stmt', "SELECT N'x' AS x").execute('sp_executesql');
  t.same(called.recordset, [{ x: 'x' }]);
  t.equal((await errorOf(pool.request().execute('sp_who_knows'))).number, 2812);
});
