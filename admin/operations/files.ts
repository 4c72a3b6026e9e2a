// The files of the servers as operations: how they differ from the master's, what would be copied, and copying it.

import { type Static, Type } from 'typebox';
import { operation } from '../operation.ts';
import { instant, instantOrNull, number, numberOrNull, text, textOrNull, words } from '../schema-words.ts';

const DifferenceSchema = Type.Object({
  path: text('from the folder on'),
  kind: words('missing', 'different', 'extra'),
  masterBytes: numberOrNull('size on the master; null where it has none'),
  masterModified: instantOrNull('when it was last written there'),
  bytes: numberOrNull('size on the server; null where it has none'),
  modified: instantOrNull('when it was last written there'),
});

const FolderServerSchema = Type.Object({
  server: text('name as in ServerNames'),
  state: words('master', 'same', 'different', 'unknown'),
  files: numberOrNull('how many there are; null where that is not known'),
  differences: Type.Array(DifferenceSchema),
  more: number('differences beyond those listed'),
  problem: textOrNull('why it is unknown'),
  mend: textOrNull('what to do about that'),
});

const StepSchema = Type.Object({
  server: text('where'),
  folder: text('name of the folder'),
  path: text('from the folder on'),
  kind: words('add', 'replace', 'set-aside'),
  bytes: number('to be copied'),
});

const SyncSchema = Type.Object({
  run: text('name of the folder of backups on each server'),
  state: words('running', 'done', 'failed', 'stopped'),
  by: text('who asked for it'),
  reason: textOrNull('why'),
  startedAt: instant('when it began'),
  endedAt: instantOrNull('when it ended'),
  done: number('files that stand there, verified'),
  of: number('files of the plan'),
  bytesDone: number('copied so far'),
  bytes: number('of the plan'),
  current: Type.Union([StepSchema, Type.Null()], { description: 'what is copied, or what failed' }),
  problem: textOrNull('why it stopped'),
  mend: textOrNull('what to do about that'),
});

const FilesSchema = Type.Object({
  version: Type.Literal(1),
  looking: Type.Boolean({ description: 'servers are looked at just now' }),
  lookedAt: instantOrNull('when the last look ended'),
  folders: Type.Array(
    Type.Object({
      folder: text('its name'),
      path: text('on the servers'),
      servers: Type.Array(FolderServerSchema),
    }),
  ),
  library: Type.Union([
    Type.Object({
      path: text('of the document library'),
      servers: Type.Array(
        Type.Object({
          server: text('name as in ServerNames'),
          state: words('reached', 'not-reached', 'unknown'),
          problem: textOrNull('what stood in the way'),
        }),
      ),
    }),
    Type.Null(),
  ]),
  sync: Type.Union([SyncSchema, Type.Null()], { description: 'copying, or the last time' }),
});

/** What `fairlead files diff -o json` prints. */
export type FilesDocument = Static<typeof FilesSchema>;

const FilesPlanSchema = Type.Object({
  version: Type.Literal(1),
  plan: text('names exactly this plan'),
  lookedAt: instantOrNull('what was known when'),
  steps: Type.Array(StepSchema, { description: 'in order' }),
  bytes: number('to be copied'),
  leftOut: Type.Array(
    Type.Object({
      server: text('where'),
      folder: text('name of the folder'),
      path: text('from the folder on'),
      because: words('too-big', 'no-plain-path'),
    }),
  ),
  tooMuch: Type.Boolean({ description: 'it is more than is copied at once' }),
  unknown: Type.Array(text('server and folder of which nothing is known')),
  backup: text('where each server keeps what is overwritten'),
});

export type FilesPlan = Static<typeof FilesPlanSchema>;

const choice = {
  folder: Type.Optional(Type.String({ description: 'only this folder' })),
  servers: Type.Optional(Type.String({ description: 'only these, names with commas between' })),
  removeExtra: Type.Optional(
    Type.Enum(['yes', 'no'], { description: 'also take away what the master does not have' }),
  ),
};

export const showFiles = operation({
  name: 'files.show',
  method: 'GET',
  path: '/api/v1/files',
  summary: "how the files of the servers differ from the master's",
  input: Type.Object({}),
  output: FilesSchema,
});

export const lookAtFiles = operation({
  name: 'files.look',
  method: 'POST',
  path: '/api/v1/files/look',
  summary: 'look at the files of all servers now; answers before the look has ended',
  input: Type.Object({}, { additionalProperties: false }),
  output: FilesSchema,
});

export const planFiles = operation({
  name: 'files.plan',
  method: 'GET',
  path: '/api/v1/files/plan',
  summary: 'what would be copied, by the last look',
  input: Type.Object(choice),
  output: FilesPlanSchema,
});

export const syncFiles = operation({
  name: 'files.sync',
  method: 'POST',
  path: '/api/v1/files/sync',
  summary: 'copy what a plan says; answers when it has begun',
  input: Type.Object(
    {
      plan: Type.String({ description: 'the plan that was shown' }),
      ...choice,
      reason: Type.Optional(Type.String({ description: 'why', maxLength: 500 })),
    },
    { additionalProperties: false },
  ),
  output: FilesSchema,
});
