// Runs commands on servers over SSH: one connection a server, so many at once, each with its limits. Joins the parts
// beside it and gives what happened its name.

import type { Server } from '../model.ts';
import { ask } from './ask.ts';
import type { CommandResult, RemoteCommand, RemoteProbe, RemoteRunner } from './command.ts';
import { whoAmI } from './commands/who-am-i.ts';
import { type Connections, createConnections, type UsedConnection } from './connections.ts';
import type { Environment } from './credentials.ts';
import { RemoteError } from './errors.ts';
import { type Asked, cancelledBefore, noSsh, resultOf, unsendable } from './results.ts';
import { createInvocation, type Invocation } from './rules/invocation.ts';
import { runSession } from './run-session.ts';
import type { RemoteAccess, RemoteLimits } from './settings.ts';
import { createTurns } from './turns.ts';

export type SshRunnerOptions = {
  /** How a server is reached; undefined where it has no SSH. Asked for each command. */
  readonly accessTo: (server: Server) => RemoteAccess | undefined;
  readonly limits: () => RemoteLimits;
  /** The value of a secret that a command names; undefined where it is not known. */
  readonly secretOf: (name: string) => string | undefined;
  readonly environment: Environment;
  readonly nowMs: () => number;
};

export function createSshRunner(options: SshRunnerOptions): RemoteRunner {
  const connections = createConnections(options.environment);
  const turns = createTurns(() => {
    const { concurrency: all, concurrencyPerServer: perKey } = options.limits();
    return { all, perKey };
  });
  const closing = new AbortController();
  const running = new Set<Promise<CommandResult>>();

  async function run(server: Server, command: RemoteCommand, signal?: AbortSignal): Promise<CommandResult> {
    const access = options.accessTo(server);
    if (access === undefined) return noSsh(server);
    const known = knownSecrets(command, options.secretOf);
    const invocation = createInvocation(command, known);
    if (!invocation.ok) return unsendable(server, command, invocation.problem);
    const stop = signal ? AbortSignal.any([closing.signal, signal]) : closing.signal;
    const release = await turns.take(server.id, stop);
    if (release === undefined) return cancelledBefore(server, command);
    try {
      const secrets = Object.values(known);
      const job = { server, access, command, secrets, invocation: invocation.value, stop };
      return await connectAndRun(job, connections, options);
    } finally {
      release();
    }
  }

  const runner: RemoteRunner = {
    run(server, command, signal) {
      const result = run(server, command, signal);
      running.add(result);
      const forget = () => running.delete(result);
      result.then(forget, forget);
      return result;
    },
    available: (server) => options.accessTo(server) !== undefined,
    probe: (server, signal) => probe(runner, { server, options, connections, signal }),
    async close() {
      closing.abort();
      await Promise.all(running);
      await connections.close();
    },
  };
  return runner;
}

type Job = Asked & {
  readonly access: RemoteAccess;
  readonly invocation: Invocation;
  readonly stop: AbortSignal;
};

async function connectAndRun(
  job: Job,
  connections: Connections,
  { limits, nowMs }: SshRunnerOptions,
): Promise<CommandResult> {
  const used = await connectUnless(job, connections);
  if (used === 'cancelled') return cancelledBefore(job.server, job.command);
  if (used instanceof RemoteError) return { outcome: 'not-started', error: used };
  const { runTimeoutMs, maxOutputBytes } = limits();
  const startedAtMs = nowMs();
  try {
    const timeoutMs = Math.min(job.command.timeoutMs, runTimeoutMs);
    const session = { timeoutMs, maxOutputBytes, signal: job.stop };
    const result = await runSession(used.connection, job.invocation, session);
    return resultOf(job, result, nowMs() - startedAtMs);
  } finally {
    used.release();
  }
}

/** A connection that comes after the cancel is given back at once. */
async function connectUnless(
  { server, access, stop }: Job,
  connections: Connections,
): Promise<UsedConnection | RemoteError | 'cancelled'> {
  const cancelled = Promise.withResolvers<'cancelled'>();
  const cancel = () => cancelled.resolve('cancelled');
  stop.addEventListener('abort', cancel, { once: true });
  const connecting = connections.use(server.name, access).catch((error: unknown) => {
    if (error instanceof RemoteError) return error;
    throw error;
  });
  try {
    const first = await Promise.race([connecting, cancelled.promise]);
    if (first !== 'cancelled' && !stop.aborted) return first;
    connecting.then((late) => {
      if (!(late instanceof RemoteError)) late.release();
    });
    return 'cancelled';
  } finally {
    stop.removeEventListener('abort', cancel);
  }
}

function knownSecrets(
  { secrets = [] }: RemoteCommand,
  secretOf: SshRunnerOptions['secretOf'],
): Readonly<Record<string, string>> {
  const entries = secrets.flatMap((name) => {
    const value = secretOf(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

type ProbeParts = {
  readonly server: Server;
  readonly options: SshRunnerOptions;
  readonly connections: Connections;
  readonly signal: AbortSignal | undefined;
};

async function probe(
  runner: RemoteRunner,
  { server, options, connections, signal }: ProbeParts,
): Promise<RemoteProbe> {
  const startedAtMs = options.nowMs();
  const answer = await ask(runner, server, whoAmI(), signal);
  if (!answer.ok) return { outcome: 'failed', error: answer.error };
  const durationMs = options.nowMs() - startedAtMs;
  return { outcome: 'ready', hostKey: connections.hostKeyOf(server.name), ...answer.value, durationMs };
}
