// Instants as text and back without the clock or the locale of the machine: ISO 8601 in UTC, and short forms for
// people. Pure arithmetic on the proleptic Gregorian calendar.

const dayMs = 86_400_000;

/** `2026-11-21T05:48:00.123Z`. */
export function isoTime(ms: number): string {
  const days = Math.floor(ms / dayMs);
  const rest = Math.floor(ms - days * dayMs);
  const [year, month, day] = civil(days);
  const part = (value: number, width = 2) => String(value).padStart(width, '0');
  const time = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  return `${part(year, 4)}-${part(month)}-${part(day)}T${time.map((each) => part(each)).join(':')}.${part(rest % 1000, 3)}Z`;
}

/** Null where there is no such instant. */
export function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : isoTime(ms);
}

/** Milliseconds of an ISO 8601 instant in UTC, with or without a fraction; undefined if it is none. */
export function parseIsoTime(text: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?Z$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const fraction = Number((match[7] ?? '').padEnd(3, '0'));
  return ((daysOf(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction;
}

/** For sentences: `14:02 UTC`, with the day before it where that is not the day of `nowMs`. */
export function shortTime(ms: number, nowMs: number): string {
  const text = isoTime(ms);
  const clock = `${text.slice(11, 16)} UTC`;
  return isoTime(nowMs).slice(0, 10) === text.slice(0, 10) ? clock : `${text.slice(0, 10)} ${clock}`;
}

/** The same of an instant as documents tell it; a text that is none stays as it is. */
export function shortTimeOf(text: string, nowMs: number): string {
  const atMs = parseIsoTime(text);
  return atMs === undefined ? text : shortTime(atMs, nowMs);
}

/** For tables: the two largest units, such as `4s`, `12m`, `3h12m`, `2d4h`. */
export function shortDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first === -1) return '0s';
  const shown = first >= 2 ? units.slice(first, first + 1) : units.slice(first, first + 2);
  return shown
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join('');
}

/** Days since 1970-01-01 as year, month, day. Years are counted from March, so that the leap day comes last. */
function civil(days: number): readonly [number, number, number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return [
    yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  ];
}

/** The inverse of `civil`. */
function daysOf(year: number, month: number, day: number): number {
  const fromMarch = month > 2 ? year : year - 1;
  const era = Math.floor(fromMarch / 400);
  const yearOfEra = fromMarch - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
