// The database of the simulated CRM: SQLite in memory, and the few writes the CRM itself does (F2).
// What a SQL client may do with it is demo/tds's business.

import { DatabaseSync } from 'node:sqlite';
import { msdbSql, schemaSql } from './schema.ts';
import {
  inventedParameterNames,
  type ParameterNames,
  seedCustomizations,
  seedParameters,
  seedScripts,
  seedUsers,
} from './seed.ts';

/** How a log-on ended, as the CRM writes it into `acty_logoff` (F2). */
export type LogOffKind = 'Kicked' | 'Manual' | 'Timed Out' | 'Unknown' | 'Failure';

export type StoredUser = {
  readonly id: number;
  readonly logOn: string;
  readonly password: string;
  readonly disabled: boolean;
};

export type Store = {
  readonly database: DatabaseSync;
  /** By log-on name, without regard to case; deleted users are not found, disabled ones are. */
  findUser(logOn: string): StoredUser | undefined;
  /** Writes a log-on as the CRM does (F2) and returns the id of its `Activity` row. */
  recordLogOn(userId: number, serverName: string, nowMs: number): number;
  /** Ends a log-on; the first ending stands. */
  recordLogOff(activityId: number, how: LogOffKind, nowMs: number): void;
  /** Value of a live setting; undefined where there is no such row or its value is NULL. */
  parameter(name: string): string | undefined;
  /** Changes a live setting, or adds it. */
  setParameter(name: string, value: string | null): void;
  /** Somebody changes a customization (F5). */
  customize(nowMs: number): void;
  /** When customizations were changed last, in the form of `sqlTime`. */
  newestCustomization(): string;
  /** The database server remembers a backup in its msdb: D is full, I differential, L the log (F8). */
  recordBackup(kind: 'D' | 'I' | 'L', finishedAtMs: number): void;
  close(): void;
};

export type StoreOptions = {
  /** Short machine names, master first. */
  readonly serverNames: readonly string[];
  /** How many users there are: `user001`, `user002`, ... */
  readonly users: number;
  /** Password of every one of them, made for this run; it never enters the database. */
  readonly userPassword: string;
  readonly httpPort: number;
  /** Names of the four unknown settings; invented ones are the default. */
  readonly parameterNames?: ParameterNames;
};

/** Longest server name `User_LastServer` keeps (F2). */
const lastServerLength = 20;

/** A fresh database with its tables, settings, users and scripts. */
export function createStore(options: StoreOptions): Store {
  const database = new DatabaseSync(':memory:');
  database.exec(schemaSql);
  database.exec(msdbSql);
  seed(database, options);
  const user = database.prepare(
    'SELECT User_UserId AS id, User_Logon AS logOn, User_Disabled AS disabled FROM Users WHERE User_Logon = ? AND User_Deleted IS NULL',
  );
  const live = database.prepare(
    'SELECT Parm_Value AS value FROM Custom_SysParams WHERE Parm_Name = ? AND Parm_Deleted IS NULL ORDER BY SIM_ParmId',
  );
  const change = database.prepare(
    'UPDATE Custom_SysParams SET Parm_Value = ? WHERE Parm_Name = ? AND Parm_Deleted IS NULL',
  );
  return {
    database,
    findUser(logOn) {
      const row = user.get(logOn);
      if (!row) return undefined;
      return {
        id: Number(row.id),
        logOn: String(row.logOn),
        password: options.userPassword,
        disabled: row.disabled !== null,
      };
    },
    ...logOnWriter(database),
    parameter(name) {
      const value = live.get(name)?.value;
      return value === undefined || value === null ? undefined : String(value);
    },
    setParameter(name, value) {
      if (change.run(value, name).changes === 0) insertParameter(database)(name, value, 'System');
    },
    ...customizer(database),
    recordBackup: backupWriter(database),
    close: () => database.close(),
  };
}

/** Text of a moment as the tables hold it: UTC, milliseconds, the form SQLite's date functions read. */
export function sqlTime(nowMs: number): string {
  return new Date(nowMs).toISOString().replace('T', ' ').replace('Z', '');
}

const backupTakesMs = 60_000;

function logOnWriter(database: DatabaseSync): Pick<Store, 'recordLogOn' | 'recordLogOff'> {
  const open = database.prepare('INSERT INTO Activity (SIM_ActivityUser, SIM_ActivityLogOn) VALUES (?, ?)');
  const touch = database.prepare(
    'UPDATE Users SET User_LastServer = ?, User_LastLogin = ?, User_Logons = User_Logons + 1 WHERE User_UserId = ?',
  );
  const end = database.prepare(
    'UPDATE Activity SET acty_logoff = ?, SIM_ActivityLogOffTime = ? WHERE SIM_ActivityId = ? AND acty_logoff IS NULL',
  );
  return {
    recordLogOn(userId, serverName, nowMs) {
      touch.run(serverName.slice(0, lastServerLength), sqlTime(nowMs), userId);
      return Number(open.run(userId, sqlTime(nowMs)).lastInsertRowid);
    },
    recordLogOff(activityId, how, nowMs) {
      end.run(how, sqlTime(nowMs), activityId);
    },
  };
}

function customizer(database: DatabaseSync): Pick<Store, 'customize' | 'newestCustomization'> {
  const change = database.prepare(
    'UPDATE SIM_CustomCaptions SET SIM_CaptionUpdated = ? WHERE SIM_CaptionId = 1',
  );
  const newest = database.prepare(
    'SELECT max(updated) AS updated FROM (SELECT SIM_CaptionUpdated AS updated FROM SIM_CustomCaptions UNION ALL SELECT SIM_ScreenUpdated FROM SIM_CustomScreens)',
  );
  return {
    customize: (nowMs) => void change.run(sqlTime(nowMs)),
    newestCustomization: () => String(newest.get()?.updated),
  };
}

/** The name of the database as the look-alike has it. */
function backupWriter(database: DatabaseSync): Store['recordBackup'] {
  const insert = database.prepare(
    "INSERT INTO msdb.backupset (database_name, type, started, finished) VALUES ('CRM', ?, ?, ?)",
  );
  return (kind, finishedAtMs) =>
    void insert.run(kind, sqlTime(finishedAtMs - backupTakesMs), sqlTime(finishedAtMs));
}

function seed(database: DatabaseSync, options: StoreOptions): void {
  const names = options.parameterNames ?? inventedParameterNames;
  const parameter = insertParameter(database);
  for (const each of seedParameters(options.serverNames, options.httpPort, names)) {
    parameter(each.name, each.value, each.component);
  }
  const user = database.prepare(
    'INSERT INTO Users (User_Logon, User_FirstName, User_LastName) VALUES (?, ?, ?)',
  );
  for (const each of seedUsers(options.users)) user.run(each.logOn, each.firstName, each.lastName);
  const script = database.prepare(
    'INSERT INTO Custom_Scripts (SIM_ScriptName, CScr_ScriptType) VALUES (?, ?)',
  );
  for (const each of seedScripts) script.run(each.name, each.type);
  const { captions, screens, updated } = seedCustomizations;
  const caption = database.prepare(
    'INSERT INTO SIM_CustomCaptions (SIM_CaptionText, SIM_CaptionUpdated) VALUES (?, ?)',
  );
  for (const each of captions) caption.run(each, updated);
  const screen = database.prepare(
    'INSERT INTO SIM_CustomScreens (SIM_ScreenName, SIM_ScreenUpdated) VALUES (?, ?)',
  );
  for (const each of screens) screen.run(each, updated);
}

function insertParameter(database: DatabaseSync) {
  const statement = database.prepare(
    'INSERT INTO Custom_SysParams (Parm_Name, Parm_Value, Parm_Component) VALUES (?, ?, ?)',
  );
  return (name: string, value: string | null, component: string): void => {
    statement.run(name, value, component);
  };
}
