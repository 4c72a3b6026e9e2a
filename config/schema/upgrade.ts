// Ordered runs: what an installation needs for them, and the test environments they are rehearsed in.

import { list, named, number, orNull, section, text, whole } from './builders.ts';
import { upgradeTests } from './upgrade-tests.ts';

const minutes = (description: string, standard: number) =>
  whole(description, { default: standard, minimum: 1, maximum: 240, unit: 'minutes' });

export const upgrade = section('Ordered runs such as upgrades: `fairlead upgrade`', {
  rehearsalDays: number('A rehearsal older than this does not count any more', {
    default: 14,
    minimum: 0.01,
    maximum: 365,
  }),
  recipeFolder: orNull(
    text(
      'Folder with recipes of your own (*.yaml); one with the name of a built-in recipe stands in its place',
      {
        format: 'file',
      },
    ),
    'the built-in recipes only',
  ),
  backupFolder: text('Where backups of files and registry keys go, on each server', {
    default: 'C:\\FairleadBackups',
  }),
  databaseBackupFolder: text('Where backups of the database go, as SQL Server sees it', {
    default: 'C:\\FairleadBackups',
  }),
  freeGigabytes: number('Least room that must be left on a server for its backups', {
    default: 10,
    minimum: 0,
    maximum: 10_000,
  }),
  serviceWaitMinutes: minutes('Longest wait for one Windows service to start or stop', 5),
  warmMs: whole('A warm server answers its log-on page within this time', {
    default: 1_000,
    minimum: 10,
    maximum: 60_000,
    unit: 'milliseconds',
  }),
  warmAnswers: whole('That often in a row', { default: 3, minimum: 1, maximum: 100 }),
  setups: list(
    'Programs that install a version without a person; without one somebody runs the setup and confirms (F7: none is documented)',
    section('The setup of a version', {
      version: text('Version it installs', { examples: ['2020 R1'] }),
      program: text('Full path of the program on each server'),
      words: list('Its arguments', text('An argument'), { default: [] }),
      processes: list(
        'Patterns of the processes it runs as, by which is seen whether it still runs after a connection was cut',
        text('Name of a process', { examples: ['setup*.exe'] }),
        { default: [] },
      ),
    }),
    { default: [] },
  ),
  licenceKeys: list(
    'Licence keys of versions; never shown, and sent to the setup on its standard input',
    section('The key of a version', {
      version: text('Version it is for'),
      key: text('The key; better not here but in a file or the environment, with a reference to it', {
        secret: true,
      }),
    }),
    { default: [] },
  ),
  hops: list(
    'Hops of versions that are allowed beside those of the guides (F7)',
    section('A hop', {
      from: text('Version before'),
      to: text('Version after'),
      source: text('Where it is said, such as the release notes'),
    }),
    { default: [] },
  ),
  parameters: named(
    'Values for parameters of recipes that are the same in every run, by name',
    'name',
    text('Value'),
  ),
  tests: upgradeTests,
});

export const environments = named(
  'Test environments that runs are rehearsed in, by name; each mirrors the live cluster server for server (F7)',
  'name',
  section('A test environment', {
    configuration: text('Configuration file of that environment, a fairlead.yaml of its own', {
      format: 'file',
    }),
  }),
);
