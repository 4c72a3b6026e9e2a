// What runs do to the database of one environment: short questions over the directory's connections, long work on one
// of its own that is open only while there is work.

import type { Directory } from '../../../cluster/directory/contract.ts';
import type { DatabaseSettings } from '../../../cluster/directory/database-settings.ts';
import { ClusterError } from '../../../cluster/errors.ts';
import {
  backupDatabase,
  deleteBackup,
  isBackupThere,
  restoreDatabase,
  toMaster,
  verifyBackup,
} from '../../../cluster/maintenance/backup.ts';
import { openWork, type Work } from '../../../cluster/maintenance/work.ts';
import { loadStatements } from '../../../cluster/sql/statements.ts';
import { connectedPrograms, tuningObjects } from '../../../cluster/upgrade/rules/database-rows.ts';
import type { DatabaseWork, SiteDatabase } from '../../../cluster/upgrade/site.ts';
import { upgradeSql } from '../../../cluster/upgrade/sql.ts';
import type { Now } from './site-settings.ts';

export type SiteDatabaseOptions = {
  readonly now: () => Now;
  readonly query: Directory['query'];
  readonly nowMs: () => number;
  readonly onProblem: (problem: Error) => void;
};

const longestMs = 14_400_000;
const progressMs = 1_000;
const thereMs = 10_000;

export function siteDatabase(options: SiteDatabaseOptions): SiteDatabase {
  const { now, query, nowMs } = options;
  const long = async <Value>(
    change: (settings: DatabaseSettings) => DatabaseSettings,
    work: (open: Work, name: string) => Promise<Value>,
  ): Promise<Value> => {
    const { database } = now().configuration;
    if (database === null) throw new ClusterError('CLU_NO_DATABASE', 'The configuration gives no database.');
    const open = openWork(workOptions(options, change(database)));
    try {
      return await work(open, database.name);
    } finally {
      await open.close();
    }
  };
  /** Deleting wants sysadmin, which the login of the polls should not have. */
  const withMaintenanceLogin = (settings: DatabaseSettings): DatabaseSettings => ({
    ...settings,
    ...now().configuration.maintenance.login,
  });
  const same = (settings: DatabaseSettings) => settings;
  return {
    connected: async () => connectedPrograms(await query(upgradeSql.connections, {})),
    backup: (told) =>
      long(same, async (open, database) => {
        const { databaseBackupFolder: folder } = now().configuration.upgrade;
        const wish = { database, kind: 'copy' as const, folder, nowMs: nowMs(), ...workWish(told) };
        const { file, sizeBytes } = await backupDatabase(open, wish);
        return { file, bytes: sizeBytes ?? 0 };
      }),
    verify: (file, told) => long(same, (open) => verifyBackup(open, file, workWish(told))),
    there: seldom(nowMs, (file, signal) => long(same, (open) => isBackupThere(open, file, { signal }))),
    restore: (file, told) =>
      long(toMaster, (open, database) => restoreDatabase(open, { database, file, ...workWish(told) })),
    remove: (file, signal) =>
      long(withMaintenanceLogin, async (open) => {
        await deleteBackup(open, file, { signal });
      }),
    tuningObjects: async () => tuningObjects(await query(statementsOf(now()).tuningObjects, {})),
    run: (statement, signal) =>
      long(same, async (open) => (await open.run(statement, {}, { signal })).length),
  };
}

type There = SiteDatabase['there'];

/** A run that waits looks every second, and each question is a connection of its own: what was there a moment ago still is. */
function seldom(nowMs: () => number, ask: There): There {
  let seen = { file: '', untilMs: 0 };
  return async (file, signal) => {
    if (seen.file === file && nowMs() < seen.untilMs) return true;
    const there = await ask(file, signal);
    if (there) seen = { file, untilMs: nowMs() + thereMs };
    return there;
  };
}

function workWish({ signal, onProgress }: DatabaseWork) {
  return { signal, onProgress: ({ percent }: { readonly percent: number }) => onProgress(percent / 100) };
}

const statementsOf = ({ profile: { sql, parameters } }: Now) => loadStatements(sql, parameters.secret.length);

function workOptions({ now, onProblem }: SiteDatabaseOptions, settings: DatabaseSettings) {
  const { connection: connectionStatement } = statementsOf(now());
  return { settings, connectionStatement, limitMs: longestMs, progressMs, onProblem };
}
