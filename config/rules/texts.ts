// Walks a configuration beside its schema: changes texts, or picks some, by what the schema says of them.

import { childOf, type SchemaNode } from './schema-node.ts';

type Change = (text: string, node: SchemaNode) => string;

/** A copy of `value` in which `change` has had its way with every text. */
export function mapTexts(node: SchemaNode, value: unknown, change: Change): unknown {
  if (typeof value === 'string') return change(value, node);
  if (Array.isArray(value))
    return value.map((each, index) => mapTexts(childOf(node, index) ?? {}, each, change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    mapTexts(childOf(node, key) ?? {}, each, change),
  ]);
  return Object.fromEntries(entries);
}

/** Every text of a secret setting. */
export function secretTexts(node: SchemaNode, value: unknown): string[] {
  if (typeof value === 'string') return node.secret ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    secretTexts(childOf(node, Array.isArray(value) ? Number(key) : key) ?? {}, each),
  );
}
