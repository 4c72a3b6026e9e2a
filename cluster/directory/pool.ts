// The one way to the CRM's database: a small pool over `mssql`, loaded when first used. Says what failed in words,
// never lets the driver's own events end the process, and builds itself anew after failures. Knows no tables.

import { readFile } from 'node:fs/promises';
import type { ConnectionPool } from 'mssql';
import type { Connection } from 'tedious';
import { DatabaseError } from '../errors.ts';
import { describeFailure, givenUp } from '../rules/database-failure.ts';
import { askConnection, createTlsWatch, type EncryptionSeen, proveEncryption } from './connection-proof.ts';
import { type DatabaseSettings, driverConfig, targetOf } from './database-settings.ts';
import { codesOf, messageOf, numbersOf } from './driver-error.ts';
import { createDriverLoader, type Driver } from './load-driver.ts';
import type { Pacer } from './pacer.ts';

export type Parameters = Readonly<Record<string, string | number | null>>;

/** Rows as the driver gives them; every reader parses what it needs. */
export type Row = Readonly<Record<string, unknown>>;

export type Sending = {
  /** Called when pace and connection are won and it goes. */
  readonly onSend?: (() => void) | undefined;
  /** Cancels it. The server undoes a statement that runs; one that waits for its turn is not sent. */
  readonly signal?: AbortSignal | undefined;
  /** Somebody waits for the answer: it goes before what nobody waits for. */
  readonly urgent?: boolean | undefined;
};

export type Database = {
  /** Runs one statement. Throws `DatabaseError`, which says in words what failed. */
  query(statement: string, parameters?: Parameters, sending?: Sending): Promise<readonly Row[]>;
  /** What the last proven connection showed; undefined before the first. */
  encryption(): EncryptionSeen | undefined;
  /** How often the pool was built; grows when the watchdog drops it. */
  builds(): number;
  /** Cuts what is under way. */
  close(): Promise<void>;
};

export type DatabaseOptions = {
  readonly settings: DatabaseSettings;
  /** `connection.sql`: asks the server whether this connection is encrypted. */
  readonly connectionStatement: string;
  readonly pacer: Pacer;
  /** What the driver says beside its answers: an idle connection that broke, and some failures a second time. */
  readonly onProblem: (problem: Error) => void;
};

/** What the driver adds when it cancels a statement that ran out of time. */
const cancelMs = 6_000;
/** A pool whose statements are refused this often in a row is built anew all the same. */
const refusalsBeforeRebuild = 5;
const closeLimitMs = 2_000;

/** What outlives a single pool. */
type Shared = {
  /** Connections that are open or being opened, and whose they are. */
  readonly raw: Map<Connection, ConnectionPool>;
  /** Error numbers the server sent since the last statement: the driver's own errors leave some out. */
  readonly numbers: number[];
  seen: EncryptionSeen | undefined;
  readonly loadDriver: () => Promise<Driver>;
  readonly stop: AbortSignal;
};

/** Makes the way to the database; nothing is opened before the first statement. */
export function createDatabase(options: DatabaseOptions): Database {
  const { settings, pacer } = options;
  const stop = new AbortController();
  const shared: Shared = {
    raw: new Map(),
    numbers: [],
    seen: undefined,
    loadDriver: createDriverLoader(settings, stop.signal),
    stop: stop.signal,
  };
  const limitMs = settings.connectTimeoutMs + settings.requestTimeoutMs + cancelMs;
  let opened: Promise<ConnectionPool> | undefined;
  let builds = 0;
  let refusals = 0;

  const open = () => {
    if (stop.signal.aborted) return Promise.reject(closedError());
    if (opened !== undefined) return opened;
    builds += 1;
    opened = openPool(options, shared);
    return opened;
  };
  const drop = async (gone: Promise<ConnectionPool> | undefined) => {
    if (gone === undefined || gone !== opened) return;
    opened = undefined;
    refusals = 0;
    await gone.then(
      (pool) => closePool(pool, shared.raw),
      () => undefined,
    );
  };
  const failed = (error: unknown, connecting: boolean, used: Promise<ConnectionPool> | undefined) => {
    const codes = codesOf(error);
    const numbers = [...numbersOf(error), ...shared.numbers];
    const failure = describeFailure(
      { codes, numbers, message: messageOf(error), connecting },
      targetOf(settings),
    );
    refusals += 1;
    if (connecting || failure.code !== 'CLU_STATEMENT_FAILED' || refusals >= refusalsBeforeRebuild) {
      drop(used).catch(options.onProblem);
    }
    return new DatabaseError(failure, { cause: error });
  };

  return {
    async query(statement, parameters = {}, { onSend, signal, urgent } = {}) {
      let connecting = true;
      let used: Promise<ConnectionPool> | undefined;
      try {
        await pacer.take({ signal: eitherOf(stop.signal, signal), urgent });
        shared.numbers.length = 0;
        used = open();
        const pool = await used;
        connecting = false;
        onSend?.();
        const rows = await within(run(pool, statement, parameters, signal), limitMs);
        refusals = 0;
        return rows;
      } catch (error) {
        // Who gives up says nothing about the database: others go on with its connections.
        if (signal?.aborted) throw new DatabaseError(givenUp(targetOf(settings)), { cause: error });
        throw failed(error, connecting, used);
      }
    },
    encryption: () => shared.seen,
    builds: () => builds,
    async close() {
      stop.abort(closedError());
      for (const connection of shared.raw.keys()) connection.close();
      await drop(opened);
    },
  };
}

/** What whoever still waits is told, or asks afterwards. */
const closedError = () => new Error('the database was closed');

function eitherOf(stop: AbortSignal, own: AbortSignal | undefined): AbortSignal {
  return own === undefined ? stop : AbortSignal.any([stop, own]);
}

async function openPool(
  { settings, connectionStatement, pacer, onProblem }: DatabaseOptions,
  shared: Shared,
): Promise<ConnectionPool> {
  const authorities = settings.caFile === null ? undefined : await readFile(settings.caFile, 'utf8');
  const driver = await shared.loadDriver();
  const tls = createTlsWatch();
  const pool = new driver.ConnectionPool({
    ...driverConfig(settings, authorities),
    beforeConnect(connection: Connection) {
      shared.raw.set(connection, pool);
      connection.on('end', () => shared.raw.delete(connection));
      connection.on('errorMessage', ({ number }: { readonly number: number }) => shared.numbers.push(number));
      tls.watch(connection);
    },
  } as unknown as ConstructorParameters<typeof driver.ConnectionPool>[0]);
  // The pool repeats on its own what a caller is told already; without a listener it would end the process.
  pool.on('error', onProblem);
  proveEach(pool, async (connection) => {
    // For a statement that has had its turn.
    await pacer.take({ signal: shared.stop, urgent: true });
    const ask = (asked: Connection) => askConnection(asked, connectionStatement);
    shared.seen = await proveEncryption(connection, settings.encrypt, tls.stands(connection), ask);
  });
  await pool.connect();
  return pool;
}

/**
 * Has every connection proven once, when it is first handed out: the pool replaces broken ones silently, so a proof at
 * the start would prove nothing later. Hangs on an inner method of the pinned driver and refuses to go on without it.
 */
function proveEach(pool: ConnectionPool, prove: (connection: Connection) => Promise<void>): void {
  const inner = pool as unknown as {
    _acquire?: () => Promise<Connection>;
    release(connection: Connection): void;
  };
  const acquire = inner._acquire?.bind(pool);
  if (acquire === undefined)
    throw new Error('the mssql driver has no _acquire: connections cannot be proven');
  const proven = new WeakSet<Connection>();
  inner._acquire = async () => {
    const connection = await acquire();
    if (proven.has(connection)) return connection;
    try {
      await prove(connection);
      proven.add(connection);
      return connection;
    } catch (error) {
      connection.close();
      inner.release(connection);
      throw error;
    }
  };
}

async function run(
  pool: ConnectionPool,
  statement: string,
  parameters: Parameters,
  signal: AbortSignal | undefined,
): Promise<readonly Row[]> {
  const { default: driver } = await import('mssql');
  signal?.throwIfAborted();
  const request = pool.request();
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === 'number') request.input(name, driver.Int, value);
    else request.input(name, driver.NVarChar(4000), value);
  }
  const cancel = () => void request.cancel();
  signal?.addEventListener('abort', cancel);
  try {
    const result = await request.query<Row>(statement);
    return result.recordset ?? [];
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

/** A last limit over the driver's own, should a connection neither answer nor break. */
async function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(Object.assign(new Error(`no answer within ${limitMs} ms`), { code: 'ETIMEOUT' })),
    limitMs,
  );
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Closes politely, then cuts what is still open: a connection that hangs must not count against the limit for ever. */
async function closePool(pool: ConnectionPool, raw: Shared['raw']): Promise<void> {
  try {
    await within(pool.close(), closeLimitMs);
  } finally {
    for (const [connection, owner] of raw) if (owner === pool) connection.close();
  }
}
