// Reads what was kept of roles: the whole of it, or nothing.

import { Type } from 'typebox';
import { Check } from 'typebox/schema';
import type { Kept } from './kept.ts';
import { parseMove } from './rules/parse-move.ts';
import { roleNames } from './rules/role-words.ts';

const role = Type.Enum([...roleNames]);

const KeptSchema = Type.Object({
  version: Type.Literal(1),
  /** The last one of each role; each is read by rules/parse-move.ts. */
  moves: Type.Array(Type.Unknown()),
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

/** Undefined for what is none. */
export function parseKept(value: unknown): Kept | undefined {
  if (!Check(KeptSchema, value)) return undefined;
  const { told, dead, known } = value;
  const moves = value.moves.map(parseMove).filter((each) => each !== undefined);
  return moves.length === value.moves.length ? { moves, told, dead, known } : undefined;
}
