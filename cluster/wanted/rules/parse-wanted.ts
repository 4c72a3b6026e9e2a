// Reads what was kept of wanted states: the whole of it, or the reason why it cannot be used. Pure.

import type { DrainPolicy } from '../../model.ts';
import { tryJson } from '../../rules/try-json.ts';
import type { AfterDeadline, DrainEnd, DrainFacts, Wanted, WantedEntry, WantedState } from '../entry.ts';

const version = 1;
const policies: readonly DrainPolicy[] = ['finish', 'no-extension', 'now'];
const afterDeadlines: readonly AfterDeadline[] = ['keep', 'now', 'maintenance'];
const ends: readonly DrainEnd['kind'][] = ['drained', 'deadline-reached'];

/** The text of the file. */
export function wantedText({ entries, unknownSinceMs }: Wanted): string {
  return `${JSON.stringify({ version, unknownSinceMs: unknownSinceMs ?? null, entries }, undefined, 2)}\n`;
}

/** What the text says, or in a few words why it says nothing: half a truth about who serves is none. */
export function parseWanted(text: string): Wanted | string {
  const value = tryJson(text);
  if (!isRecord(value)) return 'it is no JSON object';
  if (value.version !== version) return `it has version ${String(value.version)}, not ${version}`;
  if (!Array.isArray(value.entries)) return 'it has no list of entries';
  const entries = value.entries.map(parseWantedEntry);
  const bad = entries.indexOf(undefined);
  if (bad >= 0) return `its entry ${bad + 1} is damaged`;
  const unknownSinceMs = typeof value.unknownSinceMs === 'number' ? value.unknownSinceMs : undefined;
  return { entries: entries.filter((each) => each !== undefined), unknownSinceMs };
}

/** One entry as it is kept and told; undefined for what is none. */
export function parseWantedEntry(value: unknown): WantedEntry | undefined {
  if (!isRecord(value) || typeof value.server !== 'string' || typeof value.name !== 'string')
    return undefined;
  const admin = stateOf(value.admin);
  const drain = value.drain === undefined ? undefined : drainOf(value.drain);
  if (admin === undefined || (drain === undefined && value.drain !== undefined)) return undefined;
  return { server: value.server, name: value.name, admin, drain };
}

function stateOf(value: unknown): WantedState | undefined {
  if (!isRecord(value) || !isTime(value.sinceMs)) return undefined;
  const { state, sinceMs, by, reason, untilMs, policy, idleLimitMs } = value;
  if (state === 'in-service') {
    if (!isOptionalText(by) || !isOptionalText(reason)) return undefined;
    return { state, sinceMs, by, reason };
  }
  if (typeof by !== 'string' || typeof reason !== 'string' || !isOptionalTime(untilMs)) return undefined;
  const wish = { sinceMs, by, reason, untilMs };
  if (state === 'maintenance') return { ...wish, state };
  if (state !== 'draining' || !isOneOf(policies, policy) || !isOptionalTime(idleLimitMs)) return undefined;
  return { ...wish, state, policy, idleLimitMs };
}

function drainOf(value: unknown): DrainFacts | undefined {
  if (!isRecord(value)) return undefined;
  const { deadlineMs, afterDeadline, usersAtStart, end } = value;
  if (!isOptionalTime(deadlineMs) || !isOneOf(afterDeadlines, afterDeadline) || !isTime(usersAtStart))
    return undefined;
  if (end === undefined) return { deadlineMs, afterDeadline, usersAtStart, end };
  if (!isRecord(end) || !isOneOf(ends, end.kind) || !isTime(end.atMs) || !isTime(end.left)) return undefined;
  return { deadlineMs, afterDeadline, usersAtStart, end: { kind: end.kind, atMs: end.atMs, left: end.left } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isOptionalTime(value: unknown): value is number | undefined {
  return value === undefined || isTime(value);
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function isOneOf<Word extends string>(words: readonly Word[], value: unknown): value is Word {
  return words.includes(value as Word);
}
