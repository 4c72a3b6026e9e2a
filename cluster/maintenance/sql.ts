// The statements of maintenance, as they stand in cluster/sql/maintenance/: no names are filled in, values are parameters.

import { statementText } from '../sql/statements.ts';

const textOf = (name: string) => statementText(`maintenance/${name}`);

export const maintenanceSql = {
  about: textOf('about'),
  backupLabel: textOf('backup-label'),
  backups: textOf('backups'),
  backupCopy: textOf('backup-copy'),
  backupDifferential: textOf('backup-differential'),
  backupFull: textOf('backup-full'),
  backupLog: textOf('backup-log'),
  checkDatabase: textOf('check-database'),
  cleanUpHistory: textOf('clean-up-history'),
  deleteBackup: textOf('delete-backup'),
  indexes: textOf('indexes'),
  progress: textOf('progress'),
  rebuildIndex: textOf('rebuild-index'),
  rebuildIndexOnline: textOf('rebuild-index-online'),
  reorganiseIndex: textOf('reorganise-index'),
  restoreDatabase: textOf('restore-database'),
  session: textOf('session'),
  shrink: textOf('shrink'),
  tables: textOf('tables'),
  updateStatistics: textOf('update-statistics'),
  verifyBackup: textOf('verify-backup'),
} as const;
