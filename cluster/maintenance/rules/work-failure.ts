// What SQL Server says when maintenance fails -> one sentence and the mend. Pure.

import type { DatabaseFailure } from '../../errors.ts';

export type ServerMessage = { readonly number: number; readonly text: string };

/** Errors that only say that something ended; the reason stands before them. */
const endings: ReadonlySet<number> = new Set([3009, 3013, 3014, 3201]);

const mends: Readonly<Record<number, string>> = {
  112: 'Make room on the disk of the backups, or have old ones cleaned up sooner.',
  3202: 'Make room on the disk of the backups, or have old ones cleaned up sooner.',
  3201: 'See that the folder is there on the database server and that its service account may write to it.',
  3035: 'Run full-backup once: a differential builds on a full backup that is not COPY_ONLY.',
  4214: 'Run full-backup once: the log is backed up from a full backup on.',
  4208: 'Nothing, if SIMPLE is meant: such a log needs no backup, so turn the task off. Else set the recovery model to FULL.',
  3189: 'Do not rely on this file. Make a new backup at once, and have the disk looked at.',
  3101: 'End the programs that are connected to the database.',
  4060: 'Give this login the database.',
  18456: 'Correct maintenance.login, or the password of it.',
  22049: 'Deleting backup files needs sysadmin: give the login that, or delete old files another way.',
  1105: 'Make room for the database: its files or its disk are full.',
  1205: 'Run the task again when less is going on.',
  1222: 'Run the task again when less is going on.',
};

const rights: ReadonlySet<number> = new Set([229, 230, 262, 297, 300, 916, 2571, 5011, 15247, 3110]);

/** `failure` is what the pool makes of it; `messages` is what the server said, in its order. */
export function workFailure(failure: DatabaseFailure, messages: readonly ServerMessage[]): DatabaseFailure {
  const said = messages.filter(({ number }) => !endings.has(number) || number === 3201);
  const reason = said[0] ?? messages[0];
  if (reason === undefined) return inTime(failure);
  const { number } = reason;
  const text = `The database server refused it (error ${number}): ${clipped(reason.text)}`;
  const mend =
    mends[number] ??
    (rights.has(number)
      ? 'Give the login of maintenance the right; docs/operating.md lists what each task needs.'
      : 'The text of the server says what is wrong; its error log says more.');
  return { code: 'CLU_STATEMENT_FAILED', number, text, mend };
}

/** The pool's own mend for a slow answer is about the polls. */
function inTime(failure: DatabaseFailure): DatabaseFailure {
  if (failure.code !== 'CLU_DATABASE_TIMEOUT') return failure;
  return {
    ...failure,
    mend: 'Give it more time with maintenance.limitMs, or see what held it up on the database server.',
  };
}

function clipped(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
