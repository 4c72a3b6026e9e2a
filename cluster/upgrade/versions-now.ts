// Which version environments have at the moment a plan is made. The database is asked each time: what the last poll said
// is old just after a run, a rollback, or a setup that somebody ran by hand.

import { DatabaseError, type DatabaseFailure } from '../errors.ts';
import type { Environment } from './manager-types.ts';

export type VersionTold =
  /** Undefined: nobody tells it, as where there is no database. */
  | { readonly ok: true; readonly version: string | undefined }
  | { readonly ok: false; readonly failure: DatabaseFailure };

/** Asks its database. Rejects for faults of this code only. */
export async function versionNow(environment: Environment): Promise<VersionTold> {
  try {
    return { ok: true, version: await environment.version() };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return { ok: false, failure: error.failure };
  }
}

/** For who only compares: undefined also where the database does not answer, or was not asked. */
export function versionOr(told: VersionTold | undefined): string | undefined {
  return told?.ok ? told.version : undefined;
}
