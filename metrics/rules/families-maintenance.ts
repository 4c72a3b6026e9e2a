// Metrics of the maintenance plan of the database (F8). Pure. Tasks are a closed set; one that is off has no series.

import type { Family } from './family.ts';

export const maintenanceFamilies: readonly Family[] = [
  {
    name: 'fairlead_maintenance_overdue',
    help: '1 where the time of a task passed without success for longer than maintenance.lateMs.',
    type: 'gauge',
    labels: ['task'],
    read: ({ maintenance }) =>
      maintenance
        .filter(({ planned }) => planned)
        .map(({ task, overdue }) => ({ labels: { task }, value: Number(overdue) })),
  },
  {
    name: 'fairlead_maintenance_last_success_timestamp_seconds',
    help: 'When a task last ended well; no series where it never did.',
    type: 'gauge',
    labels: ['task'],
    read: ({ maintenance }) =>
      maintenance.flatMap(({ task, lastSuccessMs }) =>
        lastSuccessMs === undefined ? [] : [{ labels: { task }, value: lastSuccessMs / 1000 }],
      ),
  },
  {
    name: 'fairlead_maintenance_last_duration_seconds',
    help: 'How long the last run of a task took, however it ended.',
    type: 'gauge',
    labels: ['task'],
    read: ({ maintenance }) =>
      maintenance.flatMap(({ task, lastDurationMs }) =>
        lastDurationMs === undefined ? [] : [{ labels: { task }, value: lastDurationMs / 1000 }],
      ),
  },
  {
    name: 'fairlead_maintenance_last_run_failed',
    help: '1 where the last run of a task failed, or was cut off so that nobody knows how it ended.',
    type: 'gauge',
    labels: ['task'],
    read: ({ maintenance }) =>
      maintenance.flatMap(({ task, lastFailed }) =>
        lastFailed === undefined ? [] : [{ labels: { task }, value: Number(lastFailed) }],
      ),
  },
];
