// What node-cron and the system know of schedules and time zones, as plain data for the rules. Decides nothing.

import { validateDetailed } from 'node-cron';
import { ClusterError } from '../errors.ts';
import type { Pattern, Zone } from './rules/calendar.ts';

/** Reads a pattern of five fields. Throws `CLU_SCHEDULE`: the configuration's check lets none through that is none. */
export function readPattern(text: string): Pattern {
  const { valid, fields, errors } = validateDetailed(text);
  if (!valid || fields === undefined || text.trim().split(/\s+/).length !== 5)
    throw new ClusterError(
      'CLU_SCHEDULE',
      `"${text}" is no schedule: ${errors[0]?.message ?? 'it has not five fields'}`,
    );
  const { minute, hour, dayOfMonth, month, dayOfWeek } = fields;
  return { minutes: minute, hours: hour, daysOfMonth: dayOfMonth, months: month, daysOfWeek: dayOfWeek };
}

/** A zone by its IANA name; null is the one of this machine. Throws RangeError for a name nobody knows. */
export function openZone(name: string | null): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    ...(name === null ? {} : { timeZone: name }),
    timeZoneName: 'longOffset',
  });
  const known = new Map<number, number>();
  return (atMs) => {
    const quarter = Math.floor(atMs / quarterMs);
    const before = known.get(quarter);
    if (before !== undefined) return before;
    if (known.size > mostKnown) known.clear();
    const part = format.formatToParts(quarter * quarterMs).find(({ type }) => type === 'timeZoneName');
    const offset = minutesOf(part?.value ?? 'GMT');
    known.set(quarter, offset);
    return offset;
  };
}

/** What this machine calls its own zone, for people. */
export const ownZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

const quarterMs = 900_000;
const mostKnown = 20_000;

/** `GMT`, `GMT+02:00`, `GMT-03:30`; seconds of old local times are left out. */
function minutesOf(text: string): number {
  const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})/.exec(text) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
