// Debian's OpenSSH server for a test: a host key, an authorized key and a `powershell` of its own, on a free port.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { createSshKeyPair } from '../../../demo/ssh/key-pair.ts';
import { temporaryFolder } from '../fairlead-process.ts';
import { findProgram } from '../needs.ts';
import { waitFor } from '../wait-for.ts';

export type OpenSsh = {
  readonly port: number;
  readonly user: string;
  /** Private key that may log on, and one that may not. */
  readonly keyFile: string;
  readonly strangerFile: string;
  /** `ssh-ed25519 AAAA...` of the host. */
  readonly hostKey: string;
  readonly folder: string;
  /** A new known_hosts file with this text. */
  knownHosts(text: string): string;
  log(): string;
};

/** Listening; ended with the test. */
export async function startOpenSsh(t: Test): Promise<OpenSsh> {
  const sshd = findProgram('sshd');
  if (sshd === undefined) throw new Error('sshd is not installed');
  const folder = temporaryFolder(t);
  const write = (name: string, text: string, mode = 0o600) => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode });
    return file;
  };
  const [host, key, stranger] = [createSshKeyPair(), createSshKeyPair(), createSshKeyPair()];
  const port = await freePort();
  const file = write(
    'sshd_config',
    configText({
      port,
      folder,
      hostKey: write('host_key', host.private),
      authorizedKeys: write('authorized_keys', `${key.public}\n`),
    }),
  );
  writeShims(folder);
  // Where sshd runs as root it insists on this folder, which the service's unit makes otherwise.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawn(sshd, ['-D', '-e', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const log = collect(child);
  t.teardown(() => end(child));
  await waitFor('sshd to listen', () => {
    if (child.exitCode !== null) throw new Error(`sshd ended: ${log()}`);
    return log().includes('Server listening');
  });
  return {
    port,
    user: userInfo().username,
    keyFile: write('key', key.private),
    strangerFile: write('stranger', stranger.private),
    hostKey: host.public.trim().split(' ').slice(0, 2).join(' '),
    folder,
    knownHosts: (text) => write(`known_hosts.${randomUUID()}`, text),
    log,
  };
}

type ConfigParts = {
  readonly port: number;
  readonly folder: string;
  readonly hostKey: string;
  readonly authorizedKeys: string;
};

function configText({ port, folder, hostKey, authorizedKeys }: ConfigParts): string {
  return `ListenAddress 127.0.0.1
Port ${port}
HostKey ${hostKey}
AuthorizedKeysFile ${authorizedKeys}
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
SetEnv PATH=${join(folder, 'bin')}:/usr/bin:/bin
`;
}

function writeShims(folder: string): void {
  mkdirSync(join(folder, 'bin'));
  for (const name of ['powershell', 'taskkill']) {
    const file = join(folder, 'bin', name);
    writeFileSync(
      file,
      `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, `${name}.ts`)}' "$@"\n`,
    );
    chmodSync(file, 0o755);
  }
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return () => text;
}

/** OpenSSH has no port 0. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
