// What it says that servers do not get at the document library (F5). Pure.

import type { LibraryAccess } from '../model.ts';

const byKey =
  'No server gets there over SSH, which may be for the log-on by key, as Windows lets that onto no share (files.library.user).';

/**
 * Where nobody gets there, and nobody opened the share with a password, nothing is known: a log-on by SSH key is let
 * onto no share. Where others do get there, it is this server.
 */
export function judgeAccesses(
  accesses: readonly LibraryAccess[],
  withUser: boolean,
): readonly LibraryAccess[] {
  if (withUser || accesses.some(({ kind }) => kind === 'reached')) return accesses;
  return accesses.map((access) =>
    access.kind === 'not-reached' ? { kind: 'unknown', text: byKey } : access,
  );
}
