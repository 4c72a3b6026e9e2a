// Which files must be the same on every server, how they are compared and copied, and where the document library is.

import { list, named, orNull, section, text, whole } from './builders.ts';

const folder = section('One folder', {
  path: text('The folder on the servers', {
    examples: ['C:\\Program Files (x86)\\Sage\\CRM\\CRM\\WWWRoot\\CustomPages'],
  }),
  share: orNull(
    text('The same folder as Fairlead itself gets at it, `{server}` for the name of the server', {
      examples: ['\\\\{server}\\CustomPages', '/mnt/{server}/CustomPages'],
    }),
    'it is reached by SSH',
  ),
  ignore: list(
    'Files that may differ: paths from the folder on, where `*` is any part of a name and `**/` any folders',
    text('Pattern', { examples: ['**/*.log', 'Temp/**'] }),
    { default: [] },
  ),
});

const mebibyte = 1_048_576;

export const files = section(
  'Files that are not replicated and must be the same on every server (F5): compared with those of the master, and ' +
    'copied from there when somebody says so.',
  {
    folders: named('Folders to compare, by names of yours; without any none is', 'name', folder),
    lookMs: whole('Time between two looks: every file is hashed on every server', {
      default: 3_600_000,
      minimum: 60_000,
      maximum: 604_800_000,
      unit: 'milliseconds',
    }),
    maxFiles: whole('A folder with more files than this is not compared', {
      default: 5_000,
      minimum: 1,
      maximum: 100_000,
    }),
    maxFileBytes: whole('A larger file is not copied', {
      default: 64 * mebibyte,
      minimum: 1,
      maximum: 1_024 * mebibyte,
      unit: 'bytes',
    }),
    maxSyncBytes: whole('Not more than this is copied at once', {
      default: 512 * mebibyte,
      minimum: 1,
      maximum: 65_536 * mebibyte,
      unit: 'bytes',
    }),
    backupFolder: text('Folder on each server that keeps what is overwritten or taken away there', {
      default: 'C:\\FairleadBackup',
    }),
    backupShare: orNull(
      text('The same for folders with a `share`, as Fairlead itself gets at it', {
        examples: ['\\\\{server}\\FairleadBackup'],
      }),
      'nothing is copied to a folder with a share',
    ),
    library: section('The document library, one share for all servers: every server tries to reach it.', {
      path: orNull(
        text('Its path', { examples: ['\\\\files\\crm\\Library'] }),
        'what the CRM says (DocStore)',
      ),
      user: orNull(
        text('User that opens the share: a log-on by SSH key brings none along', {
          examples: ['EXAMPLE\\fairlead'],
        }),
        'the user of the SSH log-on',
      ),
      password: orNull(
        text('Password of that user; best taken from the environment or a file', { secret: true }),
        'there is none',
      ),
    }),
  },
);
