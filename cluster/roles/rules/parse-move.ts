// Reads a move as it was kept or told: the whole of it, or nothing. Pure.

import type { Move, MoveDeed, MoveEnd, MoveVersion } from '../role.ts';
import { moveCauses, moveOutcomes, roleNames } from './role-words.ts';

const headings: readonly Move['heading'][] = ['there', 'back'];

/** Undefined for what is none. */
export function parseMove(value: unknown): Move | undefined {
  if (!isRecord(value)) return undefined;
  const { role, from, to, by, why, cause, beganAtMs, fence, heading, failedStarts, refreshSinceMs } = value;
  const version = versionOf(value.version, fence);
  const deeds = Array.isArray(value.deeds) ? value.deeds.map(deedOf) : [undefined];
  const end = value.end === undefined ? undefined : endOf(value.end);
  if (!isOneOf(roleNames, role) || !isOneOf(moveCauses, cause) || !isOneOf(headings, heading))
    return undefined;
  if (!isOptional(isText, from) || !isText(to) || !isText(by) || !isText(why)) return undefined;
  if (!isNumber(beganAtMs) || !isNumber(fence) || !isNumber(failedStarts)) return undefined;
  if (!isOptional(isNumber, refreshSinceMs) || version === undefined) return undefined;
  if (!deeds.every((each) => each !== undefined) || (end === undefined && value.end !== undefined))
    return undefined;
  const who = { role, from, to, by, why, cause };
  return { ...who, beganAtMs, fence, version, heading, failedStarts, refreshSinceMs, deeds, end };
}

/** The same with its times on our clock. `aheadMs`: how far the clock of whoever told it is ahead. */
export function onOurClock(move: Move, aheadMs: number): Move {
  const { beganAtMs, refreshSinceMs, deeds, end } = move;
  const ours = <Timed extends { readonly atMs: number }>(timed: Timed): Timed => ({
    ...timed,
    atMs: timed.atMs - aheadMs,
  });
  return {
    ...move,
    beganAtMs: beganAtMs - aheadMs,
    refreshSinceMs: refreshSinceMs === undefined ? undefined : refreshSinceMs - aheadMs,
    deeds: deeds.map(ours),
    end: end && ours(end),
  };
}

/** What was kept before moves had versions was written by whoever began it. */
function versionOf(value: unknown, fence: unknown): MoveVersion | undefined {
  if (value === undefined) return isNumber(fence) ? { fence, number: 0 } : undefined;
  if (!isRecord(value) || !isNumber(value.fence) || !isNumber(value.number)) return undefined;
  return { fence: value.fence, number: value.number };
}

function deedOf(value: unknown): MoveDeed | undefined {
  if (!isRecord(value)) return undefined;
  const { atMs, ok, text } = value;
  return isNumber(atMs) && typeof ok === 'boolean' && isText(text) ? { atMs, ok, text } : undefined;
}

function endOf(value: unknown): MoveEnd | undefined {
  if (!isRecord(value)) return undefined;
  const { atMs, outcome, text } = value;
  return isNumber(atMs) && isOneOf(moveOutcomes, outcome) && isText(text)
    ? { atMs, outcome, text }
    : undefined;
}

type Guard<Value> = (value: unknown) => value is Value;

const isOptional = <Value>(guard: Guard<Value>, value: unknown): value is Value | undefined =>
  value === undefined || guard(value);
const isRecord: Guard<Readonly<Record<string, unknown>>> = (
  value,
): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText: Guard<string> = (value): value is string => typeof value === 'string';
const isNumber: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isFinite(value);

function isOneOf<Word extends string>(list: readonly Word[], value: unknown): value is Word {
  return list.includes(value as Word);
}
