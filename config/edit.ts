// Sets values in the text of a configuration file, comments and layout untouched. Used by `fairlead discover`; which
// value goes where is not decided here, and the disk is not touched (see write-file.ts).

import { isDeepStrictEqual } from 'node:util';
import { type Document, isAlias, isMap, isScalar, type Node, type Pair, parse, parseDocument } from 'yaml';
import { ConfigurationEditError } from './errors.ts';
import { changeFor, type Spot } from './rules/yaml-edit.ts';

export type Edit = {
  readonly path: readonly string[];
  /** A text is taken as it is: it never becomes a reference such as `${env:NAME}`. */
  readonly value: string | number | boolean | null;
};

/**
 * Gives `text` with every edit made. Throws a ConfigurationEditError where the text is no YAML, where something else
 * stands in the way, or where anything but the edited settings would change.
 */
export function setValues(text: string, edits: readonly Edit[]): string {
  return edits.reduce(setValue, text);
}

function setValue(text: string, { path, value: given }: Edit): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw refusal(path, 'the file is no valid YAML');
  const value = typeof given === 'string' ? given.replaceAll('${', () => '$${') : given;
  const edited = changed(text, document, path, scalarText(value));
  if (edited === undefined) throw refusal(path, 'something else stands there');
  const again = parseDocument(edited);
  if (again.errors.length > 0 || !isDeepStrictEqual(again.toJS(), withValue(document.toJS(), path, value))) {
    throw refusal(path, 'it cannot be set without changing something else');
  }
  return edited;
}

const refusal = (path: readonly string[], why: string) =>
  new ConfigurationEditError(`${path.join('.')} was not written: ${why}; write it by hand`);

function changed(
  text: string,
  document: Document,
  path: readonly string[],
  scalar: string,
): string | undefined {
  const root = document.contents as Node | null;
  if (root !== null) {
    const change = changeFor(text, spotOf(root), path, scalar);
    return change && text.slice(0, change.start) + change.text + text.slice(change.end);
  }
  const lines = path.map((key, depth) => `${'  '.repeat(depth)}${key}:`);
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${lines.join('\n')} ${scalar}\n`;
}

/** Plain where that says the same in every place, else in double quotes: JSON is YAML. */
function scalarText(value: Edit['value']): string {
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(value) && parse(value) === value ? value : JSON.stringify(value);
}

function spotOf(node: Node | null): Spot {
  const [start, end] = node?.range ?? [0, 0];
  if (node === null) return { kind: 'scalar', start, end, empty: true };
  if (isAlias(node) || node.tag !== undefined || node.anchor !== undefined)
    return { kind: 'other', start, end };
  if (isScalar(node)) {
    return { kind: 'scalar', start, end, empty: node.value === null && start === end };
  }
  if (!isMap(node)) return { kind: 'other', start, end };
  const entries = (node.items as Pair<Node, Node | null>[]).map(({ key, value }) => ({
    key: isScalar(key) ? String(key.value) : '',
    keyStart: key.range?.[0] ?? 0,
    keyEnd: key.range?.[1] ?? 0,
    value: spotOf(value),
  }));
  return { kind: 'map', flow: node.flow === true, start, end, entries };
}

function withValue(value: unknown, [key, ...rest]: readonly string[], wanted: unknown): unknown {
  if (key === undefined) return wanted;
  const section = typeof value === 'object' && value !== null ? value : {};
  const inner = (section as Readonly<Record<string, unknown>>)[key];
  return { ...section, [key]: withValue(inner, rest, wanted) };
}
