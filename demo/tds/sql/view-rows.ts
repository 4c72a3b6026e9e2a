// The rows of the system views, made afresh for every statement that asks for them.

import { tablesOf } from './catalogue.ts';
import type { Engine, OtherSession } from './engine.ts';
import { momentText } from './rules/civil-time.ts';
import type { LockMode } from './rules/lock-modes.ts';
import { collationName } from './rules/server-version.ts';
import type { SqlType } from './rules/sql-type.ts';
import { backupRows, fragmentationRows, indexRows, mediaRows, statisticsRows } from './view-rows-storage.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** `database_id` of the one database there is beside the system's own. */
export const databaseId = 5;
const masterId = 1;
const schemaId = 1;
const created = '2026-01-01 00:00:00.000';

const makers: Readonly<Record<string, (engine: Engine) => readonly Row[]>> = {
  dm_exec_sessions: sessions,
  dm_exec_connections: connections,
  dm_exec_requests: requests,
  dm_tran_locks: locks,
  databases,
  configurations: (engine) => [
    {
      configuration_id: 103,
      name: 'user connections',
      value: engine.maxConnections,
      minimum: 0,
      maximum: 32_767,
      value_in_use: engine.maxConnections,
    },
  ],
  schemas: () => [
    { name: 'dbo', schema_id: schemaId },
    { name: 'sys', schema_id: 4 },
  ],
  tables: objects,
  objects,
  columns: (engine) => columnRows(engine).map((each) => each.sys),
  indexes: (engine) => indexRows(engine.database),
  stats: (engine) => statisticsRows(engine.database),
  dm_db_index_physical_stats: fragmentationRows,
  backupset: (engine) => backupRows(engine.database),
  backupmediafamily: (engine) => mediaRows(engine.database),
  information_tables: (engine) =>
    tablesOf(engine.database).map(({ name }) => ({ ...place(engine, name), TABLE_TYPE: 'BASE TABLE' })),
  information_columns: (engine) => columnRows(engine).map((each) => each.information),
};

/** JSON of a view's rows, as the translator's `:view_...` parameters want it. */
export function viewRows(engine: Engine, key: string): string {
  return JSON.stringify(makers[key]?.(engine) ?? []);
}

/** Simulated programs come after the real connections, under ids that no real one gets. */
const firstOtherId = 20_001;

function sessions(engine: Engine): Row[] {
  const real = [...engine.sessions.values()].map((session) => ({
    session_id: session.id,
    login_time: time(session.loginTimeMs),
    host_name: session.hostName,
    program_name: session.programName,
    client_interface_name: session.libraryName,
    login_name: session.login,
    original_login_name: session.login,
    status: session.running ? 'running' : 'sleeping',
    last_request_start_time: time(session.lastRequestStartMs),
    last_request_end_time: time(session.lastRequestEndMs),
    is_user_process: 1,
    database_id: session.database === 'master' ? masterId : databaseId,
    open_transaction_count: session.transaction?.depth ?? 0,
  }));
  return [...real, ...engine.others().map(otherSession)];
}

function otherSession({ hostName, programName, login, sinceMs }: OtherSession, index: number): Row {
  const since = time(sinceMs);
  return {
    session_id: firstOtherId + index,
    login_time: since,
    host_name: hostName,
    program_name: programName,
    client_interface_name: 'OLEDB',
    login_name: login,
    original_login_name: login,
    status: 'sleeping',
    last_request_start_time: since,
    last_request_end_time: since,
    is_user_process: 1,
    database_id: databaseId,
    open_transaction_count: 0,
  };
}

/** What is being run; how far it is only where it is a long statement. */
function requests(engine: Engine): Row[] {
  const running = [...engine.sessions.values()].filter((session) => session.running);
  return running.map((session) => ({
    session_id: session.id,
    start_time: time(session.lastRequestStartMs),
    status: session.work === undefined ? 'running' : 'suspended',
    command: session.work?.command ?? 'SELECT',
    percent_complete: (session.work?.share ?? 0) * 100,
    database_id: session.database === 'master' ? masterId : databaseId,
  }));
}

function connections(engine: Engine): Row[] {
  return [...engine.sessions.values()].map((session) => ({
    session_id: session.id,
    connect_time: time(session.loginTimeMs),
    net_transport: 'TCP',
    protocol_type: 'TSQL',
    encrypt_option: session.encrypted ? 'TRUE' : 'FALSE',
    auth_scheme: 'SQL',
    client_net_address: session.clientAddress,
    client_tcp_port: session.clientPort,
  }));
}

const shortModes: Readonly<Record<LockMode, string>> = {
  IntentShared: 'IS',
  Shared: 'S',
  Update: 'U',
  IntentExclusive: 'IX',
  Exclusive: 'X',
};

/** `SIM_` fields are for APPLOCK_MODE and no columns of the view. */
function locks(engine: Engine): Row[] {
  return engine.locks.held().map((lock) => ({
    resource_type: 'APPLICATION',
    resource_description: `0:[${lock.resource.slice(0, 32)}]:(00000000)`,
    request_mode: shortModes[lock.mode],
    request_status: 'GRANT',
    request_session_id: lock.session,
    request_owner_type: lock.owner === 'Session' ? 'SESSION' : 'TRANSACTION',
    SIM_resource: lock.resource,
    SIM_mode: lock.mode,
    SIM_owner: lock.owner,
  }));
}

function databases(engine: Engine): Row[] {
  const names: readonly (readonly [string, number])[] = [
    ['master', masterId],
    ['tempdb', 2],
    [engine.catalogue.database, databaseId],
  ];
  return names.map(([name, id]) => ({
    name,
    database_id: id,
    create_date: created,
    compatibility_level: 150,
    collation_name: collationName,
    ...(id === databaseId && engine.upkeep.offline
      ? { state: 6, state_desc: 'OFFLINE' }
      : { state: 0, state_desc: 'ONLINE' }),
    user_access_desc: 'MULTI_USER',
    recovery_model_desc: id === databaseId ? engine.upkeep.recovery : 'SIMPLE',
    is_read_only: 0,
  }));
}

function objects(engine: Engine): Row[] {
  return tablesOf(engine.database).map(({ name, id }) => ({
    name,
    object_id: id,
    schema_id: schemaId,
    type: 'U',
    type_desc: 'USER_TABLE',
  }));
}

function columnRows(engine: Engine): { readonly sys: Row; readonly information: Row }[] {
  return tablesOf(engine.database).flatMap((table) =>
    table.columns.map(({ name, type }, index) => {
      const nullable = table.nullable[index] ?? true;
      return {
        sys: {
          object_id: table.id,
          name,
          column_id: index + 1,
          max_length: bytesOf(type),
          is_nullable: nullable ? 1 : 0,
        },
        information: {
          ...place(engine, table.name),
          COLUMN_NAME: name,
          ORDINAL_POSITION: index + 1,
          IS_NULLABLE: nullable ? 'YES' : 'NO',
          DATA_TYPE: type.kind,
          CHARACTER_MAXIMUM_LENGTH: lengthOf(type),
        },
      };
    }),
  );
}

function place(engine: Engine, table: string) {
  return { TABLE_CATALOG: engine.catalogue.database, TABLE_SCHEMA: 'dbo', TABLE_NAME: table };
}

const time = (momentMs: number) => momentText(momentMs) ?? null;

function lengthOf(type: SqlType): number | null {
  if (!('length' in type)) return null;
  return type.length === 'max' ? -1 : type.length;
}

function bytesOf(type: SqlType): number {
  const length = lengthOf(type);
  if (length === null) return 8;
  return length > 0 && type.kind.startsWith('n') ? length * 2 : length;
}
