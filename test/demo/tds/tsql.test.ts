// The look-alike seen through FreeTDS, an implementation of TDS that has nothing to do with the driver of the product.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { findProgram, needs } from '../../support/needs.ts';
import { password, startLookAlike, user } from './look-alike.ts';

type Run = { readonly code: number | null; readonly output: string };

/** Feeds tsql its standard input; `encryption` as freetds.conf knows it. */
function tsql(
  port: number,
  input: string,
  options: { readonly password?: string; readonly encryption?: string } = {},
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-tsql-'));
  const configuration = join(folder, 'freetds.conf');
  writeFileSync(configuration, `[global]\nencryption = ${options.encryption ?? 'off'}\n`);
  const given = ['-H', '127.0.0.1', '-p', String(port), '-U', user, '-P', options.password ?? password];
  const child = spawn(findProgram('tsql') ?? 'tsql', given, {
    env: { ...process.env, FREETDSCONF: configuration, LC_ALL: 'C.UTF-8' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  child.stdin.on('error', () => undefined); // tsql that may not log on does not read its input
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      rmSync(folder, { recursive: true });
      resolve({ code, output });
    });
  });
}

t.test('tsql reads the settings', needs('tsql'), async (t) => {
  const { port } = await startLookAlike(t, { encryption: 'off' });
  const { code, output } = await tsql(
    port,
    "SELECT Parm_Name, Parm_Value FROM Custom_SysParams WHERE Parm_Name LIKE 'Server%'\ngo\n",
  );
  t.match(output, /ServerNames\tCRMWEB1;CRMWEB2;CRMWEB3;/);
  t.match(output, /\(1 row affected\)/);
  t.equal(code, 0);
});

t.test('tsql gets types, Unicode, NULL and rows affected', needs('tsql'), async (t) => {
  const { port } = await startLookAlike(t);
  const { output } = await tsql(
    port,
    `SELECT N'Zoë' AS a, NULL AS b, -7 AS c, CAST(1.25 AS decimal(9, 2)) AS d, CAST(1 AS bit) AS e, GETDATE() AS f, CAST(N'田' AS nvarchar(max)) AS g
go
UPDATE Users SET User_Disabled = 'Y' WHERE User_UserId <= 2
go
`,
  );
  t.match(output, /Zoë\tNULL\t-7\t1\.25\t1\tNov 24 2026 09:30AM\t田/);
});

t.test('tsql is told of errors with number, severity and line', needs('tsql'), async (t) => {
  const { port } = await startLookAlike(t);
  const { output } = await tsql(port, 'SELECT *\nFROM nope\ngo\nSELECT 1 AS alive\ngo\n');
  t.match(output, /Msg 208 \(severity 16, state 1\) from SIMSQL Line 2:\s+"Invalid object name 'nope'\."/);
  t.match(output, /alive\s+1\s/);
});

t.test('tsql with a wrong password is error 18456', needs('tsql'), async (t) => {
  const { port } = await startLookAlike(t);
  const { code, output } = await tsql(port, 'go\n', { password: 'wrong' });
  t.match(output, /Msg 18456 \(severity 14, state 1\)/);
  t.not(code, 0);
});

t.test(
  'tsql encrypts nothing, the log-on alone, or everything, as it is told to',
  needs('tsql'),
  async (t) => {
    const { port } = await startLookAlike(t);
    const question =
      'SELECT encrypt_option AS said FROM sys.dm_exec_connections WHERE session_id = @@SPID\ngo\n';
    const rows = [
      ['off', 'FALSE'],
      ['request', 'FALSE'],
      ['require', 'TRUE'],
    ] as const;
    for (const [encryption, said] of rows) {
      t.match(
        (await tsql(port, question, { encryption })).output,
        new RegExp(`said\\s+${said}\\s`),
        encryption,
      );
    }
  },
);
