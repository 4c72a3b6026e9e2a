// Sections of the status that parts which manage the cluster fill in.

import { Type } from 'typebox';
import { roleNames, roleStates } from './role-words.ts';
import { instantOrNull, numberOrNull, text, textOrNull, words } from './schema-words.ts';

export const MetadataSection = Type.Object(
  {
    state: words('done', 'reload', 'wait', 'unknown', 'off'),
    because: textOrNull('what is waited for'),
    newest: textOrNull('newest customization, in the time of the database'),
    changedAt: instantOrNull('when it was noticed; null where it is older than Fairlead'),
    stale: Type.Array(text('server that has older metadata')),
    loading: Type.Array(text('server that is loading it')),
  },
  { description: 'do all servers have what was customized' },
);

export const BudgetSection = Type.Object(
  {
    limit: numberOrNull('connections the database takes; null while not read'),
    used: numberOrNull('in use; null where that is not shown'),
    needed: numberOrNull('for the pools of all servers at once'),
  },
  { description: 'connections of the database' },
);

export const FilesSection = Type.Object(
  {
    lookedAt: instantOrNull('when the files were last compared; null while they were not'),
    differing: Type.Array(text("server whose files differ from the master's")),
    unknown: Type.Array(text('server whose files could not be compared')),
    withoutLibrary: Type.Array(text('server that does not reach the document library')),
    copying: Type.Boolean({ description: 'files are being copied' }),
  },
  { description: 'are the files of the servers the same' },
);

export const MaintenanceSection = Type.Object(
  {
    running: textOrNull('task of the maintenance plan that is under way'),
    percent: numberOrNull('how far what it is at is; null where that is not told'),
    overdue: Type.Array(text('task whose time passed without success')),
  },
  { description: 'the maintenance plan of the database' },
);

export const RunSection = Type.Union(
  [
    Type.Object({
      run: text('its number'),
      recipe: text('what is carried out'),
      environment: text('live, or a test environment'),
      status: words('scheduled', 'progressing', 'waiting', 'paused', 'failed', 'rolling-back'),
      stepsDone: Type.Number(),
      steps: Type.Number(),
      at: textOrNull('the step it is at'),
    }),
    Type.Null(),
  ],
  { description: 'the ordered run that is under way; null is none' },
);

export const RolesSection = Type.Array(
  Type.Object({
    role: words(...roleNames),
    title: text('what people call it'),
    state: words(...roleStates),
    on: Type.Array(text('server where it was seen to run')),
    wantedOn: text('a server, or master, least-busy, any'),
    since: instantOrNull('since when it stands so; null where that is not known'),
  }),
  { description: 'roles that exist once in the cluster, and where each runs' },
);
