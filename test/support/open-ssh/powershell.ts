// Stands in for Windows PowerShell behind a real OpenSSH server: takes what `-EncodedCommand` says apart as PowerShell
// would see it, and does what the script's name asks for with real processes, so that there is something to end.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileScripts } from './file-scripts.ts';

type Values = Readonly<Record<string, string | number>>;

const words = process.argv.slice(2);
const encoded = words.at(-1) ?? '';
if (!/^[A-Za-z0-9+/=]+$/.test(encoded) || !words.includes('-EncodedCommand')) {
  process.stderr.write(`no encoded command: ${words.join(' ')}\n`);
  process.exit(64);
}
const given = Buffer.from(encoded, 'base64').toString('utf16le');
const input = await text(process.stdin);
const payload = given.startsWith('# fairlead: reader')
  ? (JSON.parse(Buffer.from(input, 'base64').toString()) as {
      script: string;
      secrets: Record<string, string>;
    })
  : { script: given, secrets: {} };
const values = JSON.parse(
  (/ConvertFrom-Json '((?:[^']|'')*)'/.exec(payload.script)?.[1] ?? '{}').replaceAll("''", "'"),
) as Values;
const name = /^# fairlead: (\S+)$/m.exec(payload.script)?.[1];
const answer = (value: object) => process.stdout.write(`${JSON.stringify(value)}\r\n`);

const pidLine = `fairlead-pid:${process.pid}\r\n`;
// What holds tells its id only when there is something to end.
if (name !== 'hold') process.stdout.write(pidLine);
switch (name) {
  case 'say':
    process.stdout.write(`${values.out}\r\n`);
    process.stderr.write(`${values.err}\r\n`);
    process.exitCode = Number(values.code);
    break;
  case 'flood':
    for (let at = 0; at < Number(values.lines); at += 1) process.stdout.write(`line ${at}\n`);
    break;
  case 'hold': {
    const child = spawn('sleep', ['1000'], { stdio: 'inherit' });
    process.stdout.write(`${pidLine}${JSON.stringify({ child: child.pid })}\r\n`);
    if (values.file) writeFileSync(String(values.file), String(child.pid));
    setInterval(() => undefined, 1_000);
    break;
  }
  case 'drop-connection':
    process.stdout.write('begun\n');
    process.kill(sessionOf(process.ppid), 'SIGKILL');
    setInterval(() => undefined, 1_000);
    break;
  case 'secret-hash':
    answer({
      hash: createHash('sha256')
        .update(payload.secrets.PASSWORD ?? '')
        .digest('hex'),
      seen: [given, ...words].some((each) => each.includes(payload.secrets.PASSWORD ?? '')),
    });
    break;
  case 'tell-secret':
    answer({ password: payload.secrets.PASSWORD });
    process.stderr.write(`refused: ${payload.secrets.PASSWORD}\r\n`);
    break;
  case 'who-am-i':
    answer({ user: 'SITE\\fairlead', machine: 'CRMWEB1', powershell: '5.1.17763.1', administrator: true });
    break;
  case 'program':
    spawn(String(values.file), String(values.line).split(' '), { stdio: 'inherit' }).on('exit', (code) => {
      process.exitCode = code ?? 1;
    });
    break;
  default: {
    const work = fileScripts[name ?? ''];
    if (work !== undefined) answerOf(work);
    else {
      process.stderr.write(`The term '${name}' is not recognized\r\n`);
      process.exitCode = 1;
    }
  }
}

function answerOf(work: NonNullable<(typeof fileScripts)[string]>): void {
  try {
    answer(work(values, given.startsWith('# fairlead: reader')));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\r\n`);
    process.exitCode = 1;
  }
}

/** The sshd that serves this session: the nearest parent of that name. */
function sessionOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  if (/^Name:\tsshd/m.test(status)) return pid;
  return sessionOf(Number(/^PPid:\t([0-9]+)$/m.exec(status)?.[1]));
}
