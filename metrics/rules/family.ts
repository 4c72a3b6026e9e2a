// The parts a metric family is built from: state sets, counts filled up with zeros, histograms. Pure: plain data
// in, samples out. Which families exist stands in the families-*.ts files, not here.

import type { Buckets, Count, DurationBuckets, ServerSample, Snapshot } from '../sources.ts';

/** One line of the exposition. `suffix` is only used by histograms. */
export type Sample = {
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

/** One metric: what it is called, what it means, and how it is read from a snapshot. */
export type Family = {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly labels: readonly string[];
  readonly read: (snapshot: Snapshot) => readonly Sample[];
};

/** The closed set of each label of a counter, in the order of its labels. */
export type LabelSets = readonly (readonly [label: string, values: readonly string[]])[];

/** A single value without labels; nothing at all where it is not known. */
export function single(value: number | undefined): Sample[] {
  return value === undefined ? [] : [{ labels: {}, value }];
}

/** Milliseconds of an instant or a duration as seconds; undefined stays undefined. */
export function toSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** One sample a server; servers whose value is not known have none. */
export function eachServer(
  servers: readonly ServerSample[],
  value: (server: ServerSample) => number | undefined,
): Sample[] {
  return servers.flatMap((server) =>
    single(value(server)).map((sample) => ({ ...sample, labels: { server: server.name } })),
  );
}

/** A state as Prometheus wants it: one series per possible state, 1 for the one that holds. */
export function stateSet<State extends string>(
  states: readonly State[],
  current: State | undefined,
  labels: Readonly<Record<string, string>> = {},
): Sample[] {
  return states.map((state) => ({ labels: { ...labels, state }, value: state === current ? 1 : 0 }));
}

/**
 * Counts under the given closed sets: every combination is there from the start with 0, words outside of a set
 * are added up under `other`. Counts of a server that is not listed any more are left out with it.
 */
export function filled<Word extends string>(counts: readonly Count<Word>[], sets: LabelSets): Sample[] {
  const sums = new Map<string, { labels: Record<string, string>; value: number }>();
  for (const labels of combinations(sets)) sums.set(keyOf(labels, sets), { labels, value: 0 });
  for (const entry of counts) {
    const labels = closedLabels(entry, sets);
    if (!labels) continue;
    const key = keyOf(labels, sets);
    const sum = sums.get(key) ?? { labels, value: 0 };
    sum.value += entry.count;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

/** Buckets that are not cumulative as a Prometheus histogram, whose buckets are. */
export function histogram(all: readonly DurationBuckets[], servers: readonly ServerSample[]): Sample[] {
  const names = new Set(servers.map((server) => server.name));
  return all
    .filter((each) => names.has(each.server))
    .flatMap((each) => histogramOf({ server: each.server }, each));
}

/** One histogram under the given labels. */
export function histogramOf(
  labels: Readonly<Record<string, string>>,
  { boundsSeconds, counts, sumSeconds }: Buckets,
): Sample[] {
  const samples: Sample[] = [];
  let total = 0;
  for (let index = 0; index <= boundsSeconds.length; index += 1) {
    total += counts[index] ?? 0;
    const bound = boundsSeconds[index];
    const le = bound === undefined ? '+Inf' : String(bound);
    samples.push({ suffix: '_bucket', labels: { le, ...labels }, value: total });
  }
  samples.push({ suffix: '_sum', labels, value: sumSeconds });
  samples.push({ suffix: '_count', labels, value: total });
  return samples;
}

function combinations(sets: LabelSets): Record<string, string>[] {
  return sets.reduce<Record<string, string>[]>(
    (sofar, [label, values]) =>
      sofar.flatMap((labels) => values.map((value) => ({ ...labels, [label]: value }))),
    [{}],
  );
}

function closedLabels(
  entry: Readonly<Record<string, string | number>>,
  sets: LabelSets,
): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const [label, values] of sets) {
    const word = String(entry[label]);
    if (label === 'server' && !values.includes(word)) return undefined;
    labels[label] = values.includes(word) ? word : 'other';
  }
  return labels;
}

function keyOf(labels: Readonly<Record<string, string>>, sets: LabelSets): string {
  return sets.map(([label]) => labels[label]).join('\u0000');
}
