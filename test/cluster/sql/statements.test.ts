import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadStatements, secretParameters } from '../../../cluster/sql/statements.ts';
import { profile } from '../support/sample.ts';

const folder = join(import.meta.dirname, '../../../cluster/sql');

const texts = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);
const changing = ['change-setting.sql', 'set-lock.sql'];
/** Takes a lock of its own session, which is a procedure; no table is touched. */
const locking = 'leader-take.sql';

t.test('every statement file with names in it is loaded and filled', async (t) => {
  const statements = Object.values(loadStatements(profile.sql, 1));
  const named = [...texts.values()].filter((text) => text.includes('{{'));
  t.ok(statements.length >= named.length);
  for (const statement of statements) t.notMatch(statement, /\{\{|\}\}/);
});

t.test('every statement says first what it is, and only two change something', async (t) => {
  for (const [name, text] of texts) {
    t.match(text, /^-- [a-z -]+: /, name);
    const code = text.replaceAll(/--.*/g, '');
    t.notMatch(code, /\b(insert|delete|drop|into|merge)\b/i, name);
    const called = [...code.matchAll(/\bexec\w*\b\s*(.*)/gi)].map((call) => call[1]);
    t.same(called, name === locking ? ['@result = sp_getapplock'] : [], name);
    if (changing.includes(name)) continue;
    if (name !== locking) t.match(text, /Reads only/, name);
    t.notMatch(code, /\bupdate\b/i, name);
  }
});

t.test(
  'what changes a row does so by the name of a live one, all or nothing, and never writes a key',
  async (t) => {
    for (const name of changing) {
      const code = texts.get(name)?.replaceAll(/--.*/g, '') ?? '';
      for (const update of code.split(/\bUPDATE\b/).slice(1)) {
        t.match(update, /^ \{\{settingsTable\}\} SET \{\{settingValue\}\} = @\w+\nWHERE/);
        t.match(update, /\{\{settingName\}\} = @\w+ AND \{\{settingDeleted\}\} IS NULL/);
      }
      t.match(
        code,
        /BEGIN TRANSACTION;[\s\S]*@@ROWCOUNT;[\s\S]*= 1 COMMIT TRANSACTION; ELSE ROLLBACK TRANSACTION;/,
      );
    }
  },
);

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
