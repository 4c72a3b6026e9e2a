// Roles that exist once as operations: how they stand, move one, say what nobody can see, answer an instruction.

import { type Static, Type } from 'typebox';
import { operation } from '../operation.ts';
import { moveCauses, moveOutcomes, roleNames, roleStates } from '../role-words.ts';
import { instant, instantOrNull, number, numberOrNull, text, textOrNull, words } from '../schema-words.ts';

const roleName = words(...roleNames);
const server = Type.String({ description: 'name as in ServerNames, or id', minLength: 1, maxLength: 100 });
const reason = Type.String({ description: 'why', minLength: 1, maxLength: 500 });
const strict = { additionalProperties: false };

const SightSchema = Type.Object({
  server: text('name as in ServerNames'),
  state: words('running', 'changing', 'stopped', 'absent', 'unknown'),
  by: words('ssh', 'parameter', 'person', 'nobody'),
  at: instant('when it was seen'),
  text: text('what was seen, or why it could not be'),
});

const MoveSchema = Type.Object({
  from: textOrNull('where it ran when the move began; null: nowhere, or on several'),
  to: text('where it goes'),
  by: text('who asked for it; fairlead where it did so by itself'),
  reason: text('why'),
  cause: words(...moveCauses),
  began: instant('when'),
  fence: number('of the leader that began it'),
  heading: words('there', 'back'),
  deeds: Type.Array(
    Type.Object({
      at: instant('when'),
      ok: Type.Boolean(),
      text: text('what was done, why, and what came of it'),
    }),
  ),
  outcome: Type.Union([words(...moveOutcomes), Type.Null()], {
    description: 'null while it goes on',
  }),
  ended: instantOrNull('when'),
  because: textOrNull('why it ended so'),
});

const RoleSchema = Type.Object({
  role: roleName,
  title: text('what people call it'),
  seenBy: words('parameter', 'service', 'web-application', 'none'),
  wantedOn: text('a server, or master, least-busy, any'),
  failover: Type.Boolean({ description: 'is it started elsewhere when its server is dead' }),
  state: words(...roleStates),
  on: Type.Array(text('server where it was seen to run')),
  since: instantOrNull('since when it stands so; null where that is not known'),
  remark: textOrNull('what else should be known'),
  servers: Type.Array(SightSchema),
  move: Type.Union([MoveSchema, Type.Null()], { description: 'the last one; null where there was none' }),
});

export const RolesSchema = Type.Object({
  version: Type.Literal(1),
  detachedScripts: numberOrNull('table-level scripts that need the DTLS server (F6); null while not counted'),
  roles: Type.Array(RoleSchema),
  dead: Type.Array(Type.Object({ server: text('its name'), because: text('which evidence there is') }), {
    description: 'servers that are confirmed dead',
  }),
  instructions: Type.Array(
    Type.Object({
      id: text('what it is answered by'),
      server: text('where it is to be done'),
      purpose: text('what for'),
      shell: words('powershell', 'cmd'),
      text: text('exactly what to paste into a window opened as administrator'),
      answer: words('done', 'last-line'),
      since: instant('since when it waits'),
    }),
    { description: 'steps that wait for a person, on servers without SSH' },
  ),
});

/** What `fairlead roles -o json` prints. */
export type RolesDocument = Static<typeof RolesSchema>;
export type RoleDocument = RolesDocument['roles'][number];

export const showRoles = operation({
  name: 'roles.show',
  method: 'GET',
  path: '/api/v1/roles',
  summary: 'where the roles that exist once run, and how their last moves went',
  input: Type.Object({}),
  output: RolesSchema,
});

export const moveRole = operation({
  name: 'roles.move',
  method: 'POST',
  path: '/api/v1/roles/:role/move',
  summary:
    'stop a role where it runs, start it on another server, each step verified; answers when it has begun',
  input: Type.Object({ role: roleName, server, reason }, strict),
  output: RolesSchema,
});

export const tellRole = operation({
  name: 'roles.tell',
  method: 'POST',
  path: '/api/v1/roles/:role/tell',
  summary: 'say how a role stands on a server that has no SSH',
  input: Type.Object({ role: roleName, server, state: words('running', 'stopped', 'absent') }, strict),
  output: RolesSchema,
});

export const tellDead = operation({
  name: 'roles.dead',
  method: 'POST',
  path: '/api/v1/servers/:server/dead',
  summary: 'say that a server is dead (one kind of evidence for a failover), or that it is not',
  input: Type.Object({ server, dead: Type.Boolean(), reason }, strict),
  output: RolesSchema,
});

export const answerInstruction = operation({
  name: 'roles.answer',
  method: 'POST',
  path: '/api/v1/roles/instructions/:id',
  summary: 'say that a step on a server without SSH was done, failed, or is not done',
  input: Type.Object(
    {
      id: Type.String({ minLength: 1, maxLength: 20 }),
      outcome: words('done', 'failed', 'refused'),
      said: Type.Optional(
        Type.String({ description: 'the last line that was printed, or what went wrong', maxLength: 10_000 }),
      ),
    },
    strict,
  ),
  output: RolesSchema,
});
