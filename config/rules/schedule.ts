// What a schedule of five fields must look like (minute, hour, day of month, month, day of week), and what is wrong with
// one. Narrower than what cron takes: nothing whose meaning differs between programs. Pure.

type Field = {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
  /** Forms beside numbers. */
  readonly special?: RegExp;
};

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31, special: /^L$/ },
  { name: 'month', least: 1, most: 12, words: months },
  { name: 'day of week', least: 0, most: 7, words: days, special: /^[0-7](#[1-5]|L)$/ },
];

export const scheduleAllowed =
  'five fields as in cron, such as "0 1 * * 0": minute, hour, day of month (L: the last), month, day of week ' +
  '(0 is Sunday, 0#1 the first one of the month)';

/** The end of a sentence that begins with the value; undefined where nothing is wrong. */
export function scheduleProblem(text: string): string | undefined {
  const parts = text.split(' ');
  if (parts.length !== fields.length) return 'is no schedule of five fields';
  for (const [index, field] of fields.entries()) {
    const problem = fieldProblem(parts[index] ?? '', field);
    if (problem !== undefined) return problem;
  }
  if (parts[2] !== '*' && parts[4] !== '*')
    return 'has a day of the month and a day of the week, which programs read differently: write 0#1 for the first Sunday';
  return dayThatNeverComes(parts[2] ?? '*', parts[3] ?? '*');
}

function fieldProblem(text: string, field: Field): string | undefined {
  const wrong = text.split(',').find((item) => !isItem(item, field));
  return wrong === undefined ? undefined : `has "${wrong}" as ${field.name}`;
}

/** `*`, `5`, `1-5`, each perhaps with `/2` behind it but for a single number. */
function isItem(item: string, field: Field): boolean {
  if (field.special?.test(item)) return true;
  const [range = '', step, ...rest] = item.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d?$/.test(step))) return false;
  if (range === '*') return true;
  const [from = '', to, ...more] = range.split('-');
  if (more.length > 0 || (to === undefined && step !== undefined)) return false;
  const first = numberOf(from, field);
  if (first === undefined || to === undefined) return first !== undefined;
  const last = numberOf(to, field);
  return last !== undefined && first <= last;
}

function numberOf(text: string, { least, most, words = [] }: Field): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  if (word !== -1) return word + least;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The 30th of February. */
function dayThatNeverComes(day: string, month: string): string | undefined {
  if (!/^\d+$/.test(day) || !/^[\da-z]+$/i.test(month)) return undefined;
  const index = (numberOf(month, fields[3] as Field) ?? 1) - 1;
  return Number(day) > (longest[index] ?? 31) ? 'names a day that never comes' : undefined;
}

/** Whether the system knows a zone of that name. */
export function timeZoneProblem(text: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: text });
    return undefined;
  } catch {
    return 'is no time zone that this system knows';
  }
}
