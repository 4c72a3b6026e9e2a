// The runner of remote commands, made from the configuration. It asks for the settings of each command anew, so that
// a changed configuration holds without a restart.

import type { Server } from '../cluster/model.ts';
import type { RemoteRunner } from '../cluster/remote/command.ts';
import type { RemoteAccess } from '../cluster/remote/settings.ts';
import { createSshRunner, type SshRunnerOptions } from '../cluster/remote/ssh-runner.ts';
import type { Configuration } from '../config/schema.ts';
import { secretOf } from './remote-secrets.ts';

export type RemoteOptions = Pick<SshRunnerOptions, 'environment' | 'nowMs'> & {
  /** The configuration as it is now. */
  readonly configuration: () => Configuration;
};

/** Connects to nothing yet. Without the section `remote` no server is available to it. */
export function createRemote({ configuration, ...world }: RemoteOptions): RemoteRunner {
  return createSshRunner({
    ...world,
    secretOf: (name) => secretOf(configuration(), name),
    accessTo: (server) => remoteAccess(configuration(), server),
    // Without the section nothing is run, so that any limits do.
    limits: () =>
      configuration().remote ?? {
        runTimeoutMs: 0,
        concurrency: 1,
        concurrencyPerServer: 1,
        maxOutputBytes: 0,
      },
  });
}

/** How a server is reached; undefined where it has no SSH. Names of servers are compared without regard to case. */
export function remoteAccess(
  { remote, servers }: Pick<Configuration, 'remote' | 'servers'>,
  server: Server,
): RemoteAccess | undefined {
  if (remote === null) return undefined;
  const name = Object.keys(servers).find((each) => each.toLowerCase() === server.name.toLowerCase());
  const own = name === undefined ? undefined : servers[name]?.remote;
  if (own?.enabled === false) return undefined;
  return {
    host: own?.host ?? new URL(server.origin).hostname.replace(/^\[(.*)\]$/, '$1'),
    port: own?.port ?? remote.port,
    user: own?.user ?? remote.user,
    keyFile: remote.keyFile ?? undefined,
    passphraseEnv: remote.passphraseEnv ?? undefined,
    agent: remote.agent ?? undefined,
    knownHostsFile: remote.knownHostsFile,
    connectTimeoutMs: remote.connectTimeoutMs,
    idleTimeoutMs: remote.idleTimeoutMs,
  };
}
