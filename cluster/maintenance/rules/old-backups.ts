// Which backup files may go. Pure. Only files that the plan made, by name, folder and database. A file may go when it is
// older than the limit and a full backup that was read back, itself older than the limit or the newest of all, holds what
// a restore would want: so every moment within the limit can be restored, and the newest verified backup never goes.

import type { HistoryRecord } from '../model.ts';
import { backupKindOf } from './backup-file.ts';

export type KnownBackup = { readonly file: string; readonly ageSeconds: number };

export type OldBackups = {
  /** As msdb tells them, in any order. */
  readonly backups: readonly KnownBackup[];
  readonly history: readonly HistoryRecord[];
  readonly keepSeconds: number;
  readonly folder: string;
  readonly database: string;
};

/** Files to delete, oldest first. Where no full backup was ever read back nothing is. */
export function oldBackups({ backups, history, keepSeconds, folder, database }: OldBackups): string[] {
  const { verified, deleted } = factsOf(history);
  const ours = backups
    .map((each) => ({
      ...each,
      key: each.file.toLowerCase(),
      kind: backupKindOf(each.file, folder, database),
    }))
    .filter(({ key, kind }) => kind !== undefined && kind !== 'copy' && !deleted.has(key))
    .sort((one, other) => other.ageSeconds - one.ageSeconds);
  const whole = ours.filter(({ key, kind }) => kind === 'full' && verified.has(key));
  // The youngest that is older than the limit: restores to any moment since then begin with it.
  const ground = whole.findLast(({ ageSeconds }) => ageSeconds > keepSeconds) ?? whole[0];
  if (ground === undefined) return [];
  const newest = new Set(['full', 'differential', 'log'].map((kind) => newestVerified(ours, kind, verified)));
  return ours
    .filter(
      ({ key, ageSeconds }) => ageSeconds > Math.max(keepSeconds, ground.ageSeconds) && !newest.has(key),
    )
    .map(({ file }) => file);
}

function newestVerified(
  ours: readonly { readonly key: string; readonly kind: string | undefined }[],
  wanted: string,
  verified: ReadonlySet<string>,
): string | undefined {
  return ours.findLast(({ key, kind }) => kind === wanted && verified.has(key))?.key;
}

function factsOf(history: readonly HistoryRecord[]) {
  const ends = history.filter((record) => record.type === 'ended');
  const lower = (file: string) => file.toLowerCase();
  return {
    verified: new Set(
      ends.flatMap(({ facts }) => (facts.verified === undefined ? [] : [lower(facts.verified)])),
    ),
    deleted: new Set(ends.flatMap(({ facts }) => (facts.deleted ?? []).map(lower))),
  };
}
