// YAML text -> plain values, the place of every key and value, and what is wrong with the YAML itself.
// What the values mean is no concern of this file.

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import type { Finding, Path } from './errors.ts';
import { syntaxText } from './rules/syntax.ts';

export type Place = { readonly line: number; readonly column: number };

/** Where a setting stands. The key of a list entry is the entry itself. */
export type Places = { readonly key: Place; readonly value: Place };

/** A finding whose place is known from the start. `broken`: what stands behind it cannot be relied on. */
export type PlacedFinding = Finding & { readonly place: Place; readonly broken: boolean };

export type ConfigurationDocument = {
  readonly value: unknown;
  /** By `placeKey(path)`. */
  readonly places: ReadonlyMap<string, Places>;
  readonly findings: readonly PlacedFinding[];
};

export const placeKey = (path: Path) => JSON.stringify(path);

const limits = { characters: 262_144, depth: 16, nodes: 20_000, syntaxFindings: 20 } as const;

/** Never throws; a file too large is one finding. Key and value of a duplicate key are those that came last. */
export function readDocument(text: string): ConfigurationDocument {
  const start = { line: 1, column: 1 };
  if (text.length > limits.characters) {
    const finding = syntaxFinding([], `the file is longer than ${limits.characters} characters`, null);
    return { value: {}, places: new Map(), findings: [{ ...finding, place: start, broken: true }] };
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return line > 0 ? { line, column: col } : start;
  };
  const findings = parserFindings(document, placeAt);
  const walk: Walk = {
    places: new Map(),
    findings,
    placeAt,
    resolve: (node) => (isAlias(node) ? node.resolve(document) : node),
    nodes: 0,
  };
  const root = document.contents as Node | null;
  walk.places.set(placeKey([]), { key: start, value: start });
  return { value: root === null ? {} : readNode(root, [], walk), places: walk.places, findings };
}

/** One for each line, and no more than the first few: what follows a broken line mostly follows from it. */
function parserFindings(document: Document, placeAt: (offset: number) => Place): PlacedFinding[] {
  const found = [...document.errors, ...document.warnings].map((error) => {
    const quote = openQuote(document, error);
    const {
      message,
      suggestion,
      local = false,
    } = syntaxText(quote === undefined ? error.code : 'OPEN_QUOTE');
    const place = placeAt(quote ?? error.pos[0]);
    return { ...syntaxFinding([], message, suggestion), place, broken: !local };
  });
  return found
    .filter(({ place }, index) => found.findIndex((other) => other.place.line === place.line) === index)
    .slice(0, limits.syntaxFindings);
}

/** The parser sees at the end of the file that a quote is open; an operator wants to know where it began. */
function openQuote(document: Document, { code, pos }: Document['errors'][number]): number | undefined {
  if (code !== 'MISSING_CHAR') return undefined;
  let start: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE') && range && range[0] < pos[0] && range[1] >= pos[0]) start = range[0];
    },
  });
  return start;
}

type Walk = {
  readonly places: Map<string, Places>;
  readonly findings: PlacedFinding[];
  readonly placeAt: (offset: number) => Place;
  readonly resolve: (node: Node) => Node | undefined;
  nodes: number;
};

function readNode(given: Node | null, path: Path, walk: Walk): unknown {
  const node = given && walk.resolve(given);
  walk.nodes += 1;
  if (path.length > limits.depth || walk.nodes > limits.nodes) {
    const first = Number.isFinite(walk.nodes);
    if (first) walk.findings.push(tooMuch(path, walk.placeAt(given?.range?.[0] ?? 0)));
    walk.nodes = Number.POSITIVE_INFINITY;
    return null;
  }
  if (isAlias(given) && !node) walk.findings.push(noAnchor(path, walk.placeAt(given.range?.[0] ?? 0)));
  if (isMap(node)) return mapValue(node.items as Pair<Node, Node | null>[], path, walk);
  if (isSeq(node))
    return (node.items as Node[]).map((item, index) => listEntry(item, [...path, index], walk));
  return isScalar(node) ? (node.value ?? null) : null;
}

function listEntry(item: Node, path: Path, walk: Walk): unknown {
  const place = walk.placeAt(item.range?.[0] ?? 0);
  walk.places.set(placeKey(path), { key: place, value: place });
  return readNode(item, path, walk);
}

function mapValue(pairs: readonly Pair<Node, Node | null>[], path: Path, walk: Walk): unknown {
  const seen = new Map<string, Place>();
  const entries = pairs.map(({ key, value }) => {
    const keyPlace = walk.placeAt(key?.range?.[0] ?? value?.range?.[0] ?? 0);
    const name = isScalar(key) ? String(key.value) : '?';
    const first = seen.get(name);
    if (first) walk.findings.push(duplicate([...path, name], keyPlace, first));
    seen.set(name, keyPlace);
    const empty = value === null || (isScalar(value) && value.value === null && value.source === '');
    const valuePlace = empty ? keyPlace : walk.placeAt(value.range?.[0] ?? 0);
    walk.places.set(placeKey([...path, name]), { key: keyPlace, value: valuePlace });
    return [name, readNode(value, [...path, name], walk)] as const;
  });
  return Object.fromEntries(entries);
}

const syntaxFinding = (path: Path, message: string, suggestion: string | null): Finding => ({
  severity: 'fault',
  code: 'CFG_SYNTAX',
  path,
  at: 'value',
  message,
  allowed: null,
  suggestion,
});

const tooMuch = (path: Path, place: Place): PlacedFinding => ({
  ...syntaxFinding(path, 'there is too much, or it lies too deep, for a configuration', null),
  place,
  broken: true,
});

const duplicate = (path: Path, place: Place, first: Place): PlacedFinding => ({
  ...syntaxFinding(path, `is written twice; first in line ${first.line}`, 'keep one of the two'),
  code: 'CFG_DUPLICATE',
  place,
  broken: false,
});

function noAnchor(path: Path, place: Place): PlacedFinding {
  const { message, suggestion } = syntaxText('BAD_ALIAS');
  return { ...syntaxFinding(path, message, suggestion), place, broken: false };
}
