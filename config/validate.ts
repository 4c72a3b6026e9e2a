// The one place that runs the JSON Schema validator: all errors of a value, and a value with its defaults filled in.

import { Ajv, type ValidateFunction } from 'ajv';
import type { ValidatorError } from './rules/explain.ts';
import { type FormatName, formats } from './rules/formats.ts';
import type { SchemaNode } from './rules/schema-node.ts';

export type Validator = {
  /** All errors, none for a good value. Does not touch it. */
  readonly errors: (value: unknown) => readonly ValidatorError[];
  /** A copy with defaults wherever something may be left out. The value must be good, or lack what has defaults. */
  readonly complete: (value: unknown) => unknown;
};

export function createValidator(schema: SchemaNode): Validator {
  // One for both: to make it takes longer than to use it, and it changes only what it is given.
  const fill = compiled(schema);
  return {
    errors: (value) => (fill(structuredClone(value)) ? [] : (fill.errors ?? [])),
    complete: (value) => {
      const copy = structuredClone(value);
      fill(copy);
      return copy;
    },
  };
}

/** A check that runs once need not be quick, but be made quickly; that the schema is one, a test tells. */
const options = {
  allErrors: true,
  verbose: true,
  allowUnionTypes: true,
  validateSchema: false,
  meta: false,
  useDefaults: true,
  code: { optimize: false },
} as const;

function compiled(schema: SchemaNode): ValidateFunction {
  const ajv = new Ajv(options);
  ajv.addVocabulary(['unit', 'secret']);
  for (const [name, { problem }] of Object.entries(formats)) {
    ajv.addFormat(name as FormatName, (text: string) => problem(text) === undefined);
  }
  return ajv.compile(schema);
}
