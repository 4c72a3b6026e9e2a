// Rows of the database as runs need them: who is connected, what the tuning advisor left. Pure.

import type { TuningObject } from '../site.ts';

type Row = Readonly<Record<string, unknown>>;

/** Programs by host in lower case, each with how many connections it holds (F7: Tomcat's pool holds on). */
export function connectedPrograms(rows: readonly Row[]): ReadonlyMap<string, readonly string[]> {
  const programs = new Map<string, string[]>();
  for (const { hostName, programName, connections } of rows) {
    if (typeof hostName !== 'string') continue;
    const host = hostName.trim().toLowerCase();
    const name =
      typeof programName === 'string' && programName.trim() !== '' ? programName.trim() : 'a program';
    programs.set(host, [...(programs.get(host) ?? []), `${name}: ${Number(connections)}`]);
  }
  return programs;
}

/** Each with its DROP statement; names are quoted, whatever is in them. */
export function tuningObjects(rows: readonly Row[]): readonly TuningObject[] {
  return rows.map(({ kind, schemaName, tableName, objectName }) => {
    const table = `${bracketed(schemaName)}.${bracketed(tableName)}`;
    const name = bracketed(objectName);
    const drop = kind === 'index' ? `DROP INDEX ${name} ON ${table}` : `DROP STATISTICS ${table}.${name}`;
    return { name: `${String(tableName)}.${String(objectName)}`, drop };
  });
}

const bracketed = (name: unknown) => `[${String(name).replaceAll(']', ']]')}]`;
