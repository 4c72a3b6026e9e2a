// What is wrong between settings of the maintenance plan.

import type { Finding } from '../../errors.ts';
import type { Configuration } from '../../schema.ts';
import { clash, risk } from './crossing.ts';

export function maintenanceCrossings({ maintenance, database }: Configuration): Finding[] {
  if (!maintenance.enabled) return [];
  return [...withoutDatabase(database), ...withoutFull(maintenance), ...shrinking(maintenance)];
}

function withoutDatabase(database: Configuration['database']): Finding[] {
  if (database !== null) return [];
  const message = 'is on, and there is no database to maintain';
  const suggestion = 'write false, or fill in database';
  return [clash({ path: ['maintenance', 'enabled'], message, suggestion, with: [['database']] })];
}

/** A differential builds on a full backup of the same plan. */
function withoutFull({ tasks }: Configuration['maintenance']): Finding[] {
  if (tasks['full-backup'].when !== null) return [];
  return (['differential-backup', 'log-backup'] as const)
    .filter((name) => tasks[name].when !== null)
    .map((name) =>
      risk({
        path: ['maintenance', 'tasks', name, 'when'],
        message: 'builds on full backups, which this plan does not make',
        suggestion: 'give full-backup a schedule too, or write null where another plan makes all backups',
        with: [['maintenance', 'tasks', 'full-backup', 'when']],
      }),
    );
}

function shrinking({ tasks }: Configuration['maintenance']): Finding[] {
  if (tasks.shrink.when === null) return [];
  return [
    risk({
      path: ['maintenance', 'tasks', 'shrink', 'when'],
      message: 'shrinks the database, which fragments every index (F8), and it grows again',
      suggestion: 'write null, and shrink by hand after much was deleted',
    }),
  ];
}
