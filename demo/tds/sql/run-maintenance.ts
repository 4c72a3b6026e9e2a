// Runs the statements by which a database is kept. Each takes its time, tells how far it is, and can be cancelled.

import { backup, readLabel, restore, verify } from './backups.ts';
import { viewNamed } from './catalogue.ts';
import { closeSession } from './engine.ts';
import { type IndexName, statisticsNames, usedIndex } from './index-names.ts';
import { sameName } from './rules/scope.ts';
import { SqlError, unknownObject } from './rules/sql-error.ts';
import { intType, nvarchar } from './rules/sql-type.ts';
import type { MaintenanceStatement } from './rules/syntax.ts';
import type { Run } from './run.ts';
import { evaluate } from './run-query.ts';
import { work } from './work.ts';

type Of<Kind> = Extract<MaintenanceStatement, { kind: Kind }>;

export async function runMaintenance(run: Run, statement: MaintenanceStatement): Promise<void> {
  if (run.engine.upkeep.faults.has('no-rights')) throw noRight(run, statement);
  switch (statement.kind) {
    case 'backup': {
      const [database, file] = [await text(run, statement.database), await text(run, statement.file)];
      return backup(run, { ...statement, database, file });
    }
    case 'restore': {
      const file = await text(run, statement.file);
      if (statement.what === 'LABELONLY') return readLabel(run, file);
      if (statement.database === undefined) return verify(run, file, statement.options);
      return restore(run, await text(run, statement.database), file, statement.options);
    }
    case 'dbcc':
      return statement.what === 'CHECKDB' ? checkDatabase(run, statement) : shrink(run);
    case 'alter-index':
      return alterIndex(run, statement);
    case 'update-statistics':
      if (!statisticsNames(run.engine, statement.table))
        throw unknownObject(statement.table.join('.'), statement.line);
      return work(run, 'UPDATE STATISTICS', 0);
    case 'drop-view':
      return dropView(run, statement);
    case 'alter-database':
      return alterDatabase(run, statement);
  }
}

async function dropView({ engine }: Run, { view, line }: Of<'drop-view'>): Promise<void> {
  const name = viewNamed(engine.database, view.at(-1) ?? '');
  if (name === undefined) throw unknownObject(view.join('.'), line);
  engine.database.exec(`DROP VIEW main."${name.replaceAll('"', '""')}"`);
}

const text = async (run: Run, expression: Of<'backup'>['file']) =>
  String((await evaluate(run, expression, nvarchar(400))) ?? '');

/** A clean database gives no row with NO_INFOMSGS; with TABLERESULTS each damage is one. */
async function checkDatabase(run: Run, { options }: Of<'dbcc'>): Promise<void> {
  await work(run, 'DBCC TABLE CHECK', 1);
  if (!run.engine.upkeep.faults.has('corrupt')) return;
  if (!options.includes('TABLERESULTS')) throw new SqlError(damage.number, damage.text);
  run.sink.columns([
    { name: 'Error', type: intType },
    { name: 'Level', type: intType },
    { name: 'MessageText', type: nvarchar(4000) },
    { name: 'RepairLevel', type: nvarchar(60) },
  ]);
  run.sink.row([damage.number, 16, damage.text, 'repair_allow_data_loss']);
  run.sink.done(1, true);
}

const damage = {
  number: 8939,
  text: 'Table error: Object ID 581577110, index ID 1, partition ID 72057594043236352, page (1:153). Test (IS_OFF (BUF_IOERR, pBUF->bstat)) failed.',
} as const;

const asGoodAsNew = { REBUILD: 0, REORGANIZE: 2 } as const;

async function alterIndex(run: Run, { index, table, action, line }: Of<'alter-index'>): Promise<void> {
  const known: IndexName | undefined = usedIndex(run.engine, table, index);
  if (known === undefined) {
    throw new SqlError(2727, `Cannot find index '${index}'.`, { severity: 11, line });
  }
  await work(run, action === 'REBUILD' ? 'ALTER INDEX' : 'DBCC INDEXDEFRAG', 0);
  run.engine.upkeep.fragmentation.set(known.name, asGoodAsNew[action]);
}

/** What shrinking is known for: every index is in pieces afterwards. */
async function shrink(run: Run): Promise<void> {
  await work(run, 'DbccFilesCompact', 1);
  const { fragmentation } = run.engine.upkeep;
  for (const name of fragmentation.keys()) fragmentation.set(name, 95);
}

async function alterDatabase(run: Run, { database, state, line }: Of<'alter-database'>): Promise<void> {
  const { engine, session } = run;
  if (!sameName(database, engine.catalogue.database)) {
    throw new SqlError(
      5011,
      `User does not have permission to alter database '${database}', the database does not exist, or the database is not in a state that allows access checks.`,
      { severity: 14, line },
    );
  }
  engine.upkeep.offline = state === 'OFFLINE';
  if (!engine.upkeep.offline) return;
  for (const other of [...engine.sessions.values()]) {
    if (other === session || other.database === 'master') continue;
    closeSession(engine, other);
    other.end();
  }
}

function noRight({ engine }: Run, { kind, line }: MaintenanceStatement): SqlError {
  const action = kind === 'backup' || kind === 'restore' ? 'BACKUP DATABASE' : kind.toUpperCase();
  return new SqlError(262, `${action} permission denied in database '${engine.catalogue.database}'.`, {
    severity: 14,
    line,
  });
}
