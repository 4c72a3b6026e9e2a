// The SQL error a synchronous call ends with, for tests of the rules.

import { SqlError } from '../../../demo/tds/sql/rules/sql-error.ts';

/** Number of the SQL error a call throws. */
export function sqlErrorOf(call: () => unknown): number | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof SqlError) return error.number;
    throw error;
  }
  return undefined;
}
