// The line that SSH is asked to run, and what goes into its standard input. The line has nothing in it that any
// shell would read as its own: letters, digits, +, /, =, - and blanks, whether cmd, PowerShell or another gets it.

import type { Parsed, RemoteCommand } from '../command.ts';
import { asciiJson, encodePowershell } from './powershell-text.ts';
import { composeScript } from './script.ts';
import { argvProblem } from './windows-quote.ts';

export type Invocation = {
  readonly line: string;
  /** Whole standard input; it ends behind it. Holds the secrets, so it goes into no log. */
  readonly input: string;
};

const program = 'powershell -NoProfile -NonInteractive -InputFormat Text -OutputFormat Text -EncodedCommand ';

/** cmd takes 8191 characters; sshd puts `cmd /c "` and more before ours. */
export const longestLine = 8_000;
/** No script of ours comes near; what is longer is data that belongs into a file. */
const longestScript = 1_000_000;
const inputLine = 1_000;

/** Runs the script that comes in on standard input: base64 lines of JSON, so that no code page matters. */
const reader = `# fairlead: reader
$ErrorActionPreference = 'Stop'
$text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String(-join @($input)))
$payload = ConvertFrom-Json $text
$secrets = $payload.secrets
& ([scriptblock]::Create($payload.script))`;

/** `secrets` are the values of all that the command names. */
export function createInvocation(
  command: RemoteCommand,
  secrets: Readonly<Record<string, string>>,
): Parsed<Invocation> {
  const problem = commandProblem(command, secrets);
  if (problem !== undefined) return { ok: false, problem };
  const script = composeScript(command.program);
  const line = `${program}${encodePowershell(script)}`;
  const fits = line.length <= longestLine && command.onInput !== true;
  if (fits && (command.secrets ?? []).length === 0) {
    return { ok: true, value: { line, input: '' } };
  }
  const payload = Buffer.from(asciiJson({ script, secrets: onlyNamed(command, secrets) })).toString('base64');
  const input = payload.replace(new RegExp(`.{${inputLine}}`, 'g'), '$&\n');
  return { ok: true, value: { line: `${program}${encodePowershell(reader)}`, input: `${input}\n` } };
}

function commandProblem(
  { program, secrets = [] }: RemoteCommand,
  values: Readonly<Record<string, string>>,
): string | undefined {
  const badName = secrets.find((name) => !/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name));
  if (badName !== undefined) return `names a secret "${badName}", which is no name`;
  const unknown = secrets.find((name) => !Object.hasOwn(values, name));
  if (unknown !== undefined) return `wants the secret ${unknown}, which is not known`;
  if (program.kind === 'argv') return argvProblem(program.argv);
  return program.script.length > longestScript ? `is longer than ${longestScript} characters` : undefined;
}

function onlyNamed({ secrets = [] }: RemoteCommand, values: Readonly<Record<string, string>>) {
  return Object.fromEntries(secrets.map((name) => [name, values[name] ?? '']));
}
