// Locks and unlocks the CRM by its two settings (F1), and says in whose name it is locked. What may be written is
// decided in rules/; that the servers see it only after they have reloaded their metadata is the caller's affair.

import type { Directory } from '../directory/contract.ts';
import { columnText } from '../directory/rows.ts';
import type { SystemLock } from '../model.ts';
import { decideLock, type LockWish, lockStateOf } from './rules/lock-state.ts';
import { type LockNames, type LockRow, lockProblem, readLockRows } from './rules/read-lock.ts';

export type SystemLockOptions = {
  readonly query: Directory['query'];
  /** Asked at each use: a reload of the configuration changes them. */
  readonly settings: () => LockSettings;
  readonly nowMs: () => number;
};

export type LockSettings = {
  /** The statements of those names in cluster/sql/, filled. */
  readonly statements: { readonly lock: string; readonly setLock: string; readonly userName: string };
  readonly names: LockNames;
  /** In whose name Fairlead locks. */
  readonly userId: string;
  readonly timeStyle: number;
};

export type LockChange =
  | { readonly kind: 'changed' | 'as-wanted'; readonly lock: SystemLock | undefined }
  /** Somebody else's lock stands. */
  | { readonly kind: 'held'; readonly by: string; readonly sinceMs: number | undefined }
  | { readonly kind: 'failed'; readonly text: string };

export type LockDesk = {
  /** Looks, decides, writes, and reads back. `force` takes away the lock of somebody else. Throws `DatabaseError`. */
  change(wish: 'lock' | 'unlock', force: boolean): Promise<LockChange>;
  /** What a user logs on as; undefined where the database does not tell. */
  nameOf(userId: string): Promise<string | undefined>;
};

export function createLockDesk({ query, settings, nowMs }: SystemLockOptions): LockDesk {
  const names = new Map<string, string | undefined>();
  return {
    async change(wished, force) {
      const { userId, statements, timeStyle, names: rowNames } = settings();
      const wish: LockWish = wished === 'lock' ? { kind: 'lock', as: userId } : { kind: 'unlock' };
      const found = readLockRows((await query(statements.lock, rowNames)).map(parseRow), rowNames);
      const state = lockStateOf(found, nowMs());
      const decision = decideLock(wish, { state, found: found?.lockedBy ?? '' }, { ours: userId, force });
      switch (decision.kind) {
        case 'as-wanted':
          return { kind: 'as-wanted', lock: undefined };
        case 'refuse':
          return { kind: 'held', by: decision.by, sinceMs: found?.sinceMs };
        case 'write': {
          const { by, before } = decision;
          const rows = (await query(statements.setLock, { ...rowNames, by, before, timeStyle })).map(
            parseRow,
          );
          const problem = lockProblem(rows, rowNames);
          if (problem !== undefined) return { kind: 'failed', text: problem };
          return { kind: 'changed', lock: readLockRows(rows, rowNames) };
        }
      }
    },
    async nameOf(userId) {
      if (names.has(userId)) return names.get(userId);
      const [row] = await query(settings().statements.userName, { user: userId });
      const name = typeof row?.logOn === 'string' ? row.logOn : undefined;
      names.set(userId, name);
      return name;
    },
  };
}

function parseRow(row: Readonly<Record<string, unknown>>): LockRow {
  const { name, value, changedBy, changedSince, utcOffsetMinutes } = row;
  return {
    name: String(name),
    value: columnText(value),
    changedBy: Number(changedBy),
    changedSince: Number(changedSince),
    utcOffsetMinutes: Number(utcOffsetMinutes) || 0,
  };
}
