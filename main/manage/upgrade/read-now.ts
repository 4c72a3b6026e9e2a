// The settings of one environment as its database has them at this moment, for runs that decide by them: no longer waited
// for than a person waits.

import type { Directory } from '../../../cluster/directory/contract.ts';
import { DatabaseError } from '../../../cluster/errors.ts';
import type { Now } from './site-settings.ts';

/** For the statement and for the proof of a new connection: two turns, each of which may let a poll go first. */
const turnsMs = 3_000;

/** As `Directory.readNow`, within the time that an answer of the database may take. */
export function readNow(
  { configuration: { database } }: Now,
  directory: Pick<Directory, 'readNow'>,
): ReturnType<Directory['readNow']> {
  return directory.readNow(AbortSignal.timeout(turnsMs + (database?.requestTimeoutMs ?? 0)));
}

/** After something was written there: the rest of a sentence where it could not be read anew, which the polls do then. */
export async function readOrLater(now: Now, directory: Pick<Directory, 'readNow'>): Promise<string> {
  try {
    await readNow(now, directory);
    return '';
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return `; it is read anew later: ${error.failure.text}`;
  }
}

/** The version that the database says now. */
export async function versionNow(
  now: Now,
  directory: Pick<Directory, 'readNow'>,
): Promise<string | undefined> {
  return (await readNow(now, directory))?.flags.version;
}
