// Reads single values of the settings table (F1): lists, booleans, ports, times. Knows no names of rows.

/** Splits `HOST1;HOST2;`: a trailing `;` is no entry, blanks around an entry go, blank entries stay blank. */
export function parseList(value: string | null | undefined): string[] {
  const entries = (value ?? '').split(';').map((entry) => entry.trim());
  if (entries.at(-1) === '') entries.pop();
  return entries;
}

const yes: ReadonlySet<string> = new Set(['true', 't', 'yes', 'y', '1', 'on']);
const no: ReadonlySet<string> = new Set(['false', 'f', 'no', 'n', '0', 'off']);

/** A boolean in the spellings the CRM uses; undefined where the text is neither. */
export function parseBoolean(value: string | null | undefined): boolean | undefined {
  const word = (value ?? '').trim().toLowerCase();
  if (yes.has(word)) return true;
  if (no.has(word)) return false;
  return undefined;
}

/** A TCP port; undefined where the text is none. */
export function parsePort(value: string | null | undefined): number | undefined {
  const text = (value ?? '').trim();
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/**
 * A time as SQL Server and the CRM write it, in the database server's own time: `2026-11-21 14:05:09[.123]`, with `T`
 * or a blank, `20261121 14:05:09`; an offset or `Z` behind it counts instead. Milliseconds since 1970; undefined where
 * the text is no such time (day and month in unclear order are not guessed at).
 */
export function parseTime(value: string | null | undefined, utcOffsetMinutes: number): number | undefined {
  const match =
    /^\s*(\d{4})-?(\d\d)-?(\d\d)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?\s*(Z|[+-]\d\d:?\d\d)?)?\s*$/i.exec(
      value ?? '',
    );
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  const parts = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (!possible(parts)) return undefined;
  const localMs = utcMs(parts) + Math.trunc(Number(`0.${fraction || '0'}`) * 1000);
  return localMs - (zone === undefined ? utcOffsetMinutes : offsetOf(zone)) * 60_000;
}

function possible([, month, day, hour, minute, second]: readonly [
  number,
  number,
  number,
  number,
  number,
  number,
]) {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 59;
}

/** Days since 1970 by counting 400-year cycles from March, so that leap days fall at the end of a year. */
function utcMs([year, month, day, hour, minute, second]: readonly [
  number,
  number,
  number,
  number,
  number,
  number,
]) {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = (month + 9) % 12;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const days = 365 * marchYear + leapDays + Math.floor((153 * marchMonth + 2) / 5) + day - 1 - 719_468;
  return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000;
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.replaceAll(/\D/g, '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}
