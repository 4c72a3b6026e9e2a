// What the configuration says of maintenance, in the words of cluster/maintenance. Renames only.

import type { PlannedTask } from '../../cluster/maintenance/model.ts';
import { taskNames } from '../../cluster/maintenance/model.ts';
import { readPattern } from '../../cluster/maintenance/schedules.ts';
import type { TaskSettings } from '../../cluster/maintenance/task.ts';
import type { WorkOptions } from '../../cluster/maintenance/work.ts';
import { loadStatements } from '../../cluster/sql/statements.ts';
import type { Configuration } from '../../config/schema.ts';
import type { Current } from '../parts.ts';

/** All tasks in the order of the plan; with the plan off none has a schedule. */
export function plannedTasks({ enabled, tasks }: Configuration['maintenance']): readonly PlannedTask[] {
  return taskNames.map((name) => {
    const { when, missed } = tasks[name];
    const planned = enabled ? when : null;
    return { name, when: planned, missed, pattern: planned === null ? undefined : readPattern(planned) };
  });
}

export function taskSettings({ database, maintenance }: Configuration): TaskSettings {
  return { ...maintenance, database: database?.name ?? '' };
}

/** Connections of its own, with its own login where one is configured. Throws where there is no database. */
export function workOptions(
  { configuration, profile }: Pick<Current, 'configuration' | 'profile'>,
  onProblem: (problem: Error) => void,
): WorkOptions {
  const { database, maintenance } = configuration;
  if (database === null) throw new Error('there is no database to work on');
  return {
    settings: { ...database, ...(maintenance.login ?? {}) },
    connectionStatement: loadStatements(profile.sql, profile.parameters.secret.length).connection,
    limitMs: maintenance.limitMs,
    progressMs: maintenance.progressMs,
    onProblem,
  };
}
