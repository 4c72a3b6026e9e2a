// The real SSH runner in front of the embedded cluster, with the keys that cluster made.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Server } from '../../cluster/model.ts';
import type { RemoteRunner } from '../../cluster/remote/command.ts';
import type { RemoteAccess } from '../../cluster/remote/settings.ts';
import { createSshRunner } from '../../cluster/remote/ssh-runner.ts';
import {
  type EmbeddedCluster,
  type EmbeddedOptions,
  startEmbeddedCluster,
} from '../../demo/embedded-cluster.ts';
import type { SshMember } from '../../demo/ssh/cluster-ssh.ts';
import { serverOf } from '../cluster/support/sample.ts';
import { temporaryFolder } from './fairlead-process.ts';

export type DemoRunner = {
  readonly cluster: EmbeddedCluster;
  readonly runner: RemoteRunner;
  /** By position in the list. */
  readonly servers: readonly Server[];
  readonly members: readonly SshMember[];
};

export type DemoRunnerOptions = Partial<EmbeddedOptions> & {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly access?: Partial<RemoteAccess>;
};

/** Closed when the test ends. */
export async function startDemoRunner(t: Test, options: DemoRunnerOptions = {}): Promise<DemoRunner> {
  const { secrets = {}, access = {}, ...embedded } = options;
  const problems: Error[] = [];
  const cluster = await startEmbeddedCluster({
    servers: 2,
    users: 3,
    sqlPort: 0,
    ...embedded,
    onProblem: (problem) => problems.push(problem),
  });
  t.teardown(async () => {
    await cluster.close();
    if (problems.length > 0) throw new AggregateError(problems, 'the embedded cluster had problems');
  });
  const folder = mkdtempSync(join(temporaryFolder(t), 'ssh-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const files = {
    keyFile: write('key', cluster.ssh.privateKey),
    knownHostsFile: write('known_hosts', cluster.ssh.knownHosts),
  };
  const members = cluster.ssh.servers;
  const runner = createSshRunner({
    accessTo: ({ name }) => {
      const member = members.find((each) => each.name === name);
      return (
        member && {
          ...files,
          host: cluster.ssh.host,
          port: member.server.port(),
          user: cluster.ssh.user,
          passphraseEnv: undefined,
          agent: undefined,
          connectTimeoutMs: 20_000,
          idleTimeoutMs: 60_000,
          ...access,
        }
      );
    },
    limits: () => ({
      runTimeoutMs: 60_000,
      concurrency: 8,
      concurrencyPerServer: 4,
      maxOutputBytes: 1_000_000,
    }),
    secretOf: (name) => secrets[name],
    environment: {},
    nowMs: Date.now,
  });
  t.teardown(() => runner.close());
  const servers = members.map(({ name }, position) => serverOf(name, { position }));
  return { cluster, runner, servers, members };
}
