// BACKUP and RESTORE: files on the simulated disk, rows in msdb, and the errors a SQL Server gives where one is not to be
// had.

import { putBack, takeSnapshot } from '../../store/snapshot.ts';
import { sqlTime } from '../../store/store.ts';
import { type BackupFile, type BackupKind, backupFolder } from '../../store/upkeep.ts';
import type { Engine } from './engine.ts';
import { sameName } from './rules/scope.ts';
import { notSupported, SqlError } from './rules/sql-error.ts';
import type { Run } from './run.ts';
import { work } from './work.ts';

export type BackupOrder = {
  readonly what: 'DATABASE' | 'LOG';
  readonly database: string;
  readonly file: string;
  readonly options: readonly string[];
};

/** The whole simulated database is told to be this large. */
const simulatedBytes: Readonly<Record<BackupKind, number>> = { D: 734_003_200, I: 41_943_040, L: 5_242_880 };

const weights: Readonly<Record<BackupKind, number>> = { D: 1, I: 0.4, L: 0.2 };

export async function backup(run: Run, order: BackupOrder): Promise<void> {
  const { engine, sink } = run;
  const kind = kindOf(order);
  const copyOnly = order.options.includes('COPY_ONLY');
  refuse(engine, order, kind);
  const startedAtMs = engine.nowMs();
  const path = pathOf(order.file);
  const file: BackupFile = {
    kind,
    database: engine.catalogue.database,
    finishedAtMs: startedAtMs,
    sizeBytes: simulatedBytes[kind],
    damaged: true,
    content: takeSnapshot(engine.database),
  };
  engine.upkeep.files.set(path, file);
  await work(run, order.what === 'LOG' ? 'BACKUP LOG' : 'BACKUP DATABASE', weights[kind]);
  if (engine.upkeep.faults.has('disk-full')) throw diskFull(run, order, path);
  file.damaged = engine.upkeep.faults.has('bad-write');
  remember(engine, { file, path, copyOnly, checksums: order.options.includes('CHECKSUM'), startedAtMs });
  sink.info(
    3014,
    `BACKUP ${order.what} successfully processed 89600 pages in 4.120 seconds (169.901 MB/sec).`,
  );
}

/** Reads a file back; nothing is changed. */
export async function verify(run: Run, file: string, options: readonly string[]): Promise<void> {
  const found = fileAt(run, file);
  await work(run, 'RESTORE VERIFYON', 0.4);
  if (found.damaged && options.includes('CHECKSUM')) throw badFile(run, 'VERIFY DATABASE');
  run.sink.info(3262, 'The backup set on file 1 is valid.');
}

/** Only whether a file is there and is a backup. No row is told of it: nobody here reads one. */
export function readLabel(run: Run, file: string): void {
  fileAt(run, file, 'RESTORE LABELONLY');
}

/** Puts the database back as it was; wants it for itself, as a SQL Server does. */
export async function restore(
  run: Run,
  database: string,
  file: string,
  options: readonly string[],
): Promise<void> {
  const { engine, session, sink } = run;
  if (!sameName(database, engine.catalogue.database)) throw notSupported('RESTORE into another database', 1);
  const found = fileAt(run, file);
  if (found.kind !== 'D') throw notSupported('RESTORE of a differential or log backup', 1);
  if (!options.includes('REPLACE'))
    throw terminated(
      run,
      'RESTORE DATABASE',
      new SqlError(3159, `The tail of the log for the database "${database}" has not been backed up.`),
    );
  const others = [...engine.sessions.values()].filter(
    (each) => each !== session && each.database !== 'master',
  );
  if (session.database !== 'master' || others.length > 0) {
    throw terminated(
      run,
      'RESTORE DATABASE',
      new SqlError(3101, 'Exclusive access could not be obtained because the database is in use.'),
    );
  }
  await work(run, 'RESTORE DATABASE', 1);
  if (found.damaged) throw badFile(run, 'RESTORE DATABASE');
  putBack(engine.database, found.content);
  engine.upkeep.offline = false;
  sink.info(3014, 'RESTORE DATABASE successfully processed 89600 pages in 5.310 seconds (131.800 MB/sec).');
}

/** Paths without a folder go where the server keeps its backups. */
const pathOf = (file: string) => (/[\\/]/.test(file) ? file : `${backupFolder}\\${file}`);

const kindOf = ({ what, options }: BackupOrder): BackupKind => {
  if (what === 'LOG') return 'L';
  return options.includes('DIFFERENTIAL') ? 'I' : 'D';
};

function refuse(engine: Engine, { what, database, file }: BackupOrder, kind: BackupKind): void {
  if (!sameName(database, engine.catalogue.database))
    throw new SqlError(
      911,
      `Database '${database}' does not exist. Make sure that the name is entered correctly.`,
    );
  if (file === '') throw new SqlError(3044, 'Invalid zero-length device name.');
  const { recovery } = engine.upkeep;
  if (what === 'LOG' && recovery === 'SIMPLE')
    throw new SqlError(
      4208,
      `The statement BACKUP LOG is not allowed while the recovery model is ${recovery}. Use BACKUP DATABASE or change the recovery model using ALTER DATABASE.`,
    );
  if (kind !== 'D' && fullBackups(engine) === 0) {
    throw kind === 'I'
      ? new SqlError(
          3035,
          `Cannot perform a differential backup for database "${database}", because a current database backup does not exist. Perform a full database backup by reissuing BACKUP DATABASE, omitting the WITH DIFFERENTIAL option.`,
        )
      : new SqlError(4214, 'BACKUP LOG cannot be performed because there is no current database backup.');
  }
}

/** A COPY_ONLY backup is no ground for others to build on. */
function fullBackups({ database }: Engine): number {
  const row = database
    .prepare("SELECT count(*) AS count FROM msdb.backupset WHERE type = 'D' AND copy_only = 0")
    .get();
  return Number(row?.count ?? 0);
}

function remember(
  { database, nowMs }: Engine,
  written: {
    readonly file: BackupFile;
    readonly path: string;
    readonly copyOnly: boolean;
    readonly checksums: boolean;
    readonly startedAtMs: number;
  },
): void {
  const { file, path, copyOnly, checksums, startedAtMs } = written;
  database
    .prepare(
      'INSERT INTO msdb.backupset (database_name, type, started, finished, device, bytes, copy_only, checksums) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      file.database,
      file.kind,
      sqlTime(startedAtMs),
      sqlTime(nowMs()),
      path,
      file.sizeBytes,
      Number(copyOnly),
      Number(checksums),
    );
}

function fileAt(run: Run, file: string, what = 'VERIFY DATABASE'): BackupFile {
  const path = pathOf(file);
  const found = run.engine.upkeep.files.get(path);
  if (found !== undefined) return found;
  throw terminated(
    run,
    what,
    new SqlError(
      3201,
      `Cannot open backup device '${path}'. Operating system error 2(The system cannot find the file specified.).`,
    ),
  );
}

const diskFull = (run: Run, { what }: BackupOrder, path: string) =>
  terminated(
    run,
    `BACKUP ${what}`,
    new SqlError(3202, `Write on "${path}" failed: 112(There is not enough space on the disk.)`),
  );

const badFile = (run: Run, what: string) =>
  terminated(run, what, new SqlError(3189, 'Damage to the backup set was detected.'));

/** A SQL Server gives the reason first and then says what ended. */
function terminated({ sink }: Run, what: string, reason: SqlError): SqlError {
  sink.error(reason);
  return new SqlError(3013, `${what} is terminating abnormally.`);
}
