// Findings -> faults with file, line and column, sorted as one reads the file.

import { type ConfigurationDocument, type Place, placeKey } from './document.ts';
import type { Fault, Finding } from './errors.ts';
import { pathText } from './rules/schema-node.ts';

/** What was found about single settings, and between settings. */
export type Found = { readonly settings: readonly Finding[]; readonly crossings: readonly Finding[] };

/**
 * Everything the document and the checks found. Behind a place where the YAML itself is broken nothing is sure: other
 * faults are told only up to there, nothing is called missing, and settings are not held against each other.
 */
export function placeFaults(
  document: ConfigurationDocument,
  { settings, crossings }: Found,
  file: string,
): Fault[] {
  const own = document.findings.map((each) => asFault(each, each.place, file));
  const brokenFrom = Math.min(
    ...document.findings.filter(({ broken }) => broken).map(({ place }) => place.line),
  );
  const whole = brokenFrom === Number.POSITIVE_INFINITY;
  const unreadable = new Set(own.filter(({ code }) => code === 'CFG_SYNTAX').map(({ line }) => line));
  const others = [...settings, ...(whole ? crossings : [])]
    .filter(({ code }) => whole || code !== 'CFG_MISSING')
    .map((each) => asFault(each, placeOf(each, document), file))
    .filter(({ line }) => line < brokenFrom && !unreadable.has(line));
  return [...own, ...others].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Where nothing was written, the section around it is the place. */
function placeOf({ path, at }: Finding, { places }: ConfigurationDocument): Place {
  const exact = places.get(placeKey(path));
  if (exact) return exact[at];
  for (let length = path.length - 1; length > 0; length -= 1) {
    const around = places.get(placeKey(path.slice(0, length)));
    if (around) return around.key;
  }
  return { line: 1, column: 1 };
}

function asFault(
  { severity, code, path, message, allowed, suggestion }: Finding,
  place: Place,
  file: string,
): Fault {
  return { severity, code, file, ...place, path: pathText(path), message, allowed, suggestion };
}
