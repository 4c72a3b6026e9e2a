// Reads what was kept of roles: the whole of it, or nothing. Pure.

import type { Kept, Told } from '../kept.ts';
import { isNumber, isOneOf, isRecord, isText } from './guards.ts';
import { parseMove } from './parse-move.ts';
import { roleNames } from './role-words.ts';

const states: readonly Told['state'][] = ['running', 'stopped', 'absent'];

/** Undefined for what is none. */
export function parseKept(value: unknown): Kept | undefined {
  if (!isRecord(value) || value.version !== 1) return undefined;
  const moves = each(value.moves, parseMove);
  const told = each(value.told, toldOf);
  const dead = each(value.dead, deadOf);
  const known = each(value.known, knownOf);
  if (moves === undefined || told === undefined || dead === undefined || known === undefined)
    return undefined;
  return { moves, told, dead, known };
}

/** Undefined where it is no list, or one of them is none. */
function each<Value>(list: unknown, parse: (value: unknown) => Value | undefined): Value[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const read = list.map(parse).filter((one) => one !== undefined);
  return read.length === list.length ? read : undefined;
}

function toldOf(value: unknown): Told | undefined {
  if (!isRecord(value)) return undefined;
  const { role, server, state, by, atMs } = value;
  if (!isOneOf(roleNames, role) || !isText(server) || !isOneOf(states, state)) return undefined;
  return isText(by) && isNumber(atMs) ? { role, server, state, by, atMs } : undefined;
}

function deadOf(value: unknown): Kept['dead'][number] | undefined {
  if (!isRecord(value)) return undefined;
  const { server, by, atMs } = value;
  return isText(server) && isText(by) && isNumber(atMs) ? { server, by, atMs } : undefined;
}

function knownOf(value: unknown): Kept['known'][number] | undefined {
  if (!isRecord(value)) return undefined;
  const { role, on, sinceMs } = value;
  return isOneOf(roleNames, role) && isText(on) && isNumber(sinceMs) ? { role, on, sinceMs } : undefined;
}
