// SSH to every server of the embedded cluster: keys made at the start, a simulated Windows behind each door, and what
// a client needs to get in.

import type { CrmClusterMember } from '../crm/cluster.ts';
import type { Store } from '../store/store.ts';
import { createFileTree } from '../windows/files.ts';
import { createWindowsMachine, type WindowsMachine } from '../windows/machine.ts';
import { installSetups } from '../windows/setups.ts';
import { installTools } from '../windows/tools.ts';
import { createSshKeyPair } from './key-pair.ts';
import { createSshServer, type SshServer } from './server.ts';

export type SshMember = {
  readonly name: string;
  readonly machine: WindowsMachine;
  /** Closing it is a dead SSH server; `listen` brings it back on its port. */
  readonly server: SshServer;
};

export type ClusterSsh = {
  readonly host: string;
  readonly user: string;
  /** May log on to every server (OpenSSH form). */
  readonly privateKey: string;
  /** Text of a known_hosts file with every server. */
  readonly knownHosts: string;
  readonly servers: readonly SshMember[];
  close(): Promise<void>;
};

const host = '127.0.0.1';
const user = 'fairlead';
/** Of the document library, which all servers see (F5). */
const libraryShare = '\\\\simfiles\\crm';

/** Starts a door for each CRM server; rejects with none left open. */
export async function startClusterSsh(
  members: readonly CrmClusterMember[],
  store: Pick<Store, 'parameter' | 'setParameter'>,
  onProblem: (problem: Error) => void,
): Promise<ClusterSsh> {
  const client = createSshKeyPair();
  const library = createFileTree();
  library.write(`${libraryShare}\\Library\\readme.txt`, 'The simulated document library.\r\n', Date.now());
  const shares = new Map([[libraryShare, library]]);
  const made = members.map((crm, position) => {
    const machine = createWindowsMachine({ name: crm.name, position, crm, shares });
    installSetups(machine, { store, members });
    installTools(machine, { store, members });
    const key = createSshKeyPair();
    const shared = { machine, user, host, port: 0, onProblem };
    const server = createSshServer({ ...shared, hostKey: key.private, authorizedKey: client.public });
    return { name: crm.name, machine, server, hostKey: key.public };
  });
  const close = async () => {
    for (const { machine } of made) machine.close();
    await Promise.all(made.map(({ server }) => server.close()));
  };
  try {
    await Promise.all(made.map(({ server }) => server.listen()));
  } catch (cause) {
    await close();
    throw cause;
  }
  const lines = made.map(({ server, hostKey }) => {
    const [type, key] = hostKey.trim().split(' ');
    return `[${host}]:${server.port()} ${type} ${key}\n`;
  });
  return { host, user, privateKey: client.private, knownHosts: lines.join(''), servers: made, close };
}
