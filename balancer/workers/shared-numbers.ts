// Counters in memory that threads share: one thread adds, another reads at any time, and what was counted outlives the
// thread that counted it. Each number has one writer, so plain additions do.

import type { Numbers, Row } from '../traffic-counters.ts';

const bytesPerNumber = 8;

/** As many bytes as the counters need that `make` makes. */
export function bytesFor(make: (numbers: Numbers) => unknown): number {
  let count = 0;
  const take = (length: number) => {
    count += length;
    return new Float64Array(length);
  };
  make(numbersFrom(take));
  return count * bytesPerNumber;
}

/** Numbers that live in `memory`, one after another in the order they are asked for; it may hold counts already. */
export function sharedNumbers(memory: SharedArrayBuffer): Numbers {
  let place = 0;
  return numbersFrom((length) => {
    const row = new Float64Array(memory, place * bytesPerNumber, length);
    place += length;
    return row;
  });
}

function numbersFrom(take: (length: number) => Float64Array): Numbers {
  return {
    record<Label extends string>(labels: readonly Label[]) {
      const record = Object.create(prototypeFor(labels)) as Inside;
      record[place] = take(labels.length);
      return record as unknown as Record<Label, number>;
    },
    row: (length): Row => take(length),
  };
}

const place = Symbol('numbers');
type Inside = { [place]: Float64Array };
const prototypes = new Map<string, object>();

/**
 * Accessors for all records of these labels alike. A compiler makes plain reads and writes of them, but not of
 * accessors that each record has of its own: those cost twenty times as much.
 */
function prototypeFor(labels: readonly string[]): object {
  const name = labels.join(' ');
  const known = prototypes.get(name);
  if (known !== undefined) return known;
  const properties = labels.map((label, index) => [label, accessor(index)] as const);
  const made = Object.defineProperties({}, Object.fromEntries(properties));
  prototypes.set(name, made);
  return made;
}

function accessor(index: number): PropertyDescriptor & ThisType<Inside> {
  return {
    enumerable: true,
    get() {
      return this[place][index];
    },
    set(value: number) {
      this[place][index] = value;
    },
  };
}
