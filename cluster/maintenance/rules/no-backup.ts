// Whether what SQL Server says of a backup file means that there is none: not that it may not be opened. Pure.

import type { DatabaseFailure } from '../../errors.ts';

const cannotOpen = 3201;
const isNoBackup = 3241;

/** The operating system's own number stands in every language of the server: 2 no such file, 3 no such folder. */
const notThere = /\b[23]\s?\(/;

/** `failure` as `workFailure` makes it of what the server said. */
export function saysNoBackup({ number, text }: Pick<DatabaseFailure, 'number' | 'text'>): boolean {
  return number === isNoBackup || (number === cannotOpen && notThere.test(text));
}
