// The maintenance plan of the database: what is done when (F8), in whose name, what is kept.

import { choice, flag, ms, orNull, section, text, whole } from './builders.ts';

const when = (description: string, standard: string | null) => {
  const schema = orNull(text(description, { format: 'schedule', examples: ['0 1 * * 0'] }), 'off');
  return { ...schema, default: standard } as typeof schema;
};

const missed = (standard: 'late' | 'skip') =>
  choice(
    'When its time passed without it (Fairlead was down, an upgrade run had the cluster): late runs it as soon as it may, up to maintenance.lateMs; skip waits for the next time. Either way it is told',
    ['late', 'skip'],
    { default: standard },
  );

const task = (description: string, standard: string | null, policy: 'late' | 'skip') =>
  section(description, {
    when: when('When, in the time of maintenance.timeZone', standard),
    missed: missed(policy),
  });

const tasks = section('What is done when; as in the plan of the vendor (F8) if nothing is written', {
  'log-backup': task('Backup of the transaction log: hourly (F8)', '0 * * * *', 'late'),
  'check-database': task('Consistency check: weekly (F8)', '0 0 * * 0', 'skip'),
  'full-backup': task('Full backup, read back afterwards: weekly (F8)', '0 1 * * 0', 'late'),
  'differential-backup': task(
    'Differential backup: nightly, but for the night of the full one (F8)',
    '0 1 * * *',
    'late',
  ),
  'rebuild-indexes': task('Rebuild of badly fragmented indexes: weekly (F8)', '0 3 * * 0', 'skip'),
  'reorganise-indexes': task('Reorganising of fragmented indexes: nightly (F8)', '30 3 * * *', 'skip'),
  'update-statistics': task('Statistics: nightly (F8)', '30 4 * * *', 'skip'),
  'clean-up': task('Old backups and old history: weekly (F8)', '0 6 * * 0', 'skip'),
  shrink: task(
    'Shrinking the files: monthly or never (F8). Off: it fragments every index, and the files grow again',
    null,
    'skip',
  ),
});

export const maintenance = section(
  'The maintenance plan of the database (F8). Off unless asked for: full backups of two plans beside each other spoil ' +
    'the differentials of both. Only the leader runs it, one task at a time, never during an upgrade run.',
  {
    enabled: flag('Run the plan; single tasks can be run by hand either way', { default: false }),
    timeZone: orNull(
      text('Time zone of the schedules', { format: 'time-zone', examples: ['Europe/Berlin'] }),
      'that of this machine',
    ),
    login: orNull(
      section('A login of its own for maintenance, with the rights that it needs', {
        user: text('SQL Server login'),
        password: text('Its password; best taken from the environment or a file', { secret: true }),
      }),
      'the one of `database`',
    ),
    backupFolder: orNull(
      text('Folder for backups, as the database server sees it', { examples: ['\\\\backup1\\crm'] }),
      'where that server keeps backups by default',
    ),
    keepBackupDays: whole(
      'Backups are kept so that every moment of so many days can be restored, those of runs so many days after their end; the newest verified one always',
      { default: 28, minimum: 1, maximum: 3_650 },
    ),
    keepHistoryDays: whole('What the server remembers of backups (msdb) is kept for so many days', {
      default: 400,
      minimum: 7,
      maximum: 36_500,
    }),
    keepMonths: whole("Months of Fairlead's own history of maintenance that are kept", {
      default: 13,
      minimum: 2,
      maximum: 240,
    }),
    lateMs: ms(
      'How long after its time a task may begin; without success for longer it is overdue',
      14_400_000,
      60_000,
      86_400_000,
    ),
    limitMs: ms('No statement runs longer', 21_600_000, 1_000, 604_800_000),
    progressMs: ms('Time between two looks at how far a statement is', 2_000, 500, 60_000),
    reorganiseFromPercent: whole('Indexes more fragmented than this are reorganised', {
      default: 10,
      minimum: 1,
      maximum: 99,
    }),
    rebuildFromPercent: whole('Indexes more fragmented than this are rebuilt', {
      default: 30,
      minimum: 2,
      maximum: 99,
    }),
    leastPages: whole('Indexes of fewer pages (8 KB each) are left alone', {
      default: 1_000,
      minimum: 0,
      maximum: 1_000_000,
    }),
    onlineRebuild: flag('Rebuild indexes while people work: Enterprise edition only', { default: false }),
    tasks,
  },
);
