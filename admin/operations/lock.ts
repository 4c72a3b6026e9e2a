// Lock System as operations: how it stands, lock, unlock.

import { type Static, Type } from 'typebox';
import { operation } from '../operation.ts';
import { textOrNull, texts } from '../schema-words.ts';

export const LockSchema = Type.Object({
  version: Type.Literal(1),
  locked: Type.Boolean(),
  by: textOrNull('id of the CRM user who locked it'),
  name: textOrNull('what that user logs on as; null where the database does not tell'),
  since: textOrNull('since when'),
  endsAt: textOrNull('when it lapses by itself'),
  page: Type.Enum(['own', 'crm'], { description: 'whose page those see who want to log on' }),
  changed: Type.Boolean({ description: 'true where this call changed something' }),
  refreshed: texts('servers that have reloaded their metadata since'),
  toRefresh: texts('servers that must reload their metadata before they see the change'),
});

/** What `fairlead lock -o json` prints. */
export type LockDocument = Static<typeof LockSchema>;

const reason = Type.String({ description: 'why, for the audit', minLength: 1, maxLength: 500 });

export const showLock = operation({
  name: 'lock.show',
  method: 'GET',
  path: '/api/v1/lock',
  summary: 'has an administrator locked the CRM, and until when',
  input: Type.Object({}),
  output: LockSchema,
});

export const lockSystem = operation({
  name: 'lock.lock',
  method: 'POST',
  path: '/api/v1/lock',
  summary: 'lock the CRM: nobody can log on; whoever is on stays on',
  input: Type.Object({ reason }),
  output: LockSchema,
});

export const unlockSystem = operation({
  name: 'lock.unlock',
  method: 'POST',
  path: '/api/v1/unlock',
  summary: 'unlock the CRM; `force` takes away the lock of somebody else',
  input: Type.Object({ reason: Type.Optional(reason), force: Type.Optional(Type.Boolean()) }),
  output: LockSchema,
});
