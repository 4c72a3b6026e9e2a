// Checks what somebody sends to an operation. Loaded with the first one: the library is 300 files.

import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

export type CheckedInput = { readonly value: unknown } | { readonly problem: string };

/** The value as the operation wants it. What stands in an address is text: a GET has it made into numbers first. */
export function checkInput(method: 'GET' | 'POST', schema: TSchema, sent: unknown): CheckedInput {
  const value = method === 'GET' ? Value.Convert(schema, sent) : sent;
  return Value.Check(schema, value) ? { value } : { problem: problemOf(schema, value) };
}

/** Every fault of the input in one sentence. */
function problemOf(schema: TSchema, value: unknown): string {
  const faults = [...Value.Errors(schema, value)].map(({ instancePath, message }) => {
    const where = instancePath.slice(1).replaceAll('/', '.');
    return where === '' ? message : `${where}: ${message}`;
  });
  return [...new Set(faults)].slice(0, 10).join('; ');
}
