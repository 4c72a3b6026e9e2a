// Sections of a site's configuration by which its simulated servers are reached over SSH.

import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { demoRemote, writeDemoSsh } from '../../main/demo/demo-ssh.ts';
import type { Settings } from './site.ts';

/** `without` are servers that Fairlead does not reach by SSH. Key and known_hosts are files of `folder`. */
export async function sshSections(
  cluster: EmbeddedCluster,
  folder: string,
  without: readonly string[] = [],
): Promise<Settings> {
  const { remote, ports } = demoRemote(cluster, await writeDemoSsh(cluster, folder));
  const servers = cluster.crm.servers.map(({ name, origin }) => [
    name,
    { origin, remote: { port: ports.get(name), enabled: !without.includes(name) } },
  ]);
  return { remote, servers: Object.fromEntries(servers) };
}
