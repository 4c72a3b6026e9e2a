// What an operator probably meant by a value that is not allowed, as a sentence; null where there is no telling.

import { formats } from './formats.ts';
import { nearest } from './nearest.ts';
import { type SchemaNode, typesOf } from './schema-node.ts';

/** Never repeats the value of a secret setting. */
export function suggestValue(node: SchemaNode, value: unknown): string | null {
  const types = typesOf(node);
  if (value === null) return emptySuggestion(node);
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    return node.secret ? 'put it in quotes' : `put it in quotes: "${value}"`;
  }
  if (typeof value !== 'string' || node.secret) return null;
  if (types.includes('boolean') || node.enum?.includes(true)) {
    const meant = truthOf(value);
    if (meant !== undefined) return `write ${meant}`;
  }
  if (types.includes('integer') || types.includes('number')) return numberSuggestion(node, value);
  if (types.includes('array')) return `write it as a list: [${JSON.stringify(value)}]`;
  return textSuggestion(node, value);
}

function textSuggestion(node: SchemaNode, value: string): string | null {
  const choices = node.enum?.filter((each) => typeof each === 'string');
  const meant = choices ? nearest(value, choices) : node.format && formats[node.format].mend?.(value);
  return meant === undefined ? null : `did you mean ${meant}?`;
}

function emptySuggestion(node: SchemaNode): string | null {
  if (typesOf(node).includes('null')) return null;
  return node.default === undefined || node.properties
    ? null
    : `leave the line out for ${JSON.stringify(node.default)}`;
}

function truthOf(value: string): boolean | undefined {
  if (/^(true|yes|on|y|1|enabled)$/i.test(value)) return true;
  return /^(false|no|off|n|0|disabled)$/i.test(value) ? false : undefined;
}

const millisecondsIn: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};
const bytesIn: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  kb: 1024,
  kib: 1024,
  m: 1_048_576,
  mb: 1_048_576,
  mib: 1_048_576,
};

/** `8080` in quotes, and amounts with a unit such as `5s` or `64kb`. */
function numberSuggestion(node: SchemaNode, value: string): string | null {
  const [, digits, unit = ''] = /^\s*([0-9]+(?:\.[0-9]+)?)\s*([a-z%]*)\s*$/i.exec(value) ?? [];
  if (digits === undefined) return null;
  if (unit === '') return `write ${Number(digits)}, without quotes`;
  const factor = factorOf(node, unit.toLowerCase());
  return factor === undefined ? null : `write ${Number(digits) * factor}`;
}

function factorOf(node: SchemaNode, unit: string): number | undefined {
  if (unit === '%') return node.maximum === 1 ? 0.01 : undefined;
  if (node.unit === 'bytes') return bytesIn[unit];
  const ms = millisecondsIn[unit];
  if (ms === undefined) return undefined;
  if (node.unit === 'milliseconds') return ms;
  return node.unit === 'seconds' ? ms / 1_000 : node.unit === 'minutes' ? ms / 60_000 : undefined;
}
