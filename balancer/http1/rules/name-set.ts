// A list of field names made ready to be looked up for each field of a head: nearly every field is told from all of
// them by its length and first letter. Names only; what being in the list means is not known here.

import type { FieldSection } from './field-section.ts';

/** Names of this length and longer stand together. */
const longest = 63;
const none: readonly string[] = [];

export class NameSet {
  /** For each length the first letters, a bit for each (five bits of a letter are the same in either case). */
  private readonly letters = new Int32Array(longest + 1);
  private readonly byLength: (readonly string[])[] = Array.from({ length: longest + 1 }, () => none);

  constructor(lowerNames: readonly string[]) {
    for (const name of lowerNames) {
      const place = Math.min(name.length, longest);
      this.letters[place] = (this.letters[place] ?? 0) | letterBit(name.charCodeAt(0));
      this.byLength[place] = [...(this.byLength[place] ?? none), name];
    }
  }

  /** True where field `index` has one of the names. */
  has(section: FieldSection, index: number): boolean {
    const start = section.nameStart(index);
    const place = Math.min(section.nameEnd(index) - start, longest);
    const bit = letterBit(section.text.charCodeAt(start));
    if (((this.letters[place] as number) & bit) === 0) return false;
    const names = this.byLength[place] ?? none;
    for (let at = 0; at < names.length; at++) {
      if (section.isNamed(index, names[at] as string)) return true;
    }
    return false;
  }
}

const ready = new WeakMap<readonly string[], NameSet>();

/** The set of a list, made once for each list: to be used where the same list comes again and again. */
export function nameSetOf(lowerNames: readonly string[]): NameSet {
  const known = ready.get(lowerNames);
  if (known !== undefined) return known;
  const made = new NameSet(lowerNames);
  ready.set(lowerNames, made);
  return made;
}

function letterBit(code: number): number {
  return 1 << (code & 31);
}
