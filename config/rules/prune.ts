// Takes faulty settings out, so that the rest can be completed with defaults and checked further in the same pass.

import type { Path } from '../errors.ts';
import { childOf, type SchemaNode, schemaAt, typesOf } from './schema-node.ts';

type Tree = { [key: string]: unknown };

/**
 * Gives a copy of `value` without what stands at `paths`. Where a setting that must be there goes, the section around
 * it goes too; where one entry of a list goes, the list does, so that positions keep their meaning.
 */
export function prune(root: SchemaNode, value: unknown, paths: readonly Path[]): Tree {
  const copy: Tree = isTree(value) && !Array.isArray(value) ? structuredClone(value) : {};
  for (const path of paths) remove(root, copy, path);
  for (const key of root.required ?? []) if (!(key in copy)) copy[key] = null;
  return copy;
}

/** True where `one` is `other`, or lies within it. */
export const within = (one: Path, other: Path) =>
  one.length >= other.length && other.every((key, index) => key === one[index]);

function remove(root: SchemaNode, tree: Tree, path: Path): void {
  const key = path.at(-1);
  const above = path.slice(0, -1);
  if (key === undefined) return;
  const parent = schemaAt(root, above);
  const required = parent?.required?.includes(String(key)) ?? false;
  const container = above.reduce<unknown>((each, step) => (isTree(each) ? each[step] : undefined), tree);
  if (typeof key === 'number' || (required && !mayBeNull(parent, key))) {
    remove(root, tree, above);
  } else if (isTree(container)) {
    delete container[key];
  }
}

const mayBeNull = (parent: SchemaNode | undefined, key: string) =>
  typesOf((parent && childOf(parent, key)) ?? {}).includes('null');

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;
