// What a statement may ask about its session and server: @@ globals and functions without a value of their own.
// Each is bound when the statement runs as `:name`.

import { collationName, serverName } from './server-version.ts';
import { bitType, intType, nvarchar, type SqlType } from './sql-type.ts';

export type Fact = { readonly fact: string; readonly type: SqlType };

const name = nvarchar(128);

/** `@@NAME` */
export const globals: Readonly<Record<string, Fact>> = {
  VERSION: { fact: 'version', type: nvarchar(300) },
  SERVERNAME: { fact: 'serverName', type: name },
  SPID: { fact: 'spid', type: { kind: 'smallint' } },
  TRANCOUNT: { fact: 'transactionDepth', type: intType },
  ROWCOUNT: { fact: 'rowCount', type: intType },
  ERROR: { fact: 'error', type: intType },
  IDENTITY: { fact: 'identity', type: { kind: 'decimal', precision: 38, scale: 0 } },
  LOCK_TIMEOUT: { fact: 'lockTimeout', type: intType },
  MAX_CONNECTIONS: { fact: 'maxConnections', type: intType },
  LANGUAGE: { fact: 'language', type: name },
};

/** Functions without arguments, with or without brackets. */
export const factFunctions: Readonly<Record<string, Fact>> = {
  DB_NAME: { fact: 'database', type: name },
  DB_ID: { fact: 'databaseId', type: intType },
  HOST_NAME: { fact: 'hostName', type: name },
  APP_NAME: { fact: 'programName', type: name },
  SUSER_SNAME: { fact: 'login', type: name },
  SUSER_NAME: { fact: 'login', type: name },
  ORIGINAL_LOGIN: { fact: 'login', type: name },
  SYSTEM_USER: { fact: 'login', type: name },
  USER_NAME: { fact: 'login', type: name },
  CURRENT_USER: { fact: 'login', type: name },
  SESSION_USER: { fact: 'login', type: name },
  USER: { fact: 'login', type: name },
  SCOPE_IDENTITY: { fact: 'identity', type: { kind: 'decimal', precision: 38, scale: 0 } },
  XACT_STATE: { fact: 'inTransaction', type: bitType },
};

const properties: Readonly<Record<string, string | null>> = {
  productversion: '15.0.2000.5',
  productlevel: 'RTM',
  productmajorversion: '15',
  edition: 'Fairlead demo (look-alike)',
  engineedition: '3',
  servername: serverName,
  machinename: serverName,
  computernamephysicalnetbios: serverName,
  instancename: null,
  collation: collationName,
  instancedefaultbackuppath: 'D:\\SimBackup',
  isclustered: '0',
  ishadrenabled: '0',
  isintegratedsecurityonly: '0',
};

/** SERVERPROPERTY; NULL for a property that is not known, as the real one. */
export function serverProperty(property: string): string | null {
  return properties[property.toLowerCase()] ?? null;
}
