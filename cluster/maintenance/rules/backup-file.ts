// Names of backup files: which database, what kind, when. Read back from the name, so that no file of somebody else is
// ever taken for ours. Pure.

/** `copy` is a full one beside all plans (COPY_ONLY). */
export type BackupKind = 'full' | 'copy' | 'differential' | 'log';

const endings: Readonly<Record<BackupKind, string>> = {
  full: 'bak',
  copy: 'bak',
  differential: 'bak',
  log: 'trn',
};

/** Such as `D:\Backup\CRM_full_20261122T010000Z.bak`; the folder's own slash is kept, `stamp` is ISO 8601. */
export function backupPath(folder: string, database: string, kind: BackupKind, stamp: string): string {
  const slash = folder.includes('\\') || !folder.includes('/') ? '\\' : '/';
  const safe = database.replaceAll(/[^\p{L}\p{N}_-]/gu, '_');
  const moment = stamp.replaceAll(/[-:]|\.\d+/g, '');
  const within = folder.endsWith(slash) ? folder : `${folder}${slash}`;
  return `${within}${safe}_${kind}_${moment}.${endings[kind]}`;
}

/** The kind of a file that `backupPath` named for this folder and database; undefined for any other. */
export function backupKindOf(path: string, folder: string, database: string): BackupKind | undefined {
  const found = /_(full|copy|differential|log)_\d{8}T\d{6}Z\.(?:bak|trn)$/.exec(path);
  if (found === null) return undefined;
  const kind = found[1] as BackupKind;
  const stamp = path.slice(found.index + kind.length + 2, path.lastIndexOf('.'));
  return path.toLowerCase() === backupPath(folder, database, kind, stamp).toLowerCase() ? kind : undefined;
}
