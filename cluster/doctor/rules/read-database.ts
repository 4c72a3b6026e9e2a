// From rows of the doctor's statements to what was seen. Rows are unknown until here; undefined: they are something
// else. Pure.

import type { ConnectionReading } from '../../budget/rules/budget.ts';
import type { BackupsSeen } from '../model.ts';

type Row = Readonly<Record<string, unknown>>;

export function readBackups([row]: readonly Row[]): BackupsSeen | undefined {
  if (row === undefined) return undefined;
  return {
    database: String(row.databaseName),
    recovery: String(row.recovery),
    fullAgeMs: ageOf(row.fullSeconds),
    differentialAgeMs: ageOf(row.differentialSeconds),
    logAgeMs: ageOf(row.logSeconds),
  };
}

function ageOf(seconds: unknown): number | undefined {
  return seconds === null || seconds === undefined ? undefined : Math.max(0, Number(seconds) * 1000);
}

export function readTuningObjects(rows: readonly Row[]): { table: string; name: string }[] {
  return rows.map((row) => ({ table: String(row.tableName), name: String(row.objectName) }));
}

export function readLicence([row]: readonly Row[]) {
  const [rows, different, bytes] = [row?.licences, row?.different, row?.bytes ?? 0].map(Number);
  if (rows === undefined || different === undefined || bytes === undefined) return undefined;
  return [rows, different, bytes].every(Number.isSafeInteger) ? { rows, different, bytes } : undefined;
}

export function readCount([row]: readonly Row[]): number | undefined {
  const count = Number(row?.scripts);
  return Number.isSafeInteger(count) ? count : undefined;
}

/** Times come as the driver gives them. */
export function readSelf([row]: readonly Row[]) {
  const now = row?.utcNow as { getTime?: () => number } | undefined;
  const utcMs = now?.getTime?.();
  if (utcMs === undefined || typeof row?.login !== 'string') return undefined;
  return { utcMs, name: row.login, administrator: Number(row.administrator) === 1 };
}

/** Machines with a connection of a program of our name; undefined where only our own connections are shown. */
export function fairleadHosts({ rows, own }: ConnectionReading): readonly string[] | undefined {
  const ours = rows.filter(({ program }) => program === own.program).map(({ host }) => host);
  const hosts = [...new Map(ours.map((host) => [host.toLowerCase(), host])).values()];
  return hosts.length <= 1 && ours.length === rows.length ? undefined : hosts;
}
