// Reads the values of options; a value that does not fit is a usage error that says what would.

import { InvalidArgumentError } from 'commander';

/** Whole number within bounds. */
export function parseCount(least: number, most: number): (value: string) => number {
  return (value) => {
    const count = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (!(count >= least && count <= most)) throw wrong(`a whole number from ${least} to ${most}`);
    return count;
  };
}

/** TCP port, 0 asks for any free one. */
export const parsePort = parseCount(0, 65_535);

/** Number a second, more than 0. */
export function parseRate(value: string): number {
  return parseNumber(value, 0.01, 10_000);
}

/** Seconds between two looks. */
export function parseWatch(value: string): number {
  return parseNumber(value, 0.2, 3600);
}

/** A time such as `90s`, `30m`, `2h` or `1d`, in milliseconds; at least a second, at most 30 days. */
export function parseDuration(value: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(value) ?? [];
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit] ?? Number.NaN;
  const ms = Number(count) * unitMs;
  if (!(ms >= 1_000 && ms <= 30 * 86_400_000)) throw wrong('a time such as 90s, 30m, 2h or 1d');
  return ms;
}

/** Scheme, host and port of an admin listener, without a slash at its end. */
export function parseUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw wrong('an address such as http://127.0.0.1:9090');
  return url.href.replace(/\/+$/, '');
}

/** What to say where one option has no meaning without another. */
export function atLeast(option: string, other: string): string {
  return `${option} needs ${other} with at least 1`;
}

function parseNumber(value: string, least: number, most: number): number {
  const number = /^\d{1,6}(\.\d{1,6})?$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) throw wrong(`a number from ${least} to ${most}`);
  return number;
}

function wrong(allowed: string): InvalidArgumentError {
  return new InvalidArgumentError(`Allowed: ${allowed}.`);
}
