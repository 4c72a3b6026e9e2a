// The SSH door of a simulated Windows server: one user, one key, commands only. What commands do is windows/'s work.

import { timingSafeEqual } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Session } from 'ssh2';
import type { WindowsMachine } from '../windows/machine.ts';
import { serveCommand } from './serve-command.ts';

export type SshServerOptions = {
  readonly machine: WindowsMachine;
  /** Private key of the host (OpenSSH). */
  readonly hostKey: string;
  readonly user: string;
  /** The one public key that may log on, `ssh-ed25519 AAAA...`. */
  readonly authorizedKey: string;
  readonly host: string;
  /** 0 takes any free port; that one is kept over restarts. */
  readonly port: number;
  readonly onProblem: (problem: Error) => void;
};

export type SshServer = {
  port(): number;
  listen(): Promise<void>;
  /** Stops listening and cuts every connection, as a firewall or a dead machine does. */
  close(): Promise<void>;
};

export function createSshServer(options: SshServerOptions): SshServer {
  const allowed = parsePublic(options.authorizedKey);
  const sockets = new Set<Socket>();
  let { port } = options;
  const ssh = new ssh2.Server({ hostKeys: [options.hostKey] }, (connection, { port: clientPort }) => {
    const cut = () => [...sockets].find(({ remotePort }) => remotePort === clientPort)?.destroy();
    connection.on('error', () => connection.end());
    connection.on('authentication', (context) => authenticate(context, options.user, allowed));
    connection.on('session', (accept) => serveSession(accept(), { ...options, cut }));
  });
  // Sockets are ours, so that a connection can be cut without a word.
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    ssh.injectSocket(socket);
  });
  return {
    port: () => port,
    listen: () =>
      new Promise((resolve, reject) => {
        listener.once('error', reject);
        listener.listen(port, options.host, () => {
          listener.off('error', reject);
          port = (listener.address() as AddressInfo).port;
          resolve();
        });
      }),
    close: () =>
      new Promise((resolve) => {
        if (!listener.listening) return resolve();
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function parsePublic(text: string): ssh2.ParsedKey {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return Array.isArray(key) ? (key[0] as ssh2.ParsedKey) : key;
}

function authenticate(context: AuthContext, user: string, allowed: ssh2.ParsedKey): void {
  if (context.username === user && isAllowed(context, allowed)) context.accept();
  else context.reject(['publickey']);
}

function isAllowed(context: AuthContext, allowed: ssh2.ParsedKey): boolean {
  if (context.method !== 'publickey' || context.key.algo !== allowed.type) return false;
  const [shown, expected] = [context.key.data, allowed.getPublicSSH()];
  if (shown.length !== expected.length || !timingSafeEqual(shown, expected)) return false;
  // Without a signature the question is only whether this key would do.
  if (!context.signature || !context.blob) return true;
  return allowed.verify(context.blob, context.signature, context.hashAlgo) === true;
}

const noShell = 'This simulated server has no window to type into: give the command with ssh.\r\n';

type SessionParts = Pick<SshServerOptions, 'machine' | 'onProblem'> & { readonly cut: () => void };

function serveSession(session: Session, { machine, onProblem, cut }: SessionParts): void {
  session.on('pty', (accept) => accept());
  session.on('exec', (accept, _reject, { command }) => {
    serveCommand(accept(), command, { machine, cut }).catch((cause: unknown) => {
      onProblem(new Error(`a command on ${machine.name} failed`, { cause }));
      cut();
    });
  });
  session.on('shell', (accept) => {
    const channel = accept();
    channel.write(noShell);
    channel.exit(1);
    channel.end();
  });
}
