// At which minutes a schedule is due, in the time of a zone, across changes to summer time and back. Pure.
//
// A pattern that names hours follows the calendar: each of its times comes once a day, also in the night in which the
// clock jumps over it (then at the moment of the jump) and in the one that has it twice (then the first time). A pattern
// for every hour follows the time that passes.

import { type Civil, civilOf } from './civil.ts';

/** Fields as node-cron reads them: numbers, and `L`, `0#1` (first Sunday), `5L` (last Friday) for days. */
export type Pattern = {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly (number | string)[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly daysOfWeek: readonly (number | string)[];
};

/** Minutes that a zone is ahead of UTC at a moment; it changes on quarters of an hour only. */
export type Zone = (atMs: number) => number;

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const hourMs = 60 * minuteMs;
/** Further ahead nothing is looked for: the 29th of February comes within. */
const farMs = 8 * 366 * 24 * hourMs;

/** Due minutes after `afterMs` and up to `untilMs`, oldest first. */
export function slotsBetween(pattern: Pattern, zone: Zone, afterMs: number, untilMs: number): number[] {
  const found: number[] = [];
  for (const slot of slots(pattern, zone, afterMs, untilMs)) found.push(slot);
  return found;
}

/** The first due minute after `afterMs`; undefined for a day that never comes. */
export function nextSlot(pattern: Pattern, zone: Zone, afterMs: number): number | undefined {
  for (const slot of slots(pattern, zone, afterMs, afterMs + farMs)) return slot;
  return undefined;
}

/** Which night a moment belongs to: nights last from noon to noon of the zone and are counted from 1970. */
export function nightOf(atMs: number, zone: Zone): number {
  return Math.floor((atMs + zone(atMs) * minuteMs - 12 * hourMs) / (24 * hourMs));
}

function* slots(pattern: Pattern, zone: Zone, afterMs: number, untilMs: number): Generator<number> {
  const first = Math.floor(afterMs / minuteMs) * minuteMs + minuteMs;
  let atMs = first;
  while (atMs <= untilMs) {
    const quarter = Math.floor(atMs / quarterMs) * quarterMs;
    const end = Math.min(quarter + quarterMs, untilMs + 1);
    const jumps = zone(quarter) > zone(quarter - minuteMs);
    if (jumps || mayMatch(pattern, localOf(zone, quarter))) {
      for (; atMs < end; atMs += minuteMs) if (isSlot(pattern, zone, atMs)) yield atMs;
    }
    atMs = quarter + quarterMs;
  }
}

/** All minutes of a quarter are of one hour and day. */
function mayMatch(pattern: Pattern, local: Civil): boolean {
  return pattern.hours.includes(local.hour) && isDay(pattern, local);
}

function isSlot(pattern: Pattern, zone: Zone, atMs: number): boolean {
  const offset = zone(atMs);
  const before = zone(atMs - minuteMs);
  if (pattern.hours.length === 24) return matches(pattern, localOf(zone, atMs));
  if (offset > before) {
    // The clock jumps here: what it jumps over is due now.
    for (let skipped = before - offset; skipped <= 0; skipped += 1)
      if (matches(pattern, civilOf(atMs + (offset + skipped) * minuteMs))) return true;
    return false;
  }
  return matches(pattern, localOf(zone, atMs)) && !isRepeated(zone, atMs);
}

/** True where the clock showed the same time before, ahead of being set back. */
function isRepeated(zone: Zone, atMs: number): boolean {
  const offset = zone(atMs);
  return [1, 2, 3].some((hours) => {
    const earlier = zone(atMs - hours * hourMs);
    return earlier > offset && zone(atMs + (offset - earlier) * minuteMs) === earlier;
  });
}

function matches(pattern: Pattern, local: Civil): boolean {
  return pattern.minutes.includes(local.minute) && mayMatch(pattern, local);
}

function isDay(pattern: Pattern, { month, day, weekday, daysInMonth }: Civil): boolean {
  if (!pattern.months.includes(month)) return false;
  const isLast = day === daysInMonth;
  if (!pattern.daysOfMonth.some((each) => each === day || (each === 'L' && isLast))) return false;
  const turn = Math.floor((day - 1) / 7) + 1;
  const isLastOfKind = day + 7 > daysInMonth;
  return pattern.daysOfWeek.some(
    (each) => each === weekday || each === `${weekday}#${turn}` || (isLastOfKind && each === `${weekday}L`),
  );
}

const localOf = (zone: Zone, atMs: number) => civilOf(atMs + zone(atMs) * minuteMs);
