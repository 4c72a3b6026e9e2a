// The system views the look-alike has, with the columns it fills. Their rows are view-rows.ts's work.

import type { Column } from './scope.ts';
import { bigintType, bitType, datetimeType, floatType, intType, nvarchar, type SqlType } from './sql-type.ts';

export type SystemView = {
  /** `msdb.dbo` stands for the schema of that database. */
  readonly schema: 'sys' | 'INFORMATION_SCHEMA' | 'msdb.dbo';
  readonly name: string;
  /** Unique name, usable in a parameter. */
  readonly key: string;
  readonly columns: readonly Column[];
};

const name = nvarchar(128);
const smallint: SqlType = { kind: 'smallint' };
const tinyint: SqlType = { kind: 'tinyint' };

export const systemViews: readonly SystemView[] = [
  sys('dm_exec_sessions', {
    session_id: smallint,
    login_time: datetimeType,
    host_name: name,
    program_name: name,
    client_interface_name: nvarchar(32),
    login_name: name,
    original_login_name: name,
    status: nvarchar(30),
    last_request_start_time: datetimeType,
    last_request_end_time: datetimeType,
    is_user_process: bitType,
    database_id: smallint,
    open_transaction_count: intType,
  }),
  sys('dm_exec_connections', {
    session_id: intType,
    connect_time: datetimeType,
    net_transport: nvarchar(40),
    protocol_type: nvarchar(40),
    encrypt_option: nvarchar(40),
    auth_scheme: nvarchar(40),
    client_net_address: nvarchar(48),
    client_tcp_port: intType,
  }),
  sys('dm_exec_requests', {
    session_id: smallint,
    start_time: datetimeType,
    status: nvarchar(30),
    command: nvarchar(32),
    percent_complete: { kind: 'real' },
    database_id: smallint,
  }),
  sys('dm_tran_locks', {
    resource_type: nvarchar(60),
    resource_description: nvarchar(256),
    request_mode: nvarchar(60),
    request_status: nvarchar(60),
    request_session_id: intType,
    request_owner_type: nvarchar(60),
  }),
  sys('databases', {
    name,
    database_id: intType,
    create_date: datetimeType,
    compatibility_level: tinyint,
    collation_name: name,
    state: tinyint,
    state_desc: nvarchar(60),
    user_access_desc: nvarchar(60),
    recovery_model_desc: nvarchar(60),
    is_read_only: bitType,
  }),
  sys('configurations', {
    configuration_id: intType,
    name: nvarchar(35),
    value: intType,
    minimum: intType,
    maximum: intType,
    value_in_use: intType,
  }),
  sys('schemas', { name, schema_id: intType }),
  sys('tables', { name, object_id: intType, schema_id: intType, type: nvarchar(2), type_desc: nvarchar(60) }),
  sys('objects', {
    name,
    object_id: intType,
    schema_id: intType,
    type: nvarchar(2),
    type_desc: nvarchar(60),
  }),
  sys('columns', {
    object_id: intType,
    name,
    column_id: intType,
    max_length: smallint,
    is_nullable: bitType,
  }),
  sys('indexes', {
    object_id: intType,
    name,
    index_id: intType,
    type: tinyint,
    type_desc: nvarchar(60),
    is_disabled: bitType,
    is_hypothetical: bitType,
  }),
  sys('dm_db_index_physical_stats', {
    object_id: intType,
    index_id: intType,
    partition_number: intType,
    alloc_unit_type_desc: nvarchar(60),
    avg_fragmentation_in_percent: floatType,
    page_count: bigintType,
  }),
  sys('stats', { object_id: intType, name, stats_id: intType, auto_created: bitType }),
  {
    schema: 'msdb.dbo',
    name: 'backupset',
    key: 'backupset',
    columns: columnsOf({
      backup_set_id: intType,
      database_name: name,
      type: nvarchar(1),
      backup_start_date: datetimeType,
      backup_finish_date: datetimeType,
      media_set_id: intType,
      backup_size: bigintType,
      is_copy_only: bitType,
      has_backup_checksums: bitType,
      is_damaged: bitType,
    }),
  },
  {
    schema: 'msdb.dbo',
    name: 'backupmediafamily',
    key: 'backupmediafamily',
    columns: columnsOf({
      media_set_id: intType,
      family_sequence_number: intType,
      physical_device_name: nvarchar(260),
      device_type: tinyint,
    }),
  },
  information('TABLES', {
    TABLE_CATALOG: name,
    TABLE_SCHEMA: name,
    TABLE_NAME: name,
    TABLE_TYPE: nvarchar(10),
  }),
  information('COLUMNS', {
    TABLE_CATALOG: name,
    TABLE_SCHEMA: name,
    TABLE_NAME: name,
    COLUMN_NAME: name,
    ORDINAL_POSITION: intType,
    IS_NULLABLE: nvarchar(3),
    DATA_TYPE: name,
    CHARACTER_MAXIMUM_LENGTH: intType,
  }),
];

function sys(viewName: string, columns: Readonly<Record<string, SqlType>>): SystemView {
  return { schema: 'sys', name: viewName, key: viewName, columns: columnsOf(columns) };
}

function information(viewName: string, columns: Readonly<Record<string, SqlType>>): SystemView {
  const key = `information_${viewName.toLowerCase()}`;
  return { schema: 'INFORMATION_SCHEMA', name: viewName, key, columns: columnsOf(columns) };
}

function columnsOf(columns: Readonly<Record<string, SqlType>>): Column[] {
  return Object.entries(columns).map(([column, type]) => ({ name: column, type }));
}
