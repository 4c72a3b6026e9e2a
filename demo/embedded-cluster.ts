// The embedded cluster: one store, a SQL Server look-alike over it, simulated CRM servers that write into it, all on
// real sockets of this machine, with SSH to each server. Knows nothing of the product that stands in front of it.

import { randomBytes } from 'node:crypto';
import { createCertificate } from './certificate.ts';
import type { CrmBehaviour } from './crm/behaviour.ts';
import { type CrmCluster, type CrmClusterMember, createCrmCluster } from './crm/cluster.ts';
import type { CrmHooks } from './crm/model.ts';
import { type ClusterSsh, startClusterSsh } from './ssh/cluster-ssh.ts';
import { createStore, type Store } from './store/store.ts';
import { createUpkeep, type Upkeep } from './store/upkeep.ts';
import { createTdsServer, type TdsServer } from './tds/server.ts';
import type { OtherSession } from './tds/sql/engine.ts';

export type EmbeddedOptions = {
  readonly servers: number;
  /** Names are this and a number; `CRMWEB` if not said. */
  readonly namePrefix?: string;
  /** How many users there are: `user001` and so on. */
  readonly users: number;
  /** 0 takes any free port. */
  readonly sqlPort: number;
  /** True: the CRM servers speak HTTPS, each with a certificate of its own. */
  readonly https?: boolean;
  readonly behaviour?: Partial<CrmBehaviour>;
  readonly hooks?: CrmHooks;
  readonly onProblem: (problem: Error) => void;
};

export type SqlAddress = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Certificate to trust (PEM). */
  readonly certificate: string;
};

export type EmbeddedCluster = {
  readonly crm: CrmCluster;
  readonly store: Store;
  readonly tds: TdsServer;
  /** Backups and indexes of the database, and what goes wrong with them. */
  readonly upkeep: Upkeep;
  readonly sql: SqlAddress;
  readonly ssh: ClusterSsh;
  readonly logOns: readonly { readonly logOn: string; readonly password: string }[];
  close(): Promise<void>;
};

const host = '127.0.0.1';
const sqlUser = 'fairlead';
const databaseName = 'CRM';
/** Connections the database takes: for each simulated server as many as its pools want, and some for all others. */
const connectionsPerServer = 20;
const otherConnections = 50;
/** The database was backed up in the night before. */
const lastBackupMs = 6 * 3_600_000;
/** The CRM's own port as its settings tell it; every simulated server has another, so the configuration says them. */
const toldHttpPort = 80;

/** Starts everything; rejects, with nothing left running, where a port is taken. */
export async function startEmbeddedCluster(options: EmbeddedOptions): Promise<EmbeddedCluster> {
  const { namePrefix = 'CRMWEB' } = options;
  const names = Array.from({ length: options.servers }, (_, index) => `${namePrefix}${index + 1}`);
  const userPassword = madePassword();
  const sqlPassword = madePassword();
  const store = createStore({
    serverNames: names,
    users: options.users,
    userPassword,
    httpPort: toldHttpPort,
  });
  const startedAtMs = Date.now();
  store.recordBackup('D', startedAtMs - lastBackupMs);
  const certificate = await createCertificate(['localhost'], startedAtMs);
  const upkeep = createUpkeep();
  const tds = createTdsServer({
    store,
    upkeep,
    user: sqlUser,
    password: sqlPassword,
    database: databaseName,
    tls: certificate,
    encryption: 'on',
    maxConnections: otherConnections + connectionsPerServer * options.servers,
    others: () => crm.servers.flatMap((server) => databaseSessions(server, startedAtMs)),
    nowMs: Date.now,
    onFault: (fault) => options.onProblem(fault instanceof Error ? fault : new Error(String(fault))),
  });
  const crm = await createCrmCluster({
    ...options,
    store,
    servers: names.map((name) => ({ name, fullyQualifiedName: `${name.toLowerCase()}.sim.test` })),
  });
  let ssh: ClusterSsh | undefined;
  const close = async () => {
    await ssh?.close();
    await crm.close();
    await tds.close();
    store.close();
  };
  try {
    await crm.listen();
    ssh = await startClusterSsh(crm.servers, store, options.onProblem);
    const port = await tds.listen({ host, port: options.sqlPort });
    const sql = {
      host,
      port,
      user: sqlUser,
      password: sqlPassword,
      database: databaseName,
      certificate: certificate.certificate,
    };
    const logOns = Array.from({ length: options.users }, (_, index) => ({
      logOn: `user${String(index + 1).padStart(3, '0')}`,
      password: userPassword,
    }));
    return { crm, store, tds, upkeep, sql, ssh, logOns, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the database shows of one simulated server (F5): its DLL's connections and its Tomcat's. */
function databaseSessions(server: CrmClusterMember, sinceMs: number): OtherSession[] {
  const { dll, tomcat } = server.details().databaseUse;
  const of = (programName: string, count: number) =>
    Array.from({ length: count }, () => ({ hostName: server.name, programName, login: 'SIM_crm', sinceMs }));
  return [...of('SIM_eware.dll', dll), ...of('SIM_Tomcat', tomcat)];
}

/** Short enough to type from a screen, and new at every start. */
function madePassword(): string {
  return randomBytes(6).toString('base64url');
}
