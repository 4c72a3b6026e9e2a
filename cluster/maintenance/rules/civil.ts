// Days, hours and minutes of a moment, by the Gregorian calendar. Pure: whoever calls has added what its zone is ahead.

export type Civil = {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly daysInMonth: number;
};

const dayMs = 86_400_000;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Of milliseconds since 1970. */
export function civilOf(localMs: number): Civil {
  const days = Math.floor(localMs / dayMs);
  const minutes = Math.floor((localMs - days * dayMs) / 60_000);
  const { year, month, day } = dateOf(days);
  return {
    year,
    month,
    day,
    // The first of January 1970 was a Thursday.
    weekday: (((days + 4) % 7) + 7) % 7,
    hour: Math.floor(minutes / 60),
    minute: minutes % 60,
    daysInMonth: month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 31),
  };
}

/** Counts in eras of 400 years that begin with a first of March, so that the leap day comes last. */
function dateOf(days: number): Pick<Civil, 'year' | 'month' | 'day'> {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
