// Taking servers out of service and back, as operations. What a wish means stands in cluster/wanted/.

import { type Static, Type } from 'typebox';
import { operation } from '../operation.ts';
import { AdminSchema } from '../status-schema.ts';

const server = Type.String({ description: 'name as in ServerNames, or id', minLength: 1, maxLength: 100 });
const reason = Type.String({ description: 'why', minLength: 1, maxLength: 500 });
const milliseconds = (description: string, minimum = 1_000) =>
  Type.Integer({ description, minimum, maximum: 30 * 86_400_000 });
const policy = Type.Enum(['finish', 'no-extension', 'now'], {
  description:
    'finish: people stay; no-extension: who is idle moves; now: everybody moves at the next request',
});
const force = Type.Optional(
  Type.Boolean({ description: 'even if fewer servers than minServing go on serving' }),
);
const forMs = Type.Optional(
  milliseconds('how long it is meant to last; it is told, not ended, when it is over'),
);
const keepRoles = Type.Optional(
  Type.Boolean({
    description: 'leave the roles that run there where they are; else they are moved first, or it is refused',
  }),
);
const strict = { additionalProperties: false };

/** What a drain or a maintenance does to people. */
export const ImpactSchema = Type.Object({
  stay: Type.Integer({ description: 'people who go on where they are' }),
  evicted: Type.Integer({ description: 'people who have to log on again' }),
  servingBefore: Type.Integer(),
  servingAfter: Type.Integer(),
  servers: Type.Integer(),
  lightestAfter: Type.Union([Type.Integer(), Type.Null()], {
    description: 'users of the lightest server once all have moved; null where none is left',
  }),
  withoutRoom: Type.Integer({ description: 'people for whom the caps of the others leave no room' }),
  belowMinServing: Type.Boolean({ description: 'it is refused unless it is forced' }),
  text: Type.String({ description: 'the same in one sentence' }),
});

const Changed = Type.Object({
  server: Type.String({ description: 'its name' }),
  admin: AdminSchema,
  /** Null where nothing was taken out. */
  impact: Type.Union([ImpactSchema, Type.Null()]),
  remarks: Type.Array(Type.String(), { description: 'what else should be known' }),
});

/** A role that runs on the server, and where it goes before the server is taken out for maintenance. */
const LeavingRoleSchema = Type.Object({
  role: Type.String({ description: 'from the closed set of roles' }),
  title: Type.String({ description: 'what people call it' }),
  to: Type.Union([Type.String(), Type.Null()], { description: 'null: it stays, and does not run meanwhile' }),
  because: Type.Union([Type.String(), Type.Null()], { description: 'why it stays' }),
  byHand: Type.Boolean({ description: 'a person has to move it, and first' }),
});

export type LeavingRoleDocument = Static<typeof LeavingRoleSchema>;
export type Impact = Static<typeof ImpactSchema>;
export type ServerChanged = Static<typeof Changed>;

export const previewServer = operation({
  name: 'server.preview',
  method: 'GET',
  path: '/api/v1/servers/:server/preview',
  summary: 'what a drain or a maintenance would do to people; changes nothing',
  input: Type.Object(
    {
      server,
      taking: Type.Enum(['finish', 'no-extension', 'now', 'maintenance']),
      idleLimitMs: Type.Optional(milliseconds('from when on a person is idle')),
    },
    strict,
  ),
  output: Type.Object({
    server: Type.String(),
    impact: ImpactSchema,
    roles: Type.Array(LeavingRoleSchema, { description: 'roles that run there once in the cluster' }),
  }),
});

export const drainServer = operation({
  name: 'server.drain',
  method: 'POST',
  path: '/api/v1/servers/:server/drain',
  summary: 'no log-on goes there any more; what becomes of those who are on is the policy',
  input: Type.Object(
    {
      server,
      reason,
      policy,
      idleLimitMs: Type.Optional(milliseconds('with no-extension: who is idle for longer moves')),
      deadlineMs: Type.Optional(milliseconds('how long it may take')),
      afterDeadline: Type.Optional(
        Type.Enum(['keep', 'now', 'maintenance'], {
          description: 'what follows at the deadline; usually keep',
        }),
      ),
      forMs,
      force,
      keepRoles,
    },
    strict,
  ),
  output: Changed,
});

export const maintainServer = operation({
  name: 'server.maintenance',
  method: 'POST',
  path: '/api/v1/servers/:server/maintenance',
  summary: 'nothing goes there any more; those who are on have to log on elsewhere',
  input: Type.Object({ server, reason, forMs, force, keepRoles }, strict),
  output: Changed,
});

export const admitServer = operation({
  name: 'server.admit',
  method: 'POST',
  path: '/api/v1/servers/:server/admit',
  summary: 'log-ons go there again',
  input: Type.Object({ server, reason: Type.Optional(reason) }, strict),
  output: Changed,
});

export const tryServer = operation({
  name: 'server.try',
  method: 'POST',
  path: '/api/v1/servers/:server/try',
  summary: 'a link by which somebody reaches this one server, whatever is wanted of it, until it expires',
  input: Type.Object(
    { server, forMs: Type.Optional(milliseconds('how long the link is good', 60_000)) },
    strict,
  ),
  output: Type.Object({
    server: Type.String(),
    url: Type.String({ description: 'to be opened once in the browser of whoever tries it' }),
    until: Type.String({ description: 'when it expires' }),
  }),
});

export const showServer = operation({
  name: 'server.show',
  method: 'GET',
  path: '/api/v1/servers/:server',
  summary: 'what is wanted of a server, and how its drain goes',
  input: Type.Object({ server }, strict),
  output: Type.Object({ server: Type.String(), id: Type.String(), admin: AdminSchema }),
});

export const moveRolesAway = operation({
  name: 'server.move-roles',
  method: 'POST',
  path: '/api/v1/servers/:server/move-roles',
  summary: 'have the roles that run there begin to move to other servers, as before a maintenance',
  input: Type.Object({ server, reason }, strict),
  output: Type.Object({
    server: Type.String(),
    roles: Type.Array(LeavingRoleSchema, {
      description: 'those that run there now, on their way or staying',
    }),
  }),
});
