import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadStatements, secretParameters } from '../../../cluster/sql/statements.ts';
import { profile } from '../support/sample.ts';

t.test('every statement file is loaded, filled and only reads', async (t) => {
  const statements = Object.values(loadStatements(profile.sql, 1));
  const files = readdirSync(join(import.meta.dirname, '../../../cluster/sql')).filter((name) =>
    name.endsWith('.sql'),
  );
  t.equal(statements.length, files.length);
  for (const statement of statements) {
    t.match(statement, /^-- [a-z -]+: /, 'says first what it is');
    t.match(statement, /Reads only/);
    t.notMatch(statement, /\{\{|\}\}/);
    t.notMatch(statement.replaceAll(/--.*/g, ''), /\b(insert|update|delete|drop|exec|into|merge)\b/i);
  }
});

t.test('names are quoted and values are parameters', async (t) => {
  const { loggedOnUsers, settings } = loadStatements({ ...profile.sql, usersTable: 'dbo.Users' }, 2);
  t.match(loggedOnUsers, 'JOIN [dbo].[Users] AS u ON u.[User_UserId] = a.[SIM_ActivityUser]');
  t.match(loggedOnUsers, '@idleMinutes');
  t.match(settings, 'IN (@secret0, @secret1)');
  t.same(secretParameters(0), ['secret0']);
});

t.test("the operator's own count statement takes the place of ours, untouched", async (t) => {
  const countQuery = "SELECT 'a' AS server, 1 AS users -- {{kept}}";
  t.equal(loadStatements({ ...profile.sql, countQuery }, 0).loggedOnUsers, countQuery);
});

t.test('a name that is no name is refused where it stands', async (t) => {
  const sql = { ...profile.sql, userId: 'User_UserId; DROP TABLE Users' };
  t.throws(() => loadStatements(sql, 0), { code: 'CLU_BAD_IDENTIFIER', message: /^profile\.sql\.userId: / });
});
