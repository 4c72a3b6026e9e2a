// How many files of a server differ, over all folders. Pure.

import type { FolderView } from '../files-look.ts';

export type ServerCount = {
  readonly server: string;
  /** Undefined where one of its folders could not be compared. */
  readonly differences: number | undefined;
};

/** One for each server that was looked at, in list order; the master differs in nothing. */
export function countsOf(folders: readonly FolderView[]): readonly ServerCount[] {
  const sums = new Map<string, number | undefined>();
  for (const { server, standing } of folders.flatMap((folder) => folder.servers)) {
    const before = sums.has(server.name) ? sums.get(server.name) : 0;
    const own = standing.kind === 'seen' ? standing.differences.length : 0;
    const known = standing.kind !== 'unknown' && before !== undefined;
    sums.set(server.name, known ? before + own : undefined);
  }
  return [...sums].map(([server, differences]) => ({ server, differences }));
}
