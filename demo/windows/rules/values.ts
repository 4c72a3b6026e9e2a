// Arguments of a script, read as the kinds they should have; a missing one ends the script as PowerShell would.

import type { ScriptValues } from './command-line.ts';
import { ScriptError } from './ending.ts';

export function textOf(values: ScriptValues, name: string): string {
  const value = values[name];
  if (typeof value === 'string') return value;
  throw new ScriptError(`Cannot bind argument to parameter '${name}' because it is null.`);
}

export function numberOf(values: ScriptValues, name: string): number {
  const value = values[name];
  if (typeof value === 'number') return value;
  throw new ScriptError(`Cannot convert value of '${name}' to type "System.Double".`);
}

export function textsOf(values: ScriptValues, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.map(String) : [textOf(values, name)];
}

/** `*` and `?` as PowerShell's `-like` takes them, without regard to case. */
export function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(text);
}
