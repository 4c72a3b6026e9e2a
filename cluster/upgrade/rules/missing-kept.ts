// Whether the kept backups that a plan names are there: said before it begins, as far as the journals know. Pure.

import type { Plan, PlannedStep } from '../plan-model.ts';
import { type KeptRun, keptDatabase, runNamed } from './kept-run.ts';

export type Missing = { readonly because: string; readonly mend: string };

/** Numbers of the runs whose backups a plan puts back. */
export function runsNamed({ steps }: Pick<Plan, 'steps'>): readonly string[] {
  return [...new Set(steps.flatMap((step) => runNamed(step) ?? []))];
}

export function missingKept(
  { environment }: Pick<Plan, 'environment'>,
  step: PlannedStep,
  keptBy: (run: string) => KeptRun | undefined,
): Missing | undefined {
  const { databaseBackup, command, run: said } = step.with;
  if (said === undefined) return undefined;
  const run = runNamed(step);
  const both = run !== undefined && isFile(databaseBackup);
  if (both) return { because: `two backups are named, run ${run} and ${databaseBackup}`, mend: oneOfBoth };
  if (run === undefined) {
    if (command === 'restore-kept')
      return { because: `${step.id} wants the run that has kept the files`, mend };
    const none = databaseBackup !== undefined && !isFile(databaseBackup);
    return none
      ? { because: 'nothing says which backup of the database goes back', mend: oneOfBoth }
      : undefined;
  }
  const kept = keptBy(run);
  if (kept === undefined) return { because: `there is no run ${run}`, mend };
  if (kept.environment !== environment)
    return {
      because: `run ${run} is of the environment ${kept.environment}, and so are its backups`,
      mend: `Name a run of ${environment}, or copy the database's backup there and say --set databaseBackup=FILE.`,
    };
  const wantsDatabase = databaseBackup !== undefined && keptDatabase(kept) === undefined;
  return wantsDatabase
    ? { because: `run ${run} has kept no backup of the database that was read back`, mend }
    : undefined;
}

const mend = 'fairlead upgrade runs lists them; say --set run=NUMBER.';
const oneOfBoth = 'Say one of them: --set run=NUMBER (fairlead upgrade runs), or --set databaseBackup=FILE.';

const isFile = (value: unknown): value is string => typeof value === 'string' && value !== 'none';
