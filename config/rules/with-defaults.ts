// Fills in what may be left out of a configuration. Checks nothing.

import { childOf, type SchemaNode } from './schema-node.ts';

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

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
