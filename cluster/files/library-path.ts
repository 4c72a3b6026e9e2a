// Where the CRM says the document library is (F1, F5): one row of its settings.

import type { Directory } from '../directory/contract.ts';

/** `statement` is `library-path.sql`, filled, and `library` the name of the row. Rejects with a `DatabaseError`. */
export async function readLibraryPath(
  query: Directory['query'],
  statement: string,
  library: string,
): Promise<string | undefined> {
  const rows = await query(statement, { library });
  const value = rows[0]?.value;
  const path = typeof value === 'string' ? value.trim().replace(/[\\/]+$/, '') : '';
  return path === '' ? undefined : path;
}
