// Checks a value against the schema, with all its errors at once, and fills in what may be left out. It knows the part of
// JSON Schema that SchemaNode names and says the same as ajv, which needs 100 ms of each start to compile the schema.

import type { ValidatorError } from './explain.ts';
import { formats } from './formats.ts';
import { childOf, type SchemaNode, typesOf } from './schema-node.ts';

/** A copy with the default of every setting that is not there. What does not fit stays as it is. */
export function withDefaults(node: SchemaNode | undefined, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withDefaults(node?.items, each));
  if (!isSection(value)) return value;
  const missing = Object.entries(node?.properties ?? {}).flatMap(([key, child]) =>
    value[key] === undefined && child.default !== undefined ? [[key, child.default] as const] : [],
  );
  const all = [...Object.entries(value), ...missing];
  return Object.fromEntries(all.map(([key, each]) => [key, withDefaults(node && childOf(node, key), each)]));
}

/** Every error of a value that has its defaults; `at` is the JSON pointer (RFC 6901) to it. */
export function errorsOf(node: SchemaNode, value: unknown, at = ''): readonly ValidatorError[] {
  const wrong = (keyword: string, params = {}): ValidatorError => ({
    keyword,
    instancePath: at,
    params,
    data: value,
  });
  const types = typesOf(node);
  const fits = types.length === 0 || types.some((type) => isOfType(type, value));
  return [
    ...(fits ? [] : [wrong('type')]),
    ...(node.enum !== undefined && !node.enum.includes(value) ? [wrong('enum')] : []),
    ...(typeof value === 'number' ? numberErrors(node, value, wrong) : []),
    ...(typeof value === 'string' ? textErrors(node, value, wrong) : []),
    ...(Array.isArray(value) ? listErrors(node, value, { at, wrong }) : []),
    ...(isSection(value) ? sectionErrors(node, value, { at, wrong }) : []),
  ];
}

type Wrong = (keyword: string, params?: Readonly<Record<string, unknown>>) => ValidatorError;
type Place = { readonly at: string; readonly wrong: Wrong };

function numberErrors({ minimum, maximum }: SchemaNode, value: number, wrong: Wrong): ValidatorError[] {
  if (!Number.isFinite(value)) return [];
  return [
    ...(maximum !== undefined && value > maximum ? [wrong('maximum')] : []),
    ...(minimum !== undefined && value < minimum ? [wrong('minimum')] : []),
  ];
}

function textErrors({ minLength, format }: SchemaNode, value: string, wrong: Wrong): ValidatorError[] {
  return [
    ...(minLength !== undefined && [...value].length < minLength ? [wrong('minLength')] : []),
    ...(format !== undefined && formats[format].problem(value) !== undefined ? [wrong('format')] : []),
  ];
}

function listErrors(
  { minItems, maxItems, items }: SchemaNode,
  value: readonly unknown[],
  { at, wrong }: Place,
): ValidatorError[] {
  return [
    ...(maxItems !== undefined && value.length > maxItems ? [wrong('maxItems', { limit: maxItems })] : []),
    ...(minItems !== undefined && value.length < minItems ? [wrong('minItems', { limit: minItems })] : []),
    ...(items === undefined ? [] : value.flatMap((each, index) => errorsOf(items, each, `${at}/${index}`))),
  ];
}

function sectionErrors(
  node: SchemaNode,
  value: Readonly<Record<string, unknown>>,
  { at, wrong }: Place,
): ValidatorError[] {
  const { required = [], propertyNames, additionalProperties } = node;
  const missing = required.filter((key) => value[key] === undefined);
  const keys = Object.keys(value);
  const unknown = keys.filter((key) => additionalProperties === false && childOf(node, key) === undefined);
  const inside = keys.flatMap((key) => {
    const child = childOf(node, key);
    const known = child !== undefined && value[key] !== undefined;
    return known ? errorsOf(child, value[key], `${at}/${escaped(key)}`) : [];
  });
  return [
    ...missing.map((key) => wrong('required', { missingProperty: key })),
    ...(propertyNames === undefined ? [] : keys.flatMap((key) => nameErrors(propertyNames, key, at))),
    ...unknown.map((key) => wrong('additionalProperties', { additionalProperty: key })),
    ...inside,
  ];
}

function nameErrors(node: SchemaNode, name: string, at: string): ValidatorError[] {
  return errorsOf(node, name, at).map((error) => ({ ...error, propertyName: name }));
}

const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isSection(value);
    case 'number':
      return Number.isFinite(value);
    case 'integer':
      return Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string';
  }
}
