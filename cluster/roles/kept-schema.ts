// The shape of what is kept of roles, as far as it must be right before it is believed.

import { Type } from 'typebox';
import { moveCauses, moveOutcomes, roleNames } from './role.ts';

const role = Type.Enum([...roleNames]);
const optionalText = Type.Optional(Type.String());

const MoveSchema = Type.Object({
  role,
  from: optionalText,
  to: Type.String(),
  by: Type.String(),
  why: Type.String(),
  cause: Type.Enum([...moveCauses]),
  beganAtMs: Type.Number(),
  fence: Type.Number(),
  heading: Type.Enum(['there', 'back']),
  failedStarts: Type.Number(),
  refreshSinceMs: Type.Optional(Type.Number()),
  deeds: Type.Array(Type.Object({ atMs: Type.Number(), ok: Type.Boolean(), text: Type.String() })),
  end: Type.Optional(
    Type.Object({
      atMs: Type.Number(),
      outcome: Type.Enum([...moveOutcomes]),
      text: Type.String(),
    }),
  ),
});

export const KeptSchema = Type.Object({
  version: Type.Literal(1),
  /** The last one of each role. */
  moves: Type.Array(MoveSchema),
  /** What people said of servers that nobody sees. */
  told: Type.Array(
    Type.Object({
      role,
      server: Type.String(),
      state: Type.Enum(['running', 'stopped', 'absent']),
      by: Type.String(),
      atMs: Type.Number(),
    }),
  ),
  /** Servers that somebody called dead. */
  dead: Type.Array(Type.Object({ server: Type.String(), by: Type.String(), atMs: Type.Number() })),
  /** Where each was last seen as the only one, and since when. */
  known: Type.Array(Type.Object({ role, on: Type.String(), sinceMs: Type.Number() })),
});
