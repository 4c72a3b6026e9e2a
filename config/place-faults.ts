// Findings -> faults with file, line and column, sorted as one reads the file.

import { type ConfigurationDocument, type Place, placeKey } from './document.ts';
import type { Fault, Finding } from './errors.ts';
import { pathText } from './rules/schema-node.ts';

/**
 * Everything the document and the checks found. Behind a place where the YAML itself is broken nothing is sure, so
 * other faults are told only up to there, and nothing is called missing.
 */
export function placeFaults(
  document: ConfigurationDocument,
  findings: readonly Finding[],
  file: string,
): Fault[] {
  const own = document.findings.map((each) => ({ fault: asFault(each, each.place, file) }));
  const brokenFrom = Math.min(...own.filter(isSyntax).map(({ fault }) => fault.line));
  const others = findings
    .map((each) => ({ fault: asFault(each, placeOf(each, document), file) }))
    .filter(
      ({ fault }) =>
        fault.line < brokenFrom && (brokenFrom === Number.POSITIVE_INFINITY || fault.code !== 'CFG_MISSING'),
    );
  return [...own, ...others].map(({ fault }) => fault).sort((a, b) => a.line - b.line || a.column - b.column);
}

const isSyntax = ({ fault }: { readonly fault: Fault }) => fault.code === 'CFG_SYNTAX';

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
