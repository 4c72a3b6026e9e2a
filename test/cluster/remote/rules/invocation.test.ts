// What is sent to a server for a command: a line no shell can misread, and everything else on standard input.

import t from 'tap';
import type { RemoteCommand } from '../../../../cluster/remote/command.ts';
import { createInvocation, longestLine } from '../../../../cluster/remote/rules/invocation.ts';

const command = (change: Partial<RemoteCommand> = {}): RemoteCommand => ({
  purpose: 'Tells the time.',
  program: { kind: 'powershell', script: '# fairlead: clock\nGet-Date', arguments: { zone: "O'Clock" } },
  timeoutMs: 1_000,
  repeatable: true,
  ...change,
});

const made = (asked: RemoteCommand, secrets: Readonly<Record<string, string>> = {}) => {
  const result = createInvocation(asked, secrets);
  if (!result.ok) throw new Error(result.problem);
  return result.value;
};

const scriptOf = (line: string) => Buffer.from(line.split(' ').at(-1)!, 'base64').toString('utf16le');
const payloadOf = (input: string) =>
  JSON.parse(Buffer.from(input, 'base64').toString()) as { script: string; secrets: Record<string, string> };

t.test('contents go through standard input, however short they are', async (t) => {
  const command = {
    purpose: 'Writes.',
    program: { kind: 'powershell' as const, script: '# fairlead: x', arguments: { base64: 'c2hvcnQ=' } },
    timeoutMs: 1,
    repeatable: true,
  };
  const told = (onInput: boolean) => {
    const made = createInvocation({ ...command, onInput }, {});
    return made.ok ? [made.value.line.length < 1_000, made.value.input === ''] : made.problem;
  };
  t.same(told(false), [false, true]);
  t.match(told(true), [Boolean, false]);
});

t.test('a short script is the line, and standard input is empty', (t) => {
  const { line, input } = made(command());
  t.match(
    line,
    /^powershell -NoProfile -NonInteractive -InputFormat Text -OutputFormat Text -EncodedCommand [A-Za-z0-9+/=]+$/,
  );
  t.equal(input, '');
  t.match(scriptOf(line), '$arguments = ConvertFrom-Json \'{"zone":"O\'\'Clock"}\'');
  t.match(scriptOf(line), '# fairlead: clock\nGet-Date');
  t.end();
});

t.test('a long script comes in on standard input', (t) => {
  const script = `# fairlead: long\n${'Get-Date; '.repeat(2_000)}`;
  const { line, input } = made(command({ program: { kind: 'powershell', script, arguments: {} } }));
  t.ok(line.length <= longestLine);
  t.match(scriptOf(line), '# fairlead: reader');
  t.ok(payloadOf(input).script.includes(script));
  t.ok(
    input.split('\n').every((each) => /^[A-Za-z0-9+/=]{0,1000}$/.test(each)),
    'in lines of ASCII',
  );
  t.end();
});

t.test('secrets go over standard input and only those that the command names', (t) => {
  const { line, input } = made(command({ secrets: ['PASSWORD'] }), { PASSWORD: 'hünter2', OTHER: 'x' });
  t.notMatch(scriptOf(line), 'nter2');
  t.same(payloadOf(input).secrets, { PASSWORD: 'hünter2' });
  t.end();
});

t.test('a program is started with a quoted line', (t) => {
  const { line } = made(
    command({ program: { kind: 'argv', argv: ['C:\\a b\\setup.exe', '/D=C:\\x y', '"'] } }),
  );
  t.match(scriptOf(line), String.raw`'{"file":"C:\\a b\\setup.exe","line":"\"/D=C:\\x y\" \"\\\"\""}'`);
  t.match(scriptOf(line), 'exit $process.ExitCode');
  t.end();
});

t.test('what cannot be sent is told', (t) => {
  const problem = (change: Partial<RemoteCommand>) => {
    const result = createInvocation(command(change), {});
    return result.ok ? '' : result.problem;
  };
  t.match(problem({ secrets: ['PASSWORD'] }), 'wants the secret PASSWORD');
  t.match(problem({ secrets: ['toString'] }), 'wants the secret toString');
  t.match(problem({ secrets: ['a b'] }), 'is no name');
  t.match(problem({ program: { kind: 'argv', argv: [] } }), 'names no program');
  const script = 'x'.repeat(1_000_001);
  t.match(problem({ program: { kind: 'powershell', script, arguments: {} } }), 'longer than');
  t.end();
});
