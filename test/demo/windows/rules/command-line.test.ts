// What a simulated server makes of a line: the product's scripts by name, a person's words as words.

import t from 'tap';
import { serverClock } from '../../../../cluster/remote/commands/clock.ts';
import { startService } from '../../../../cluster/remote/commands/services.ts';
import { createInvocation } from '../../../../cluster/remote/rules/invocation.ts';
import { readInput, readLine } from '../../../../demo/windows/rules/command-line.ts';

const encoded = (script: string) => Buffer.from(script, 'utf16le').toString('base64');

t.test('scripts of the product are known by name, with their arguments', (t) => {
  const made = createInvocation(startService("it's “x”", 5_000).command, {});
  t.same(made.ok && readLine(made.value.line), {
    kind: 'script',
    name: 'start-service',
    values: { name: "it's “x”", waitMs: 5_000 },
    secrets: {},
  });
  t.end();
});

t.test('with secrets the script comes in on standard input', (t) => {
  const made = createInvocation({ ...serverClock().command, secrets: ['A'] }, { A: 'ü' });
  if (!made.ok) throw new Error(made.problem);
  t.same(readLine(made.value.line), { kind: 'reader' });
  t.match(readInput(made.value.input), { kind: 'script', name: 'clock', secrets: { A: 'ü' } });
  t.end();
});

t.test('what a person types is words', (t) => {
  const rows: readonly (readonly [line: string, words: readonly string[]])[] = [
    ['Get-Service CRM*', ['Get-Service', 'CRM*']],
    ['powershell -NoProfile -Command Get-Service "a b"', ['Get-Service', 'a', 'b']],
    [`powershell -EncodedCommand ${encoded('Get-Date')}`, ['Get-Date']],
    [`powershell -enc ${encoded('iisreset /stop')}`, ['iisreset', '/stop']],
    ["Stop-Service 'a b'", ['Stop-Service', 'a b']],
    ['', []],
  ];
  for (const [line, words] of rows) t.same(readLine(line), { kind: 'typed', words }, line);
  t.match(readInput('nonsense'), { kind: 'typed' });
  t.end();
});
