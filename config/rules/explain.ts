// From the validator's dry error to a sentence an operator can act on: what is wrong, what is allowed, what to write.
// Values of secret settings are never shown, nor anything that stands where only a section may.

import type { FaultCode, Finding, Path } from '../errors.ts';
import { formats } from './formats.ts';
import { movedTo } from './moved.ts';
import { nearest } from './nearest.ts';
import { allowedText, childOf, pathText, type SchemaNode, schemaAt, typesOf } from './schema-node.ts';
import { suggestValue } from './suggest.ts';

/** What is needed of an error of the JSON Schema validator. */
export type ValidatorError = {
  readonly keyword: string;
  /** JSON pointer (RFC 6901). */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Set where the name of a key is at fault, not its value. */
  readonly propertyName?: string;
  readonly data?: unknown;
};

/** The reference such as `${env:PORT}` a value came from, if it did: shown in its place. */
export type ReferenceOf = (path: Path) => string | undefined;

/** Gives undefined for errors that only repeat what another one says. */
export function explain(
  root: SchemaNode,
  error: ValidatorError,
  referenceOf: ReferenceOf,
): Finding | undefined {
  const path = pathOf(root, error.instancePath);
  const node = schemaAt(root, path);
  if (!node) return undefined;
  if (error.propertyName !== undefined) return explainName(node, [...path, error.propertyName], error);
  if (error.keyword === 'additionalProperties') {
    return explainUnknown(root, node, [...path, String(error.params.additionalProperty)]);
  }
  if (error.keyword === 'required') return explainMissing(node, path, String(error.params.missingProperty));
  const reference = referenceOf(path);
  const suggestion = reference === undefined ? suggestValue(node, error.data) : null;
  const shown = show(node, error.data, reference);
  return explainValue(node, { path, value: error.data, shown, suggestion }, error);
}

type Given = {
  readonly path: Path;
  readonly value: unknown;
  readonly shown: string;
  readonly suggestion: string | null;
};

function explainValue(
  node: SchemaNode,
  given: Given,
  { keyword, params }: ValidatorError,
): Finding | undefined {
  const { path, value, shown, suggestion } = given;
  const told = (code: FaultCode, message: string) =>
    finding({ code, path, message, allowed: allowedText(node), suggestion });
  switch (keyword) {
    case 'type':
      return told('CFG_TYPE', value === null ? 'is empty' : `${shown} is ${kindOf(node, value)}`);
    case 'enum':
      return told('CFG_CHOICE', value === null ? 'is empty' : `${shown} is none of the choices`);
    case 'minimum':
      return told('CFG_RANGE', `${shown} is too small`);
    case 'maximum':
      return told('CFG_RANGE', `${shown} is too large`);
    case 'minLength':
      return told('CFG_MISSING', `${shown} is empty`);
    case 'minItems':
      return told('CFG_RANGE', 'is an empty list');
    case 'maxItems':
      return told('CFG_RANGE', `has more than ${String(params.limit)} entries`);
    case 'format':
      return told('CFG_FORMAT', `${shown} ${problemOf(node, value)}`);
    default:
      return undefined;
  }
}

function explainUnknown(root: SchemaNode, node: SchemaNode, path: Path): Finding {
  const key = String(path.at(-1));
  const known = Object.keys(node.properties ?? {});
  const meant = nearest(key, known) ?? elsewhere(root, key);
  const suggestion = movedTo(path) ?? (meant === undefined ? null : `did you mean ${meant}?`);
  const finding_ = {
    code: 'CFG_UNKNOWN',
    path,
    message: 'there is no such setting',
    allowed: known.join(', '),
    suggestion,
  } as const;
  return finding({ ...finding_, at: 'key' });
}

function explainMissing(node: SchemaNode, path: Path, key: string): Finding {
  const child = childOf(node, key) ?? {};
  const suggestion = child.description ? `${key}: ${child.description}` : null;
  const missing = { code: 'CFG_MISSING', path: [...path, key], message: 'is missing', suggestion } as const;
  return finding({ ...missing, at: 'key', allowed: allowedText(child) });
}

function explainName(node: SchemaNode, path: Path, { keyword }: ValidatorError): Finding | undefined {
  const format = node.propertyNames?.format;
  if (keyword !== 'format' || !format) return undefined;
  const { allowed, problem } = formats[format];
  const name = String(path.at(-1));
  const message = `${JSON.stringify(name)} ${problem(name)}`;
  return finding({ code: 'CFG_FORMAT', path, at: 'key', message, allowed, suggestion: null });
}

const finding = (parts: Omit<Finding, 'severity' | 'at'> & { readonly at?: Finding['at'] }): Finding => ({
  severity: 'fault',
  at: 'value',
  ...parts,
});

/** The only other places in the file where a setting of that name exists. */
function elsewhere(root: SchemaNode, key: string): string | undefined {
  const places = placesOf(root, key.toLowerCase(), []);
  return places.length > 0 && places.length <= 2 ? places.map(pathText).join(' or ') : undefined;
}

function placesOf(node: SchemaNode, key: string, path: Path): Path[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => [
    ...(name.toLowerCase() === key ? [[...path, name]] : []),
    ...placesOf(child, key, [...path, name]),
  ]);
}

function show(node: SchemaNode, value: unknown, reference: string | undefined): string {
  if (reference !== undefined) return reference;
  const isText = typeof value === 'string';
  if (node.secret || (typeof value === 'object' && value !== null) || (isText && value.includes('@')))
    return 'the value';
  if (node.properties || node.additionalProperties || value === null || value === '') return 'the value';
  const text = isText ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function kindOf(node: SchemaNode, value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return typesOf(node).includes('integer') ? 'not a whole number' : 'a number';
  if (typeof value === 'boolean') return 'true-or-false';
  return typeof value === 'string' ? 'text' : 'a section';
}

const problemOf = (node: SchemaNode, value: unknown) =>
  (node.format && formats[node.format].problem(String(value))) ?? 'is not allowed';

/** A pointer does not tell list positions from keys; the schema does. */
function pathOf(root: SchemaNode, pointer: string): Path {
  const keys = pointer.split('/').slice(1);
  const path: (string | number)[] = [];
  for (const escaped of keys) {
    const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(schemaAt(root, path)?.items ? Number(key) : key);
  }
  return path;
}
