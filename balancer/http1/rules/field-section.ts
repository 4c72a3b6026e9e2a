// The fields of one head as places in its text: no object for a field, nothing copied until somebody asks.
// Knows where names and values stand, not what they mean.

/** Places of one field in `marks`: where its name and its value begin and end. */
const marksPerField = 4;
const none: readonly string[] = [];

export class FieldSection {
  /** The whole head, start line included, one character a byte. Set when the head is complete. */
  text = '';
  /** Where the first field line begins. */
  start = 0;
  /** Where the empty line begins that ends the head. */
  end = 0;
  /** Kind of each field, see field-kinds.ts. */
  readonly kinds: number[] = [];
  readonly marks: number[] = [];

  get count(): number {
    return this.kinds.length;
  }

  nameStart(index: number): number {
    return this.marks[index * marksPerField] as number;
  }

  nameEnd(index: number): number {
    return this.marks[index * marksPerField + 1] as number;
  }

  valueStart(index: number): number {
    return this.marks[index * marksPerField + 2] as number;
  }

  valueEnd(index: number): number {
    return this.marks[index * marksPerField + 3] as number;
  }

  /** Where the line after this field begins. */
  lineEnd(index: number): number {
    return index + 1 < this.kinds.length ? this.nameStart(index + 1) : this.end;
  }

  name(index: number): string {
    return this.text.slice(this.nameStart(index), this.nameEnd(index));
  }

  value(index: number): string {
    return this.text.slice(this.valueStart(index), this.valueEnd(index));
  }

  /** True where field `index` has this name (given in lower case). */
  isNamed(index: number, lowerName: string): boolean {
    const start = this.nameStart(index);
    if (this.nameEnd(index) - start !== lowerName.length) return false;
    for (let at = 0; at < lowerName.length; at++) {
      const code = this.text.charCodeAt(start + at);
      if ((code >= 0x41 && code <= 0x5a ? code | 0x20 : code) !== lowerName.charCodeAt(at)) return false;
    }
    return true;
  }

  /** Index of the first field of this name (lower case) from `from` on; -1 if there is none. */
  indexOf(lowerName: string, from = 0): number {
    for (let index = from; index < this.kinds.length; index++) {
      if (this.isNamed(index, lowerName)) return index;
    }
    return -1;
  }

  /** First value of a field, name in lower case. */
  field(lowerName: string): string | undefined {
    const index = this.indexOf(lowerName);
    return index < 0 ? undefined : this.value(index);
  }

  /** All values of a field in order, name in lower case. */
  fields(lowerName: string): readonly string[] {
    let index = this.indexOf(lowerName);
    if (index < 0) return none;
    const values: string[] = [];
    for (; index >= 0; index = this.indexOf(lowerName, index + 1)) values.push(this.value(index));
    return values;
  }

  /** Index of the first field of this kind; -1 if there is none. */
  indexOfKind(kind: number): number {
    return this.kinds.indexOf(kind);
  }

  /** Values of all fields of one kind. */
  valuesOfKind(kind: number): readonly string[] {
    const values: string[] = [];
    for (let index = 0; index < this.kinds.length; index++) {
      if (this.kinds[index] === kind) values.push(this.value(index));
    }
    return values;
  }
}
