// What the cluster says of itself beside its servers (F1): own balancing, DTLS server, version, lock.

import type { ParameterNames } from '../crm.ts';
import type { ClusterFlags, SystemLock } from '../model.ts';
import { parseBoolean, parseTime } from './setting-values.ts';

/** A lock of the CRM lapses by itself after this time (F1). */
export const lockLapsesMs = 3 * 60 * 60 * 1000;

type ReadTimes = { readonly readAtMs: number; readonly utcOffsetMinutes: number };

/** Reads the flags; `value` gives the value of a row by its name, undefined where there is none. */
export function readFlags(
  value: (name: string | null) => string | undefined,
  parameters: ParameterNames,
  times: ReadTimes,
): ClusterFlags {
  const text = (name: string | null) => value(name)?.trim() || undefined;
  return {
    ownBalancing: parseBoolean(value(parameters.ownBalancing)),
    // Some sites write the list's `;` behind the one name too.
    dtlsServer: text(parameters.dtlsServer)?.replace(/;+$/, '') || undefined,
    version: text(parameters.version),
    lock: readLock(text(parameters.lockedBy), text(parameters.lockedSince), times),
  };
}

/** A lock without a readable time counts as standing: better told once too often. */
function readLock(
  by: string | undefined,
  since: string | undefined,
  times: ReadTimes,
): SystemLock | undefined {
  if (by === undefined) return undefined;
  const sinceMs = parseTime(since, times.utcOffsetMinutes);
  if (sinceMs !== undefined && sinceMs + lockLapsesMs <= times.readAtMs) return undefined;
  return { lockedBy: by, sinceMs };
}
