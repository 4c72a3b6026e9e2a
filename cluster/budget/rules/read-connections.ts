// From rows of the two statements to one reading of the database's connections. Rows are unknown until here. Pure.

import type { ConnectionReading } from './budget.ts';

type Row = Readonly<Record<string, unknown>>;

/** Undefined where the limit was not told: there is nothing to hold anything against then. */
export function readConnections(
  limits: readonly Row[],
  rows: readonly Row[],
  readAtMs: number,
): ConnectionReading | undefined {
  const [first] = limits;
  const limit = limitOf(Number(first?.configured), Number(first?.most));
  if (limit === undefined) return undefined;
  return {
    readAtMs,
    limit,
    own: { host: textOf(first?.ownHost), program: textOf(first?.ownProgram) },
    rows: rows.flatMap((row) => {
      const connections = Number(row.connections);
      if (!Number.isSafeInteger(connections) || connections < 0) return [];
      return [{ host: textOf(row.hostName), program: textOf(row.programName), connections }];
    }),
  };
}

/** The setting counts, and 0 there means what the edition can take. */
function limitOf(configured: number, most: number): number | undefined {
  if (Number.isSafeInteger(configured) && configured > 0) return configured;
  return Number.isSafeInteger(most) && most > 0 ? most : undefined;
}

/** Names come padded with blanks in some versions; a program may tell none. */
function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value).trim();
}
