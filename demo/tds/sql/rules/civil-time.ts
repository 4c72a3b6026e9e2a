// Moments without a clock: text of the tables <-> milliseconds since 1970, and the arithmetic of DATEADD and DATEDIFF.
// Everything is UTC; the look-alike's server time zone is UTC.

const dayMs = 86_400_000;

/** Date parts and their short forms, as T-SQL spells them. */
const partNames: Readonly<Record<string, DatePart>> = {
  year: 'year',
  yy: 'year',
  yyyy: 'year',
  quarter: 'quarter',
  qq: 'quarter',
  q: 'quarter',
  month: 'month',
  mm: 'month',
  m: 'month',
  week: 'week',
  wk: 'week',
  ww: 'week',
  day: 'day',
  dd: 'day',
  d: 'day',
  dayofyear: 'day',
  dy: 'day',
  y: 'day',
  weekday: 'day',
  dw: 'day',
  hour: 'hour',
  hh: 'hour',
  minute: 'minute',
  mi: 'minute',
  n: 'minute',
  second: 'second',
  ss: 'second',
  s: 'second',
  millisecond: 'millisecond',
  ms: 'millisecond',
};

export type DatePart =
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond';

const partMs: Readonly<Record<Exclude<DatePart, 'year' | 'quarter' | 'month'>, number>> = {
  week: 7 * dayMs,
  day: dayMs,
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
  millisecond: 1,
};

type Civil = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly msOfDay: number;
};

export function parseDatePart(word: string): DatePart | undefined {
  return partNames[word.toLowerCase()];
}

/**
 * Reads `2026-11-24`, `2026-11-24 09:30[:15[.25]]`, the ISO form with `T` and `Z`, and `20261124[ 09:30]`;
 * gives milliseconds since 1970 or undefined.
 */
export function parseMoment(text: string): number | undefined {
  const match =
    /^\s*(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d{2})(\d{2}))(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?\s*Z?\s*$/.exec(
      text,
    );
  if (!match) return undefined;
  const [year, month, day] = [match[1] ?? match[4], match[2] ?? match[5], match[3] ?? match[6]].map(Number);
  const [hour, minute, second] = [match[7] ?? 0, match[8] ?? 0, match[9] ?? 0].map(Number);
  if (!year || !month || !day || hour === undefined || minute === undefined || second === undefined)
    return undefined;
  if (month > 12 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const fractionMs = Math.trunc(Number(`0.${match[10] ?? 0}`) * 1000);
  return (
    daysFromCivil(year, month, day) * dayMs + hour * 3_600_000 + minute * 60_000 + second * 1_000 + fractionMs
  );
}

/** `2026-11-24 09:30:15.250`; undefined outside the years 1 to 9999. */
export function momentText(momentMs: number): string | undefined {
  const { year, month, day, msOfDay } = civilOf(momentMs);
  if (year < 1 || year > 9999) return undefined;
  const time = [
    Math.floor(msOfDay / 3_600_000),
    Math.floor(msOfDay / 60_000) % 60,
    Math.floor(msOfDay / 1_000) % 60,
  ];
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)} ${time.map((each) => padded(each, 2)).join(':')}.${padded(msOfDay % 1_000, 3)}`;
}

/** DATEADD: months and years keep the day, or take the last one of a shorter month. */
export function addToMoment(part: DatePart, count: number, momentMs: number): number {
  const months = part === 'year' ? 12 : part === 'quarter' ? 3 : part === 'month' ? 1 : undefined;
  if (months === undefined) return momentMs + Math.trunc(count) * partMs[part as keyof typeof partMs];
  const { year, month, day, msOfDay } = civilOf(momentMs);
  const index = year * 12 + month - 1 + Math.trunc(count) * months;
  const [newYear, newMonth] = [Math.floor(index / 12), (index % 12) + 1];
  return daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth))) * dayMs + msOfDay;
}

/** DATEDIFF: how many boundaries of the part lie between, as SQL Server counts (23:59 to 00:01 is one day). */
export function boundariesBetween(part: DatePart, fromMs: number, toMs: number): number {
  const [from, to] = [civilOf(fromMs), civilOf(toMs)];
  const months = to.year * 12 + to.month - (from.year * 12 + from.month);
  switch (part) {
    case 'year':
      return to.year - from.year;
    case 'quarter':
      return (
        to.year * 4 + Math.floor((to.month - 1) / 3) - (from.year * 4 + Math.floor((from.month - 1) / 3))
      );
    case 'month':
      return months;
    case 'week': // weeks begin on Sunday; 1970-01-01 was a Thursday
      return Math.floor((toMs / dayMs + 4) / 7) - Math.floor((fromMs / dayMs + 4) / 7);
    default:
      return Math.floor(toMs / partMs[part]) - Math.floor(fromMs / partMs[part]);
  }
}

/** DATEPART for the parts it shares with DATEADD; a week or a day is that of the month. */
export function partOfMoment(part: DatePart, momentMs: number): number {
  const { year, month, day, msOfDay } = civilOf(momentMs);
  switch (part) {
    case 'year':
      return year;
    case 'quarter':
      return Math.floor((month - 1) / 3) + 1;
    case 'month':
      return month;
    case 'week':
      return boundariesBetween('week', daysFromCivil(year, 1, 1) * dayMs, momentMs) + 1;
    case 'day':
      return day;
    case 'hour':
      return Math.floor(msOfDay / 3_600_000);
    case 'minute':
      return Math.floor(msOfDay / 60_000) % 60;
    case 'second':
      return Math.floor(msOfDay / 1_000) % 60;
    case 'millisecond':
      return msOfDay % 1_000;
  }
}

/** Days from 1970-01-01 in the Gregorian calendar: years begin in March, so that the leap day comes last. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

function civilOf(momentMs: number): Civil {
  const days = Math.floor(momentMs / dayMs);
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = ((shiftedMonth + 2) % 12) + 1;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    msOfDay: momentMs - days * dayMs,
  };
}

function daysInMonth(year: number, month: number): number {
  const next = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
  return next - daysFromCivil(year, month, 1);
}

const padded = (value: number, digits: number) => String(value).padStart(digits, '0');
