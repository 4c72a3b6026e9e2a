// Of several findings that one slip of the pen causes, only the one that names it is told.

import type { Finding, Path } from '../errors.ts';
import { nearest } from './nearest.ts';
import { within } from './prune.ts';
import { pathText } from './schema-node.ts';

/**
 * Findings about single settings without those that repeat another: a second one for the same setting, and a missing
 * setting that stands beside its misspelling. `known` come first and always stay.
 */
export function tidySettings(known: readonly Finding[], more: readonly Finding[]): Finding[] {
  const once = more.filter((each, index) => {
    const same = (other: Finding) => pathText(other.path) === pathText(each.path);
    return !known.some(same) && more.findIndex(same) === index;
  });
  const unknown = once.filter(({ code }) => code === 'CFG_UNKNOWN');
  const misspelt = ({ path }: Finding) => unknown.some((other) => isMisspellingOf(other.path, path));
  return [...known, ...once.filter((each) => each.code !== 'CFG_MISSING' || !misspelt(each))];
}

/** Findings between settings, without those that rest on a setting which is faulty itself. */
export function tidyCrossings(crossings: readonly Finding[], faulty: readonly Path[]): Finding[] {
  return crossings.filter(({ path, involves = [path] }) =>
    involves.every((involved) => !faulty.some((each) => touches(each, involved))),
  );
}

const touches = (one: Path, other: Path) => within(one, other) || within(other, one);

function isMisspellingOf(unknown: Path, missing: Path): boolean {
  const beside = pathText(unknown.slice(0, -1)) === pathText(missing.slice(0, -1));
  return beside && nearest(String(unknown.at(-1)), [String(missing.at(-1))]) !== undefined;
}
