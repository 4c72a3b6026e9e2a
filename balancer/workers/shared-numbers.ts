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
      const row = take(labels.length);
      const properties = labels.map((label, index) => [label, accessor(row, index)] as const);
      return Object.defineProperties({}, Object.fromEntries(properties)) as Record<Label, number>;
    },
    row: (length): Row => take(length),
  };
}

function accessor(row: Float64Array, index: number): PropertyDescriptor {
  return {
    enumerable: true,
    get: () => row[index],
    set: (value: number) => {
      row[index] = value;
    },
  };
}
