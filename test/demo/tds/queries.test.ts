// What SELECT can do on the look-alike, as one table: the statement, the rows it must give.

import t from 'tap';
import { startLookAlike } from './look-alike.ts';

const rows: readonly (readonly [string, readonly unknown[]])[] = [
  ['SELECT TOP (2) User_UserId AS n FROM Users ORDER BY User_UserId DESC', [{ n: 5 }, { n: 4 }]],
  ['SELECT User_UserId AS n FROM Users ORDER BY 1 OFFSET 3 ROWS FETCH NEXT 1 ROWS ONLY', [{ n: 4 }]],
  ['SELECT u.* FROM (SELECT 1 AS a, 2 AS b) AS u', [{ a: 1, b: 2 }]],
  ['SELECT x.a FROM (SELECT 1, 2) AS x (a, b)', [{ a: 1 }]],
  [
    'WITH w (a) AS (SELECT 1 UNION ALL SELECT 2) SELECT SUM(a) AS s, AVG(a) AS m, MAX(a) AS x FROM w',
    [{ s: 3, m: 1, x: 2 }],
  ],
  ["SELECT DISTINCT x.v FROM (SELECT N'a' AS v UNION ALL SELECT N'A') AS x", [{ v: 'a' }]],
  [
    'SELECT a.n, b.n AS m FROM (SELECT 1 AS n UNION SELECT 2) AS a LEFT JOIN (SELECT 2 AS n) AS b ON a.n = b.n ORDER BY a.n',
    [
      { n: 1, m: null },
      { n: 2, m: 2 },
    ],
  ],
  ['SELECT COUNT(*) AS n FROM Users a, Users b', [{ n: 25 }]],
  [
    'SELECT COUNT(*) AS n FROM Users u WHERE EXISTS (SELECT 1 FROM Users v WHERE v.User_UserId = u.User_UserId + 1)',
    [{ n: 4 }],
  ],
  [
    'SELECT COUNT(*) AS n FROM Users WHERE User_UserId IN (SELECT TOP 2 User_UserId FROM Users ORDER BY User_UserId)',
    [{ n: 2 }],
  ],
  [
    'SELECT COUNT(*) AS n FROM Users WHERE User_UserId NOT IN (1, 2) AND User_UserId NOT BETWEEN 4 AND 9',
    [{ n: 1 }],
  ],
  [
    'SELECT User_UserId % 2 AS odd, COUNT(*) AS n FROM Users GROUP BY User_UserId % 2 HAVING COUNT(*) > 2',
    [{ odd: 1, n: 3 }],
  ],
  ['SELECT (SELECT COUNT(*) FROM Users) + 1 AS n', [{ n: 6 }]],
  [
    'SELECT ROW_NUMBER() OVER (ORDER BY User_UserId DESC) AS r FROM Users WHERE User_UserId > 4',
    [{ r: '1' }],
  ],
  ["SELECT STRING_AGG(x.v, ';') AS list FROM (SELECT 'a' AS v UNION ALL SELECT 'b') AS x", [{ list: 'a;b' }]],
  [
    'SELECT 7 / 2 AS whole, 7 % 3 AS rest, 7 / 2.0 AS exact, -7 / 2 AS negative, 6 & 3 AS bits, 6 ^ 3 AS xor',
    [{ whole: 3, rest: 1, exact: 3.5, negative: -3, bits: 2, xor: 5 }],
  ],
  [
    "SELECT 'a' + N'b' AS text, '1' + 1 AS number, 'a' + NULL AS nothing, CONCAT('a', NULL, 1) AS joined",
    [{ text: 'ab', number: 2, nothing: null, joined: 'a1' }],
  ],
  [
    "SELECT ISNULL(NULL, 'x') AS a, COALESCE(NULL, NULL, 3) AS b, NULLIF('A', 'a') AS c, IIF(1 > 2, 'y', 'n') AS d",
    [{ a: 'x', b: 3, c: null, d: 'n' }],
  ],
  ["SELECT CASE 3 WHEN 1 THEN 'one' WHEN 3 THEN 'three' ELSE '?' END AS word", [{ word: 'three' }]],
  [
    "SELECT LEN(N'ab  ') AS len, DATALENGTH(N'ab') AS bytes, LEFT('abc', 2) AS l, RIGHT('abc', 2) AS r, SUBSTRING('abcd', 2, 2) AS s",
    [{ len: 2, bytes: 4, l: 'ab', r: 'bc', s: 'bc' }],
  ],
  [
    "SELECT UPPER('aé') AS u, REPLACE('aXbx', 'x', '-') AS r, CHARINDEX('B', 'abcb') AS i, CHARINDEX('B', 'abcb', 3) AS j, REVERSE('abc') AS v",
    [{ u: 'Aé', r: 'a-b-', i: 2, j: 4, v: 'cba' }],
  ],
  [
    "SELECT DATEDIFF(day, '2026-01-01 23:59', '2026-01-02') AS d, DATEDIFF(minute, GETUTCDATE(), GETDATE()) AS offset",
    [{ d: 1, offset: 0 }],
  ],
  ["SELECT DATEDIFF(minute, '2026-01-01', '2026-01-02') / 7 AS sevenths", [{ sevenths: 205 }]],
  [
    "SELECT DATEADD(month, 1, '2026-01-31') AS m, DATEADD(minute, -@minutes, CAST('2026-03-01 00:10' AS datetime)) AS b",
    [{ m: new Date('2026-02-28'), b: new Date('2026-02-28T23:40:00Z') }],
  ],
  [
    'SELECT YEAR(GETDATE()) AS y, DATEPART(hour, GETDATE()) AS h, CONVERT(varchar(19), GETDATE(), 120) AS t',
    [{ y: 2026, h: 9, t: '2026-11-24 09:30:15' }],
  ],
  [
    'SELECT CONVERT(nvarchar(30), GETDATE()) AS t, CONVERT(varchar(8), GETDATE(), 112) AS c',
    [{ t: 'Nov 24 2026  9:30AM', c: '20261124' }],
  ],
  [
    "SELECT TRY_CAST('x' AS int) AS a, TRY_CONVERT(datetime, '2026-13-01') AS b, CAST('12' AS int) + 1 AS c",
    [{ a: null, b: null, c: 13 }],
  ],
  ["SELECT COUNT(*) AS n FROM Users WHERE User_UserId = '3' AND '2026-11-24' < GETDATE()", [{ n: 1 }]],
  ['SELECT @minutes / 4 AS whole, @word AS word', [{ whole: 7, word: 'wörd' }]],
  [
    'SELECT DB_NAME() AS db, SUSER_SNAME() AS login, HOST_NAME() AS host, @@SERVERNAME AS server, @@TRANCOUNT AS depth',
    [{ db: 'CRM', login: 'fairlead', host: 'tester', server: 'SIMSQL', depth: 0 }],
  ],
  [
    "SELECT SERVERPROPERTY('ProductVersion') AS v, SERVERPROPERTY('nonsense') AS n, HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE') AS p",
    [{ v: '15.0.2000.5', n: null, p: 1 }],
  ],
  ['SELECT name FROM sys.databases WHERE database_id > 4', [{ name: 'CRM' }]],
  ['SELECT d.name FROM master.sys.databases AS d WHERE d.name = DB_NAME()', [{ name: 'CRM' }]],
  [
    "SELECT t.name, COUNT(*) AS n FROM sys.tables AS t JOIN sys.columns AS c ON c.object_id = t.object_id WHERE t.object_id = OBJECT_ID('dbo.Activity') GROUP BY t.name",
    [{ name: 'Activity', n: 5 }],
  ],
  ["SELECT TABLE_NAME AS t FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME LIKE 'act%'", [{ t: 'Activity' }]],
  ["SELECT OBJECT_ID('nope') AS o", [{ o: null }]],
  [
    "DECLARE @a int = 2, @b nvarchar(3); SET @a += 3; SELECT @b = 'abcdef'; IF @a > 4 AND @b IS NOT NULL BEGIN SELECT @a AS a, @b AS b END ELSE SELECT 0 AS a",
    [{ a: 5, b: 'abc' }],
  ],
  ["EXEC sp_executesql N'SELECT @x * 2 AS y', N'@x int', @x = 21", [{ y: 42 }]],
  [
    "DECLARE @o int; EXEC sp_executesql N'SET @r = 5', N'@r int OUTPUT', @r = @o OUTPUT; SELECT @o AS o",
    [{ o: 5 }],
  ],
  ["EXEC ('SELECT 3 AS n')", [{ n: 3 }]],
  [
    'SELECT COUNT(*) AS n FROM CRM.dbo.Users WITH (NOLOCK, READPAST) /* a /* nested */ remark */ -- and another',
    [{ n: 5 }],
  ],
  ['SELECT [User_Logon] AS "who" FROM [dbo].[Users] WHERE [User_Logon] = N\'user002\'', [{ who: 'user002' }]],
  ['SELECT 1 AS n EXCEPT SELECT 1 UNION SELECT 2 ORDER BY n', [{ n: 2 }]],
  [
    `SELECT COUNT(*) AS n FROM Users WHERE User_UserId IN (${Array.from({ length: 2000 }, (_, index) => index).join(', ')})`,
    [{ n: 5 }],
  ],
];

t.test('queries give the rows a SQL Server gives', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect({ options: { workstationId: 'tester' } as never });
  for (const [text, expected] of rows) {
    const result = await pool.request().input('minutes', 30).input('word', 'wörd').query(text);
    t.same(result.recordset, expected, text.slice(0, 90));
  }
});
