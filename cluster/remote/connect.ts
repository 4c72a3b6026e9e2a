// One SSH connection: host key checked, logged on, or a clear error. Knows nothing of commands.

import ssh2, { type Client, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import { type Environment, readCredentials } from './credentials.ts';
import { RemoteError } from './errors.ts';
import { fingerprintOf, type HostKeys, readHostKeys } from './host-keys.ts';
import { connectFailure, connectTimeout, type SshTarget } from './rules/ssh-failure.ts';
import type { RemoteAccess } from './settings.ts';

export type Connection = {
  readonly client: Client;
  /** `SHA256:...` of the host key that was shown and trusted. */
  readonly hostKey: string;
  /** Resolves when the connection is gone, with what the library said if it said anything. */
  readonly gone: Promise<Error | undefined>;
  close(): void;
};

/** A connection that broke is noticed after three unanswered questions, also in the middle of a silent command. */
const keepaliveMs = 10_000;
const keepaliveMissed = 3;

export type ConnectOptions = { readonly environment: Environment; readonly signal: AbortSignal };

/** Rejects with a `RemoteError`, with nothing left open. */
export async function connect(
  server: string,
  access: RemoteAccess,
  { environment, signal }: ConnectOptions,
): Promise<Connection> {
  const credentials = await readCredentials(access, environment);
  const hostKeys = await readHostKeys(server, access);
  const target = { server, host: access.host, port: access.port, user: access.user };
  const client = new ssh2.Client();
  const ready = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<Error | undefined>();
  const shown: Shown = { hostKey: '', refusal: undefined };
  let lastError: Error | undefined;
  const fail = (error: unknown) => ready.reject(shown.refusal ?? describe(error, target));
  client.on('ready', ready.resolve);
  client.on('error', (error) => {
    lastError = error;
    fail(error);
  });
  client.on('close', () => {
    gone.resolve(lastError);
    fail(new Error('the connection was closed'));
  });
  const timer = setTimeout(
    () => ready.reject(new RemoteError(connectTimeout(target))),
    access.connectTimeoutMs,
  );
  const closed = () => ready.reject(closedMeanwhile(target));
  signal.addEventListener('abort', closed, { once: true });
  try {
    client.connect({ ...connectConfig(access, hostKeys, shown), ...credentials });
    if (signal.aborted) closed();
    await ready.promise;
  } catch (error) {
    ready.resolve(); // Settled for good: an event that comes later is nobody's rejection.
    client.destroy();
    throw error instanceof RemoteError ? error : describe(error, target);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', closed);
  }
  return { client, hostKey: shown.hostKey, gone: gone.promise, close: () => end(client, gone.promise) };
}

/** A server that has gone silent is not waited for. */
const endWaitMs = 2_000;

function end(client: Client, gone: Promise<unknown>): void {
  client.end();
  const timer = setTimeout(() => client.destroy(), endWaitMs);
  gone.then(() => clearTimeout(timer));
}

/** The host key the server showed, and why it was refused. */
type Shown = { hostKey: string; refusal: RemoteError | undefined };

function connectConfig(access: RemoteAccess, hostKeys: HostKeys, shown: Shown): ConnectConfig {
  return {
    host: access.host,
    port: access.port,
    username: access.user,
    readyTimeout: access.connectTimeoutMs,
    keepaliveInterval: keepaliveMs,
    keepaliveCountMax: keepaliveMissed,
    algorithms: { serverHostKey: [...hostKeys.algorithms] as ServerHostKeyAlgorithm[] },
    hostVerifier: (key: Buffer) => {
      shown.hostKey = fingerprintOf(key);
      shown.refusal = hostKeys.judge(key);
      return shown.refusal === undefined;
    },
  };
}

function closedMeanwhile({ server }: SshTarget): RemoteError {
  const text = `Fairlead was closing when ${server} was to be connected.`;
  return new RemoteError({ code: 'CLU_REMOTE_CLOSED', text, mend: 'Start Fairlead, and the step, again.' });
}

function describe(error: unknown, target: SshTarget): RemoteError {
  const { level, code, message } = error as { level?: unknown; code?: unknown; message?: unknown };
  const facts = { level: String(level ?? ''), code: String(code ?? ''), message: String(message ?? error) };
  return new RemoteError(connectFailure(facts, target), { cause: error });
}
