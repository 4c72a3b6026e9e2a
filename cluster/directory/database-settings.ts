// What must be known to reach the CRM's database, and what the driver makes of it. Opens nothing.

import type { config as DriverConfig } from 'mssql';
import type { DatabaseTarget } from '../rules/database-failure.ts';

/** Shaped as `database` of the configuration; `caFile` is read by whoever opens the connection. */
export type DatabaseSettings = {
  readonly host: string;
  readonly port: number;
  /** Named instance; its port is asked of the SQL Server Browser. Null: `port` counts. */
  readonly instance: string | null;
  readonly name: string;
  readonly user: string;
  readonly password: string;
  readonly encrypt: boolean | 'strict';
  readonly trustServerCertificate: boolean;
  readonly caFile: string | null;
  readonly serverName: string | null;
  readonly multiSubnetFailover: boolean;
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
};

/** Never more, whatever the settings say: the CRM's own pools need the connections (F5). */
const mostConnections = 4;

/** Where it goes, for messages; no password. */
export function targetOf(settings: DatabaseSettings): DatabaseTarget {
  const { host, instance, port, name, user } = settings;
  return { at: instance === null ? `${host}:${port}` : `${host}\\${instance}`, host, name, user };
}

/** Configuration of the driver. `authorities` is PEM text of `caFile`. */
export function driverConfig(settings: DatabaseSettings, authorities: string | undefined): DriverConfig {
  const tls = authorities === undefined ? {} : { cryptoCredentialsDetails: { ca: authorities } };
  return {
    server: settings.host,
    port: settings.port,
    user: settings.user,
    password: settings.password,
    database: settings.name,
    connectionTimeout: settings.connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    // The other kind sends `SELECT 1` before every statement and would double them.
    validateConnection: 'socket',
    pool: {
      min: 0,
      max: Math.min(mostConnections, Math.max(1, settings.connections)),
      acquireTimeoutMillis: settings.connectTimeoutMs + 1000,
      idleTimeoutMillis: 60_000,
    },
    options: {
      encrypt: settings.encrypt,
      trustServerCertificate: settings.trustServerCertificate,
      multiSubnetFailover: settings.multiSubnetFailover,
      appName: 'fairlead',
      // Tries again are ours to space out; the driver's own would hide a lasting failure for a while.
      maxRetriesOnTransientErrors: 0,
      ...(settings.instance === null ? {} : { instanceName: settings.instance }),
      ...(settings.serverName === null ? {} : { serverName: settings.serverName }),
      ...tls,
    },
  };
}
