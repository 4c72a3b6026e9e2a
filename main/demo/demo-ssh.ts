// What the demo needs to get onto its simulated servers by SSH, as files: for Fairlead, and for a person with `ssh -F`.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';

export type DemoSsh = {
  readonly keyFile: string;
  readonly knownHostsFile: string;
  /** For `ssh -F FILE SERVER COMMAND`. */
  readonly configFile: string;
};

/** Writes key, known_hosts and an ssh_config into the folder. */
export async function writeDemoSsh({ ssh }: EmbeddedCluster, folder: string): Promise<DemoSsh> {
  const files = {
    keyFile: join(folder, 'ssh-key'),
    knownHostsFile: join(folder, 'known_hosts'),
    configFile: join(folder, 'ssh_config'),
  };
  await writeFile(files.keyFile, ssh.privateKey, { mode: 0o600 });
  await writeFile(files.knownHostsFile, ssh.knownHosts);
  await writeFile(files.configFile, configText(ssh, files));
  return files;
}

/** The sections of fairlead.yaml: SSH as a whole, and the port of each server. */
export function demoRemote({ ssh }: EmbeddedCluster, { keyFile, knownHostsFile }: DemoSsh) {
  return {
    remote: { user: ssh.user, keyFile, knownHostsFile },
    ports: new Map(ssh.servers.map(({ name, server }) => [name, server.port()])),
  };
}

function configText({ host, user, servers }: EmbeddedCluster['ssh'], files: DemoSsh): string {
  const hosts = servers.map(({ name, server }) => `Host ${name}\n  Port ${server.port()}\n`);
  return `${hosts.join('')}Host *
  HostName ${host}
  User ${user}
  IdentityFile "${files.keyFile}"
  IdentitiesOnly yes
  UserKnownHostsFile "${files.knownHostsFile}"
`;
}
