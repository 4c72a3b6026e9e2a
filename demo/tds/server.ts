// The SQL Server look-alike: listens, stops, listens again. For trying and testing; it is no database server.

import { createServer, type Server, type Socket } from 'node:net';
import type { DatabaseSync } from 'node:sqlite';
import type { Certificate } from '../certificate.ts';
import { DemoError } from '../errors.ts';
import { createUpkeep, type Upkeep } from '../store/upkeep.ts';
import { type ConnectionOptions, serveConnection } from './connection.ts';
import { createEngine, type OtherSession } from './sql/engine.ts';
import type { EncryptionPolicy } from './wire/prelogin.ts';

export type TdsServerOptions = {
  /** Anything with an open SQLite database; its tables are what clients see as `dbo`. */
  readonly store: { readonly database: DatabaseSync };
  readonly user: string;
  readonly password: string;
  /** Name of the database as clients know it. */
  readonly database: string;
  readonly tls?: Certificate;
  /**
   * `off` pretends that the server cannot encrypt, whatever is asked; `on` encrypts for who wants it;
   * `required` lets nobody in without. The last two need `tls`.
   */
  readonly encryption: EncryptionPolicy;
  /** Logged-on connections beyond this are refused with error 17809. */
  readonly maxConnections: number;
  /** Connections of programs that are only simulated: `sys.dm_exec_sessions` shows them after the real ones. */
  readonly others?: () => readonly OtherSession[];
  /** Backups, indexes and what goes wrong with them; an untouched server by default. */
  readonly upkeep?: Upkeep;
  /** Waited before each request runs; a function can change it while the server runs. */
  readonly delayMs?: number | (() => number);
  /** Clock of the server, milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Told of faults of this code, which clients see as error 8624. */
  readonly onFault?: (fault: unknown) => void;
};

export type TdsConnection = {
  readonly id: number;
  readonly login: string;
  readonly hostName: string;
  readonly programName: string;
  readonly clientAddress: string;
  readonly encrypted: boolean;
  readonly loginTimeMs: number;
  /** A request of it is being run or waits for a lock. */
  readonly running: boolean;
};

export type TdsServer = {
  /** Starts to listen and gives the port; 0 takes a free one. Rejects with the system's error, or DEM_TDS_STATE. */
  listen(address: { readonly host: string; readonly port: number }): Promise<number>;
  /** Drops all connections and stops listening, as a database that goes down; `listen` brings it back. */
  stop(): Promise<void>;
  /** Logged-on connections, oldest first. */
  connections(): readonly TdsConnection[];
  /** Stops for good. The store stays open: it belongs to who made it. */
  close(): Promise<void>;
};

/** Sockets that may be open without a log-on, beyond the logged-on ones. */
const mostStrangers = 64;

/** Makes the look-alike over a store; nothing listens yet. */
export function createTdsServer(options: TdsServerOptions): TdsServer {
  if (options.encryption !== 'off' && !options.tls) {
    throw new DemoError('DEM_TDS_NO_CERTIFICATE', `encryption "${options.encryption}" needs a certificate`);
  }
  const connection = connectionOptions(options);
  const { sessions } = connection.engine;
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let closed = false;

  function accept(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.setNoDelay(true);
    serveConnection(socket, connection);
  }

  async function stop(): Promise<void> {
    const stopping = server;
    server = undefined;
    if (!stopping) return;
    const stopped = new Promise<void>((resolve) => stopping.close(() => resolve()));
    const gone = [...sockets].map(
      (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    );
    for (const socket of sockets) socket.destroy();
    await Promise.all([stopped, ...gone]);
  }

  return {
    async listen({ host, port }) {
      if (server || closed)
        throw new DemoError('DEM_TDS_STATE', closed ? 'closed for good' : 'listening already');
      server = createServer(accept);
      server.maxConnections = options.maxConnections + mostStrangers;
      try {
        return await listenOn(server, host, port);
      } catch (error) {
        server = undefined;
        throw error;
      }
    },
    stop,
    connections: () =>
      [...sessions.values()].map(publicPart).sort((left, right) => left.loginTimeMs - right.loginTimeMs),
    async close() {
      closed = true;
      await stop();
    },
  };
}

function connectionOptions(options: TdsServerOptions): ConnectionOptions {
  const { delayMs = 0 } = options;
  return {
    engine: createEngine({
      database: options.store.database,
      name: options.database,
      maxConnections: options.maxConnections,
      upkeep: options.upkeep ?? createUpkeep(),
      others: options.others,
      nowMs: options.nowMs,
    }),
    credentials: { user: options.user, password: options.password, database: options.database },
    encryption: options.encryption,
    certificate: options.encryption === 'off' ? undefined : options.tls,
    delayMs: typeof delayMs === 'function' ? delayMs : () => delayMs,
    onFault: options.onFault ?? (() => undefined),
  };
}

function publicPart(session: TdsConnection): TdsConnection {
  const { id, login, hostName, programName, clientAddress, encrypted, loginTimeMs, running } = session;
  return { id, login, hostName, programName, clientAddress, encrypted, loginTimeMs, running };
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // Errors after this are of single connections being accepted; the next one may succeed.
      server.on('error', () => undefined);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
