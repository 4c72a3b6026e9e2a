// A running look-alike over a fresh store, and the real driver to talk to it.

import mssql from 'mssql';
import type { Test } from 'tap';
import { createCertificate } from '../../../demo/certificate.ts';
import { createStore, type Store } from '../../../demo/store/store.ts';
import { createTdsServer, type TdsServer, type TdsServerOptions } from '../../../demo/tds/server.ts';

export const user = 'fairlead';
export const password = 'right Password 1 ü';
export const database = 'CRM';
export const nowMs = Date.UTC(2026, 10, 24, 9, 30, 15, 250);

export type LookAlike = {
  readonly store: Store;
  readonly server: TdsServer;
  readonly port: number;
  readonly certificate: string;
  /** A connected pool of the real driver. */
  connect(change?: Partial<mssql.config>): Promise<mssql.ConnectionPool>;
};

export async function startLookAlike(t: Test, change: Partial<TdsServerOptions> = {}): Promise<LookAlike> {
  const store = createStore({
    serverNames: ['CRMWEB1', 'CRMWEB2', 'CRMWEB3'],
    users: 5,
    userPassword: 'of the users',
    httpPort: 8081,
  });
  const tls = await createCertificate(['simsql'], Date.now());
  const faults: unknown[] = [];
  const server = createTdsServer({
    store,
    user,
    password,
    database,
    tls,
    encryption: 'on',
    maxConnections: 20,
    nowMs: () => nowMs,
    onFault: (fault) => faults.push(fault),
    ...change,
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  const pools: mssql.ConnectionPool[] = [];
  t.teardown(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await server.close();
    store.close();
    if (faults.length > 0) throw new Error('the look-alike itself had a fault', { cause: faults[0] });
  });
  return {
    store,
    server,
    port,
    certificate: tls.certificate,
    async connect(config) {
      const pool = new mssql.ConnectionPool(driverConfig(port, tls.certificate, config));
      pool.on('error', () => undefined); // a dropped connection is what some tests are about
      pools.push(pool);
      return pool.connect();
    },
  };
}

export function driverConfig(port: number, ca: string, change: Partial<mssql.config> = {}): mssql.config {
  const { options, ...rest } = change;
  return {
    server: 'localhost',
    port,
    user,
    password,
    database,
    pool: { max: 4 },
    ...rest,
    options: { encrypt: false, cryptoCredentialsDetails: { ca }, ...options },
  };
}

/** The SQL error a query ends with. */
export async function errorOf(query: Promise<unknown>): Promise<mssql.RequestError> {
  return query.then(
    () => Promise.reject(new Error('the query did not fail')),
    (error) => error,
  );
}
