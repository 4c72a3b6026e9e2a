// Backups of the database: made, read back, put back. Upgrades and the maintenance plan use the same three.

import { ClusterError, DatabaseError } from '../errors.ts';
import { type BackupKind, backupPath } from './rules/backup-file.ts';
import { saysNoBackup } from './rules/no-backup.ts';
import { maintenanceSql } from './sql.ts';
import type { RunOptions, Work } from './work.ts';

export type BackupWish = RunOptions & {
  readonly database: string;
  /** `copy` harms no chain of differentials and logs: the kind for upgrades. `full` is what the plan builds on. */
  readonly kind: BackupKind;
  /** On the database server; null is where that server keeps backups by default. */
  readonly folder: string | null;
  readonly nowMs: number;
};

export type Backup = {
  readonly kind: BackupKind;
  /** Whole path on the database server. */
  readonly file: string;
  /** As msdb tells it; undefined where the login may not read that. */
  readonly sizeBytes: number | undefined;
};

/**
 * Writes a backup with checksums; it is worth nothing until `verifyBackup` has read it back. Rejects with
 * `DatabaseError` (in words), `CLU_CANCELLED`, or `CLU_BACKUP_FOLDER` where nobody says where to.
 */
export async function backupDatabase(work: Work, wish: BackupWish): Promise<Backup> {
  const { database, kind, nowMs } = wish;
  const folder = wish.folder ?? (await defaultFolder(work, database));
  const file = backupPath(folder, database, kind, new Date(nowMs).toISOString());
  const name = `Fairlead ${kind} backup`;
  await work.run(statements[kind], { database, file, name }, wish);
  return { kind, file, sizeBytes: await sizeOf(work, database, file) };
}

/** Reads a backup through and compares its checksums. Rejects with `DatabaseError` where it is no good. */
export async function verifyBackup(work: Work, file: string, options: RunOptions = {}): Promise<void> {
  await work.run(maintenanceSql.verifyBackup, { file }, options);
}

/**
 * Whether a backup lies there, as the database server sees it; what is in it is not read. Rejects with `DatabaseError`
 * where that cannot be told.
 */
export async function isBackupThere(work: Work, file: string, options: RunOptions = {}): Promise<boolean> {
  try {
    await work.run(maintenanceSql.backupLabel, { file }, options);
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && saysNoBackup(error.failure)) return false;
    throw error;
  }
}

/**
 * Puts the database back as it was; all connections to it end, also Fairlead's own (and with them the leader's lock).
 * `work` must be connected to `master` (`toMaster`). Rejects with `DatabaseError`: the database may be offline then.
 */
export async function restoreDatabase(
  work: Work,
  { database, file, ...options }: RunOptions & { readonly database: string; readonly file: string },
): Promise<void> {
  await work.run(maintenanceSql.restoreDatabase, { database, file }, options);
}

/** Deletes a backup file; one that is not there is no fault. Rejects with `DatabaseError`: it wants sysadmin. */
export async function deleteBackup(work: Work, file: string, options: RunOptions = {}): Promise<void> {
  await work.run(maintenanceSql.deleteBackup, { file }, options);
}

/** The same settings for the database that a restore is run from. */
export function toMaster<Settings extends { readonly name: string }>(settings: Settings): Settings {
  return { ...settings, name: 'master' };
}

const statements: Readonly<Record<BackupKind, string>> = {
  full: maintenanceSql.backupFull,
  copy: maintenanceSql.backupCopy,
  differential: maintenanceSql.backupDifferential,
  log: maintenanceSql.backupLog,
};

/** Where the database server keeps backups if nobody says otherwise. */
export async function defaultFolder(work: Work, database: string): Promise<string> {
  const [row] = await work.run(maintenanceSql.about, { database });
  const folder = row?.backupFolder;
  if (typeof folder === 'string' && folder !== '') return folder;
  throw new ClusterError(
    'CLU_BACKUP_FOLDER',
    'The database server does not tell where it keeps backups. Set maintenance.backupFolder to a folder of that server.',
  );
}

/** A login that may write backups need not be allowed to read msdb: then the size is not known. */
async function sizeOf(work: Work, database: string, file: string): Promise<number | undefined> {
  try {
    const rows = await work.run(maintenanceSql.backups, { database });
    const row = rows.find((each) => String(each.file).toLowerCase() === file.toLowerCase());
    return row === undefined ? undefined : Number(row.bytes);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLU_STATEMENT_FAILED') return undefined;
    throw error;
  }
}
