// The schema as plain data (JSON Schema), and how to find one's way in it. What it says is written in ../schema/.

import type { Path } from '../errors.ts';
import { type FormatName, formats } from './formats.ts';

/** The part of JSON Schema that fairlead.yaml uses, with the annotations `unit` and `secret`. */
export type SchemaNode = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: FormatName;
  readonly unit?: string;
  readonly secret?: true;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
};

export const typesOf = ({ type }: SchemaNode): readonly string[] =>
  type === undefined ? [] : typeof type === 'string' ? [type] : type;

/** The schema of what stands under one key or list position; undefined where nothing may. */
export function childOf(node: SchemaNode, key: string | number): SchemaNode | undefined {
  if (typeof key === 'number') return node.items;
  if (node.properties && Object.hasOwn(node.properties, key)) return node.properties[key];
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

export function schemaAt(root: SchemaNode, path: Path): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((node, key) => node && childOf(node, key), root);
}

/** `listen.tls[0].keyFile`; a key with unusual characters is quoted. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[A-Za-z0-9_-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** What may stand there, for people: `a whole number from 1 to 65535, or null`. */
export function allowedText(node: SchemaNode): string {
  const nullable = typesOf(node).includes('null') ? ', or null' : '';
  return `${bareAllowedText(node)}${nullable}`;
}

function bareAllowedText(node: SchemaNode): string {
  if (node.enum)
    return node.enum
      .map(String)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1');
  const types = typesOf(node);
  if (types.includes('integer')) return `a whole number${rangeText(node)}`;
  if (types.includes('number')) return `a number${rangeText(node)}`;
  if (types.includes('boolean')) return 'true or false';
  if (types.includes('array'))
    return `a list, each entry ${node.items ? bareAllowedText(node.items) : 'anything'}`;
  if (types.includes('string')) return node.format ? formats[node.format].allowed : 'text';
  if (node.properties) return `a section with ${Object.keys(node.properties).join(', ')}`;
  return 'names, each with a section of its own';
}

function rangeText({ minimum, maximum, unit }: SchemaNode): string {
  return `${minimum === undefined ? '' : ` from ${minimum} to ${maximum}`}${unit ? ` (${unit})` : ''}`;
}
