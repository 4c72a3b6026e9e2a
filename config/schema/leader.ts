// Which of several Fairleads over one database runs the jobs.

import { section, whole } from './builders.ts';

const time = (description: string, standard: number, maximum: number) =>
  whole(description, { default: standard, minimum: 200, maximum, unit: 'milliseconds' });

export const leader = section(
  'Of several Fairleads over one database exactly one leads: it reloads metadata, moves roles, runs upgrades and the ' +
    'maintenance plan. Who leads is a lock in the database (sp_getapplock), which nothing is written for.',
  {
    heartbeatMs: time('Time between two looks at the lock', 1_500, 60_000),
    leaseMs: time(
      'Who has not heard for this long that the lock is theirs does not lead any more',
      4_000,
      300_000,
    ),
    takeOverMs: time(
      'Who gets the lock leads after this time, when the one before has surely ceased',
      5_000,
      600_000,
    ),
  },
);
