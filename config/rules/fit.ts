// Small kindnesses before the check: an empty section is a section of defaults, and a number or a yes-or-no that came
// from a reference (which can only give text) becomes one. Nothing is guessed where the operator wrote a value.

import type { Path } from '../errors.ts';
import { childOf, type SchemaNode, typesOf } from './schema-node.ts';

type Fit = { readonly isReference: (path: Path) => boolean; readonly path: Path };

/** Gives a new value; what does not fit the schema stays as it is, for the check to tell. */
export function fit(node: SchemaNode, value: unknown, { isReference, path }: Fit): unknown {
  if (value === null) return mayBeEmpty(node) ? {} : null;
  if (typeof value === 'string') return isReference(path) ? converted(node, value) : value;
  if (Array.isArray(value)) {
    return value.map((each, index) =>
      fit(childOf(node, index) ?? {}, each, { isReference, path: [...path, index] }),
    );
  }
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, each]) => {
    const child = childOf(node, key) ?? {};
    return [key, fit(child, each, { isReference, path: [...path, key] })] as const;
  });
  return Object.fromEntries(entries);
}

/** All lines of a section commented out leave its key with nothing behind it. */
function mayBeEmpty(node: SchemaNode): boolean {
  const types = typesOf(node);
  return types.includes('object') && !types.includes('null') && (node.required ?? []).length === 0;
}

function converted(node: SchemaNode, text: string): unknown {
  const types = typesOf(node);
  const numeric = types.includes('integer') || types.includes('number');
  if (numeric && /^-?[0-9]+(\.[0-9]+)?$/.test(text)) return Number(text);
  const yesOrNo = types.includes('boolean') || node.enum?.includes(true);
  return yesOrNo && /^(true|false)$/.test(text) ? text === 'true' : text;
}
