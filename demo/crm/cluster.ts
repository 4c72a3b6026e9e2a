// A whole simulated cluster: servers that share one store and one registry, and the control port beside them.

import { createCertificate } from '../certificate.ts';
import { sqlTime } from '../store/store.ts';
import type { CrmBehaviour } from './behaviour.ts';
import { createControlServer } from './control-server.ts';
import type { CrmHooks, CrmStore } from './model.ts';
import { createSessionRegistry } from './registry.ts';
import { type CrmServer, createCrmServer } from './server.ts';

export type CrmClusterServer = {
  readonly name: string;
  /** Also named in the certificate where the cluster speaks HTTPS. */
  readonly fullyQualifiedName?: string;
  readonly port?: number;
};

export type CrmClusterOptions = {
  readonly servers: readonly CrmClusterServer[];
  readonly store: CrmStore;
  /** Address the servers listen on; the control port is always on 127.0.0.1. */
  readonly host?: string;
  readonly controlPort?: number;
  /** True: HTTPS with a certificate of its own for each server. */
  readonly https?: boolean;
  readonly behaviour?: Partial<CrmBehaviour>;
  readonly hooks?: CrmHooks;
  readonly nowMs?: () => number;
  readonly random?: () => number;
  readonly onProblem: (problem: Error) => void;
};

export type CrmClusterMember = CrmServer & {
  /** Certificate to trust for this server (PEM); undefined with plain HTTP. */
  readonly certificate: string | undefined;
  /** `http://127.0.0.1:PORT/servers/NAME`. */
  readonly controlUrl: string;
};

export type CrmCluster = {
  readonly servers: readonly CrmClusterMember[];
  readonly controlUrl: string;
  /** Locks the system for everybody but this user (F1). */
  lock(by: string): void;
  unlock(): void;
  listen(): Promise<void>;
  close(): Promise<void>;
};

/** A cluster that does not listen yet. With HTTPS the certificates are made here, which takes a moment. */
export async function createCrmCluster(options: CrmClusterOptions): Promise<CrmCluster> {
  const nowMs = options.nowMs ?? Date.now;
  const registry = createSessionRegistry();
  const made = await Promise.all(
    options.servers.map(async (each) => {
      const names = [each.name, ...(each.fullyQualifiedName ? [each.fullyQualifiedName] : [])];
      const tls = options.https ? await createCertificate(names, nowMs()) : undefined;
      const server = createCrmServer({ ...options, name: each.name, port: each.port ?? 0, registry, tls });
      return { server, certificate: tls?.certificate };
    }),
  );
  const { store, onProblem } = options;
  const lock = (by: string) => {
    store.setParameter('SysLockedByUsrID', by);
    store.setParameter('SysLockedTime', sqlTime(nowMs()));
  };
  const unlock = () => {
    store.setParameter('SysLockedByUsrID', null);
    store.setParameter('SysLockedTime', null);
  };
  const servers = made.map((each) => each.server);
  const control = createControlServer({ servers, port: options.controlPort ?? 0, lock, unlock, onProblem });
  const close = async () => {
    await control.close();
    await Promise.all(servers.map((server) => server.close()));
  };
  return {
    servers: made.map(({ server, certificate }) => member(server, certificate, () => control.url)),
    get controlUrl() {
      return control.url;
    },
    lock,
    unlock,
    async listen() {
      try {
        await Promise.all([control.listen(), ...servers.map((server) => server.listen())]);
      } catch (cause) {
        await close();
        throw cause;
      }
    },
    close,
  };
}

function member(server: CrmServer, certificate: string | undefined, url: () => string): CrmClusterMember {
  const added = {
    certificate,
    get controlUrl() {
      return `${url()}/servers/${server.name}`;
    },
  };
  return Object.defineProperties(added, Object.getOwnPropertyDescriptors(server)) as CrmClusterMember;
}
