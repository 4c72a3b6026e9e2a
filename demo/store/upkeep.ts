// What a database server has beside rows: backup files on its disk, fragmented indexes, a recovery model, and faults on
// demand. State only; the statements that change it are demo/tds/sql/run-maintenance.ts.

import type { Snapshot } from './snapshot.ts';

/** As msdb writes it: D is full, I differential, L the log. */
export type BackupKind = 'D' | 'I' | 'L';

export type BackupFile = {
  readonly kind: BackupKind;
  readonly database: string;
  readonly finishedAtMs: number;
  readonly sizeBytes: number;
  /** Not whole: whoever wrote it was cut off, or the disk lost a part of it. */
  damaged: boolean;
  readonly content: Snapshot;
};

/**
 * `disk-full`: backups are cut off. `bad-write`: a backup seems to work and cannot be read back. `corrupt`: a page of the
 * database is damaged. `no-rights`: the login may do nothing of this.
 */
export type UpkeepFault = 'disk-full' | 'bad-write' | 'corrupt' | 'no-rights';

export type Upkeep = {
  /** The disk: files by their path. */
  readonly files: Map<string, BackupFile>;
  /** Percent, by the name of the index. */
  readonly fragmentation: Map<string, number>;
  readonly faults: Set<UpkeepFault>;
  recovery: 'FULL' | 'SIMPLE';
  /** How long a long statement takes. */
  workMs: number;
  /** Nobody gets into the database. */
  offline: boolean;
};

/** Where files go that no path is given for. */
export const backupFolder = 'D:\\SimBackup';

const usualWorkMs = 1_500;

export function createUpkeep(change: Partial<Pick<Upkeep, 'recovery' | 'workMs'>> = {}): Upkeep {
  return {
    files: new Map(),
    fragmentation: new Map(),
    faults: new Set(),
    recovery: 'SIMPLE',
    workMs: usualWorkMs,
    offline: false,
    ...change,
  };
}
