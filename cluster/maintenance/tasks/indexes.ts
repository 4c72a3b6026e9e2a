// Indexes, one after the other: much fragmented ones are rebuilt weekly, the others reorganised nightly (F8).

import { ClusterError, DatabaseError } from '../../errors.ts';
import { counted } from '../../rules/counted.ts';
import { maintenanceSql } from '../sql.ts';
import type { TaskResult, TaskWorld } from '../task.ts';
import { TaskFailure } from '../task-result.ts';

type Index = { readonly schema: string; readonly table: string; readonly index: string };

/** Those that reorganising does not help any more. */
export async function rebuildIndexes(world: TaskWorld): Promise<TaskResult> {
  const { onlineRebuild, rebuildFromPercent } = world.settings;
  const statement = onlineRebuild ? maintenanceSql.rebuildIndexOnline : maintenanceSql.rebuildIndex;
  return each(world, statement, { least: rebuildFromPercent, most: 100, done: 'rebuilt' });
}

/** Those between both limits; what is worse waits for the night of the rebuild. */
export async function reorganiseIndexes(world: TaskWorld): Promise<TaskResult> {
  const { reorganiseFromPercent, rebuildFromPercent } = world.settings;
  const range = { least: reorganiseFromPercent, most: rebuildFromPercent, done: 'reorganised' };
  return each(world, maintenanceSql.reorganiseIndex, range);
}

/** One that cannot be done does not keep the others from it; all are told in the end. */
async function each(
  world: TaskWorld,
  statement: string,
  { least, most, done }: { readonly least: number; readonly most: number; readonly done: string },
): Promise<TaskResult> {
  const { work, signal, onProgress } = world;
  const indexes = await fragmented(world, least, most);
  const failed: { readonly index: Index; readonly error: DatabaseError }[] = [];
  for (const [position, index] of indexes.entries()) {
    const percent = Math.round((position / indexes.length) * 100);
    onProgress({ text: `${index.table}.${index.index} (${position + 1} of ${indexes.length})`, percent });
    try {
      await work.run(statement, index, { signal });
    } catch (error) {
      if (!(error instanceof DatabaseError) || signal.aborted) throw error;
      failed.push({ index, error });
    }
  }
  const [first] = failed;
  if (first !== undefined) {
    const { index, error } = first;
    const text = `${failed.length} of ${counted(indexes.length, 'index', 'indexes')} could not be ${done}, such as ${index.table}.${index.index}: ${error.message}`;
    throw new TaskFailure(text, error.failure.mend, { cause: error });
  }
  if (indexes.length === 0) return { text: `nothing to do: no index needs to be ${done}`, facts: {} };
  return { text: `${indexes.length} ${indexes.length === 1 ? 'index' : 'indexes'} ${done}`, facts: {} };
}

async function fragmented(
  { work, settings, signal }: TaskWorld,
  leastPercent: number,
  mostPercent: number,
): Promise<readonly Index[]> {
  const parameters = { leastPercent, mostPercent, leastPages: settings.leastPages };
  const rows = await work.run(maintenanceSql.indexes, parameters, { signal });
  return rows.map(({ schemaName, tableName, indexName }) => {
    if ([schemaName, tableName, indexName].every((name) => typeof name === 'string'))
      return { schema: String(schemaName), table: String(tableName), index: String(indexName) };
    throw new ClusterError('CLU_STATEMENT_FAILED', 'The database told an index without its name.');
  });
}
