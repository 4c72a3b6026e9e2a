// Checks a value against the schema, all its errors at once, in the words that explain.ts knows. TypeBox walks the schema
// as it stands: a validator that makes code of it first needs a fifth of a start for a check that runs once.

import Format from 'typebox/format';
import { Errors, Pointer } from 'typebox/schema';
import { Settings } from 'typebox/system';
import type { ValidatorError } from './rules/explain.ts';
import { formats } from './rules/formats.ts';
import type { SchemaNode } from './rules/schema-node.ts';

for (const [name, { problem }] of Object.entries(formats)) {
  Format.Set(name, (text) => problem(text) === undefined);
}

// Not the first eight alone.
Settings.Set({ maxErrors: 10_000 });

type LibraryError = ReturnType<typeof Errors>[1][number];

/** Every error of a value that has its defaults. */
export function errorsOf(schema: SchemaNode, value: unknown): readonly ValidatorError[] {
  const [, errors] = Errors(schema, value);
  return errors.flatMap((error) => told(error, value));
}

function told(error: LibraryError, root: unknown): ValidatorError[] {
  const { keyword, instancePath, params } = error;
  const parent = instancePath.slice(0, instancePath.lastIndexOf('/'));
  const key = Pointer.Indices(instancePath).at(-1) ?? '';
  if (isOfName(error)) return [{ keyword, instancePath: parent, params: { ...params }, propertyName: key }];
  switch (keyword) {
    // A key that may not be there: what stands under it is checked against `false`.
    case 'boolean':
      return [{ keyword: 'additionalProperties', instancePath: parent, params: { additionalProperty: key } }];
    // Both only repeat what was told of the keys themselves.
    case 'additionalProperties':
    case 'propertyNames':
      return [];
    case 'required':
      return error.params.requiredProperties.map((missingProperty) => ({
        keyword,
        instancePath,
        params: { missingProperty },
      }));
    default:
      return [{ keyword, instancePath, params: { ...params }, data: Pointer.Get(root, instancePath) }];
  }
}

/** True where the name of a key is at fault, not its value. */
function isOfName({ schemaPath }: LibraryError): boolean {
  return /(?<!\/properties)\/propertyNames$/.test(schemaPath);
}
