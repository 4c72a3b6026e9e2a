// The metadata of the servers as operations: look, have it loaded anew, say that a person did it.

import { type Static, Type } from 'typebox';
import { operation } from '../operation.ts';
import { textOrNull } from '../schema-words.ts';

const ServerMetadataSchema = Type.Object({
  server: Type.String({ description: 'name as in ServerNames' }),
  state: Type.Enum(['fresh', 'stale', 'unknown', 'loading'], {
    description: 'does it have the metadata of the database; loading: it is being asked to',
  }),
  because: Type.String({ description: 'how that is known, from a closed set' }),
  stamp: textOrNull('newest customization it says it has loaded, in the time of the database'),
  stampProblem: textOrNull('why it told none'),
  loadedAt: textOrNull('when the last load began that is known to have succeeded'),
  asked: Type.Boolean({ description: 'a person asked for it, and it is still to come' }),
  byHand: Type.Boolean({ description: 'only a person can do it there' }),
  instruction: textOrNull('what that person does; null where nobody has to'),
  tries: Type.Integer({ description: 'that failed since the change' }),
  last: textOrNull('how the last try ended'),
  lastAt: textOrNull('when'),
  lastOk: Type.Union([Type.Boolean(), Type.Null()]),
});

export const MetadataSchema = Type.Object({
  version: Type.Literal(1),
  reload: Type.Enum(['auto', 'approval', 'off'], { description: 'as configured' }),
  state: Type.Enum(['done', 'reload', 'wait', 'unknown', 'off'], {
    description: 'done: all have it; reload: one begins; wait: see because; unknown: cannot be known of all',
  }),
  because: textOrNull('what is waited for, from a closed set'),
  until: textOrNull('how long it is waited for at least'),
  newest: textOrNull('newest customization, in the time of the database'),
  changedAt: textOrNull('when the change was noticed; null where it is older than Fairlead'),
  lookedAt: textOrNull('when the tables were last looked at; null while they never were'),
  problem: textOrNull('why the last look failed'),
  servers: Type.Array(ServerMetadataSchema),
});

/** What `fairlead metadata -o json` prints. */
export type MetadataDocument = Static<typeof MetadataSchema>;

export const showMetadata = operation({
  name: 'metadata.show',
  method: 'GET',
  path: '/api/v1/metadata',
  summary: 'which servers have the metadata of the database',
  input: Type.Object({}),
  output: MetadataSchema,
});

export const reloadMetadata = operation({
  name: 'metadata.reload',
  method: 'POST',
  path: '/api/v1/metadata/reload',
  summary: 'have servers load their metadata anew, within all limits',
  input: Type.Object(
    {
      servers: Type.Optional(
        Type.Array(Type.String(), { description: 'names; none: all that are stale', maxItems: 1_000 }),
      ),
      all: Type.Optional(Type.Boolean({ description: 'also those that are not stale' })),
      force: Type.Optional(Type.Boolean({ description: 'whatever that leaves serving' })),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    version: Type.Literal(1),
    asked: Type.Array(Type.String({ description: 'name of a server' })),
    metadata: MetadataSchema,
  }),
});

export const confirmMetadata = operation({
  name: 'metadata.confirm',
  method: 'POST',
  path: '/api/v1/metadata/confirm',
  summary: 'say that a person had a server load its metadata anew',
  input: Type.Object({ server: Type.String({ description: 'its name' }) }, { additionalProperties: false }),
  output: MetadataSchema,
});
