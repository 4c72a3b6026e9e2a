// The SSH runner against Debian's real OpenSSH server, with a `powershell` that does what these scripts ask for.

import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { doStep } from '../../../cluster/files/copy-file.ts';
import type { FilesDoor } from '../../../cluster/files/model.ts';
import { differencesOf } from '../../../cluster/files/rules/diff.ts';
import { planSync } from '../../../cluster/files/rules/sync-plan.ts';
import { createSshDoor } from '../../../cluster/files/ssh-door.ts';
import { ask } from '../../../cluster/remote/ask.ts';
import type { CommandResult, RemoteCommand, ScriptArguments } from '../../../cluster/remote/command.ts';
import { runProgram } from '../../../cluster/remote/commands/run-program.ts';
import { whoAmI } from '../../../cluster/remote/commands/who-am-i.ts';
import type { RemoteAccess, RemoteLimits } from '../../../cluster/remote/settings.ts';
import { createSshRunner } from '../../../cluster/remote/ssh-runner.ts';
import { needs } from '../../support/needs.ts';
import { type OpenSsh, startOpenSsh } from '../../support/open-ssh/server.ts';
import { waitFor } from '../../support/wait-for.ts';
import { serverOf } from '../support/sample.ts';

t.setTimeout(120_000);

const server = serverOf('CRMWEB1');

const usualLimits: RemoteLimits = {
  runTimeoutMs: 60_000,
  concurrency: 4,
  concurrencyPerServer: 4,
  maxOutputBytes: 100_000,
};

type World = {
  readonly access?: Partial<RemoteAccess>;
  readonly limits?: Partial<RemoteLimits>;
  readonly secrets?: Readonly<Record<string, string>>;
};

function runnerFor(t: Test, sshd: OpenSsh, { access = {}, limits = {}, secrets = {} }: World = {}) {
  const usual: RemoteAccess = {
    host: '127.0.0.1',
    port: sshd.port,
    user: sshd.user,
    keyFile: sshd.keyFile,
    passphraseEnv: undefined,
    agent: undefined,
    knownHostsFile: sshd.knownHosts(`[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`),
    connectTimeoutMs: 20_000,
    idleTimeoutMs: 60_000,
  };
  const runner = createSshRunner({
    accessTo: () => ({ ...usual, ...access }),
    limits: () => ({ ...usualLimits, ...limits }),
    secretOf: (name) => secrets[name],
    environment: {},
    nowMs: Date.now,
  });
  t.teardown(() => runner.close());
  return runner;
}

const script = (
  name: string,
  values: ScriptArguments = {},
  change: Partial<RemoteCommand> = {},
): RemoteCommand => ({
  purpose: `Runs ${name}.`,
  program: { kind: 'powershell', script: `# fairlead: ${name}`, arguments: values },
  timeoutMs: 30_000,
  repeatable: true,
  ...change,
});

function expectOutcome<Outcome extends CommandResult['outcome']>(
  t: Test,
  result: CommandResult,
  outcome: Outcome,
): Extract<CommandResult, { outcome: Outcome }> {
  t.equal(result.outcome, outcome, JSON.stringify(result));
  return result as Extract<CommandResult, { outcome: Outcome }>;
}

/** Nobody may be there to reap it, so a zombie is gone too. */
function isGone(pid: number): boolean {
  const file = `/proc/${pid}/status`;
  return !existsSync(file) || /^State:\tZ/m.test(readFileSync(file, 'utf8'));
}

t.test('a real OpenSSH server', needs('sshd'), async (t) => {
  const sshd = await startOpenSsh(t);

  t.test('exit code, output and errors come back, also of many commands on one connection', async (t) => {
    const runner = runnerFor(t, sshd);
    const said = { out: "it's “ä” $(id) `n", err: 'oh', code: 3 };
    const results = await Promise.all([0, 1, 2, 3, 4].map(() => runner.run(server, script('say', said))));
    for (const result of results) {
      const done = expectOutcome(t, result, 'done');
      t.equal(done.exitCode, 3);
      t.equal(done.stdout, `${said.out}\n`);
      t.equal(done.stderr, 'oh\n');
      t.equal(done.truncated, false);
    }
    const connected = sshd.log().match(/Accepted publickey/g) ?? [];
    t.equal(connected.length, 1, 'one log-on for all');
  });

  t.test('a program is run with its arguments', async (t) => {
    const runner = runnerFor(t, sshd);
    const command = runProgram({
      purpose: 'Echoes.',
      file: '/bin/echo',
      words: ['a', 'b'],
      timeoutMs: 20_000,
    });
    const done = expectOutcome(t, await runner.run(server, command), 'done');
    t.same([done.exitCode, done.stdout], [0, 'a b\n']);
  });

  t.test('secrets arrive on standard input and are nowhere in a command line', async (t) => {
    const runner = runnerFor(t, sshd, { secrets: { PASSWORD: 'hunter2 ü' } });
    const result = await runner.run(server, script('secret-hash', {}, { secrets: ['PASSWORD'] }));
    const hash = createHash('sha256').update('hunter2 ü').digest('hex');
    t.same(JSON.parse(expectOutcome(t, result, 'done').stdout), { hash, seen: false });
    const without = expectOutcome(
      t,
      await runner.run(server, script('x', {}, { secrets: ['OTHER'] })),
      'not-started',
    );
    t.equal(without.error.code, 'CLU_REMOTE_SECRET');
  });

  t.test('a command that tells a secret is not repeated by us', async (t) => {
    const secret = 'it"s hunter2 ü';
    const runner = runnerFor(t, sshd, { secrets: { PASSWORD: secret } });
    const result = await runner.run(server, script('tell-secret', {}, { secrets: ['PASSWORD'] }));
    const done = expectOutcome(t, result, 'done');
    t.same([done.stdout, done.stderr], ['{"password":"***"}\n', 'refused: ***\n']);
  });

  t.test('of too much output head and tail are kept', async (t) => {
    const runner = runnerFor(t, sshd, { limits: { maxOutputBytes: 4_096 } });
    const done = expectOutcome(t, await runner.run(server, script('flood', { lines: 200_000 })), 'done');
    t.equal(done.truncated, true);
    t.ok(done.stdout.length < 5_000);
    t.match(done.stdout, /^line 0\nline 1\n/);
    t.match(done.stdout, /bytes are left out here/);
    t.match(done.stdout, /line 199999\n$/);
  });

  t.test('a command that takes too long is ended with everything it started', async (t) => {
    const runner = runnerFor(t, sshd);
    const result = await runner.run(server, script('hold', {}, { timeoutMs: 3_000, repeatable: false }));
    const unknown = expectOutcome(t, result, 'unknown');
    t.equal(unknown.error.code, 'CLU_REMOTE_TIMEOUT');
    t.match(unknown.error.message, 'its processes were ended');
    t.match(unknown.error.mend, 'See on the server what it has done');
    const { child } = JSON.parse(unknown.stdout) as { child: number };
    t.equal(await waitFor('what it started to be gone', () => isGone(child)), true);
  });

  t.test('cancel ends everything too; before the start it is as if nothing had been', async (t) => {
    const runner = runnerFor(t, sshd, { limits: { concurrencyPerServer: 1 } });
    const stop = new AbortController();
    const file = join(sshd.folder, 'holding');
    const holding = runner.run(server, script('hold', { file }), stop.signal);
    const early = new AbortController();
    const waiting = runner.run(server, script('say'), early.signal);
    early.abort();
    t.equal(expectOutcome(t, await waiting, 'cancelled').started, false);
    await waitFor('the command to run', () => existsSync(file));
    stop.abort();
    const cancelled = expectOutcome(t, await holding, 'cancelled');
    t.equal(cancelled.started, true);
    t.equal(cancelled.error.code, 'CLU_REMOTE_CANCELLED');
    t.match(cancelled.error.message, 'its processes were ended');
    t.equal(await waitFor('its child to be gone', () => isGone(Number(readFileSync(file, 'utf8')))), true);
    const said = await runner.run(server, script('say', { out: 'next', err: '', code: 0 }));
    t.equal(expectOutcome(t, said, 'done').stdout, 'next\n', 'and the next command runs');
  });

  t.test('a cut connection leaves the effect unknown, and the next command connects again', async (t) => {
    const runner = runnerFor(t, sshd);
    const unknown = expectOutcome(t, await runner.run(server, script('drop-connection')), 'unknown');
    t.equal(unknown.error.code, 'CLU_REMOTE_CUT');
    t.match(unknown.stdout, /^(begun\n)?$/, 'what came through is kept');
    const said = await runner.run(server, script('say', { out: 'again', err: '', code: 0 }));
    t.equal(expectOutcome(t, said, 'done').stdout, 'again\n');
  });

  t.test('an unknown or changed host key is refused, with the line to add', async (t) => {
    const knownHostsFile = sshd.knownHosts('');
    const runner = runnerFor(t, sshd, { access: { knownHostsFile } });
    const refused = expectOutcome(t, await runner.run(server, script('say')), 'not-started');
    t.equal(refused.error.code, 'CLU_REMOTE_HOST_KEY');
    const line = `[127.0.0.1]:${sshd.port} ${sshd.hostKey}`;
    t.ok(refused.error.mend.endsWith(line), refused.error.mend);
    appendFileSync(knownHostsFile, `${line}\n`);
    expectOutcome(t, await runner.run(server, script('say', { out: '', err: '', code: 0 })), 'done');
    const other = 'AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const changed = runnerFor(t, sshd, {
      access: { knownHostsFile: sshd.knownHosts(`[127.0.0.1]:${sshd.port} ssh-ed25519 ${other}\n`) },
    });
    t.match(
      expectOutcome(t, await changed.run(server, script('say')), 'not-started').error.message,
      'pins another one',
    );
  });

  t.test('a wrong key, a wrong port and an unreadable key are told', async (t) => {
    const rows: readonly (readonly [access: Partial<RemoteAccess>, code: string])[] = [
      [{ keyFile: sshd.strangerFile }, 'CLU_REMOTE_LOGIN'],
      [{ port: 1 }, 'CLU_REMOTE_UNREACHABLE'],
      [{ keyFile: `${sshd.keyFile}-gone` }, 'CLU_REMOTE_KEY'],
      [{ passphraseEnv: 'NOT_SET' }, 'CLU_REMOTE_KEY'],
      [{ agent: 'environment' }, 'CLU_REMOTE_KEY'],
      [{ knownHostsFile: `${sshd.keyFile}-gone` }, 'CLU_REMOTE_KEY'],
    ];
    for (const [access, code] of rows) {
      const runner = runnerFor(t, sshd, { access });
      const refused = expectOutcome(t, await runner.run(server, script('say')), 'not-started');
      t.equal(refused.error.code, code, refused.error.message);
      t.ok(refused.error.mend.length > 10);
    }
  });

  t.test('a hashed known_hosts and an agent do as well as plain ones', needs('ssh'), async (t) => {
    const knownHostsFile = sshd.knownHosts(`[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`);
    execFileSync('ssh-keygen', ['-H', '-f', knownHostsFile], { stdio: 'ignore' });
    t.match(readFileSync(knownHostsFile, 'utf8'), /^\|1\|/);
    const socket = join(sshd.folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    t.teardown(() => agent.kill());
    await waitFor('the agent to listen', () => existsSync(socket));
    const runner = runnerFor(t, sshd, { access: { knownHostsFile, keyFile: undefined, agent: socket } });
    const refused = expectOutcome(t, await runner.run(server, script('say')), 'not-started');
    t.equal(refused.error.code, 'CLU_REMOTE_LOGIN', 'an agent without keys');
    execFileSync('ssh-add', ['-q', sshd.keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    const said = await runner.run(server, script('say', { out: 'agent', err: '', code: 0 }));
    t.equal(expectOutcome(t, said, 'done').stdout, 'agent\n');
  });

  t.test('a probe tells who we are there and which key answered', async (t) => {
    const runner = runnerFor(t, sshd);
    const found = await runner.probe(server);
    t.match(found, {
      outcome: 'ready',
      hostKey: /^SHA256:[A-Za-z0-9+/]{43}$/,
      user: 'SITE\\fairlead',
      machine: 'CRMWEB1',
      administrator: true,
    });
    const failed = await runnerFor(t, sshd, { access: { port: 1 } }).probe(server);
    t.match(failed, { outcome: 'failed', error: { code: 'CLU_REMOTE_UNREACHABLE' } });
  });

  t.test('an answer that is none is one clear error', async (t) => {
    const runner = runnerFor(t, sshd);
    const question = { ...whoAmI(), command: script('say', { out: 'no JSON', err: '', code: 0 }) };
    const answer = await ask(runner, server, question);
    t.match(answer, {
      ok: false,
      error: { code: 'CLU_REMOTE_OUTPUT', message: /the answer is no JSON: no JSON/ },
    });
    const failed = await ask(runner, server, { ...whoAmI(), command: script('unheard-of') });
    t.match(failed, {
      ok: false,
      error: { code: 'CLU_REMOTE_FAILED', message: /'unheard-of' is not recognized/ },
    });
  });

  t.test('files travel in parts, are verified, and what they replace is kept', async (t) => {
    const runner = runnerFor(t, sshd, { limits: { maxOutputBytes: 4_000_000 } });
    const folder = (name: string) => join(sshd.folder, name);
    const write = (path: string, contents: string | Buffer) => {
      mkdirSync(dirname(folder(path)), { recursive: true });
      writeFileSync(folder(path), contents);
    };
    const large = randomBytes(900_000);
    write('master/Company/Map.asp', large);
    write('master/tiny.asp', 'x');
    write('target/tiny.asp', 'older');
    const doorTo = (name: string) =>
      createSshDoor({
        runner,
        server,
        path: folder(name),
        folder: 'Pages',
        backupFolder: folder('backup'),
        partBytes: 393_216,
      });
    const doors = { master: doorTo('master'), target: doorTo('target') };
    const { signal } = new AbortController();
    const list = async (door: FilesDoor) => {
      const reached = await door.list(10, signal);
      if (!reached.ok) throw new Error(reached.text);
      return reached.value;
    };
    const differences = differencesOf(await list(doors.master), await list(doors.target), []);
    const limits = { removeExtra: false, maxFileBytes: 1_000_000, maxSyncBytes: 1_000_000 };
    const { steps } = planSync([{ server, folder: 'Pages', differences }], limits);
    t.same(
      steps.map(({ kind, path }) => `${kind} ${path}`),
      ['add Company/Map.asp', 'replace tiny.asp'],
    );
    for (const step of steps) t.match(await doStep(step, doors, 'run', signal), { ok: true });
    t.ok(readFileSync(folder('target/Company/Map.asp')).equals(large));
    t.equal(readFileSync(folder('target/tiny.asp'), 'utf8'), 'x');
    t.equal(readFileSync(folder('backup/run/Pages/tiny.asp'), 'utf8'), 'older');
    t.same(differencesOf(await list(doors.master), await list(doors.target), []), []);
  });

  t.test('closing cancels what runs', async (t) => {
    const runner = runnerFor(t, sshd);
    const holding = runner.run(server, script('hold'));
    await runner.probe(server);
    await runner.close();
    t.equal((await holding).outcome, 'cancelled');
    t.equal((await runner.run(server, script('say'))).outcome, 'cancelled');
  });
});
