// Keeps the topology that is believed: takes readings over if the rules allow it, keeps a copy on disk, remembers why
// a reading was not taken. Asks nobody; the poller brings the readings.

import type { DatabaseFailure } from '../errors.ts';
import type { Notice, Topology } from '../model.ts';
import { judgeTopology, type TopologyChanges } from '../rules/plausible.ts';
import type { TopologyReading } from '../rules/topology.ts';
import type { LastGood, SettingsReading } from './last-good.ts';
import { isFailure } from './reader.ts';

export type Believed = {
  /** Takes over the copy on disk, if there is one that can be used. */
  recall(): Promise<void>;
  /** One more answer of the database. */
  hear(answer: SettingsReading | DatabaseFailure): void;
  topology(): Topology | undefined;
  /** What stands in the way, for notices. */
  troubles(): BelievedTroubles;
  /** Resolves when nothing is being written any more. */
  settled(): Promise<void>;
};

export type BelievedTroubles = {
  readonly remarks: readonly Notice[];
  readonly refused: { readonly texts: readonly string[]; readonly implausible: boolean } | undefined;
  readonly settingsFailure: DatabaseFailure | undefined;
  readonly lastGoodProblem: string | undefined;
};

export type BelievedOptions = {
  readonly lastGood: LastGood;
  readonly understand: (reading: SettingsReading, source: Topology['source']) => TopologyReading;
  readonly topologyLossShare: number;
  readonly onChange: (topology: Topology, changes: TopologyChanges) => void;
};

/** A copy that says nothing new is still written again after this time, so that its age means something. */
const rewriteAfterMs = 15 * 60_000;

export function createBelieved(options: BelievedOptions): Believed {
  const { lastGood } = options;
  let topology: Topology | undefined;
  let troubles: BelievedTroubles = {
    remarks: [],
    refused: undefined,
    settingsFailure: undefined,
    lastGoodProblem: undefined,
  };
  let writtenAtMs = 0;
  let writing = Promise.resolve();

  const note = (change: Partial<BelievedTroubles>) => {
    troubles = { ...troubles, ...change };
  };
  const refuse = (texts: readonly string[], implausible: boolean) =>
    note({ refused: { texts, implausible } });
  const keep = (reading: SettingsReading) => {
    writtenAtMs = reading.readAtMs;
    writing = writing
      .then(() => lastGood.write(reading))
      .then(
        () => note({ lastGoodProblem: undefined }),
        (problem: Error) =>
          note({ lastGoodProblem: `The copy of the server list cannot be kept: ${problem.message}` }),
      );
  };
  const take = (reading: SettingsReading, source: Topology['source']) => {
    const read = options.understand(reading, source);
    if (read.kind === 'unreadable') return refuse(read.reasons, false);
    const judged = judgeTopology(topology, read.topology, options.topologyLossShare);
    if (judged.kind === 'refused') return refuse([judged.text], true);
    note({ refused: undefined, remarks: read.remarks });
    topology = read.topology;
    if (judged.changed) options.onChange(topology, judged.changes);
    const old = reading.readAtMs - writtenAtMs > rewriteAfterMs;
    if (source === 'database' && (judged.changed || old)) keep(reading);
  };

  return {
    async recall() {
      const kept = await lastGood.read();
      if (kept.kind === 'found') take(kept.reading, 'last-good');
      if (kept.kind !== 'damaged') return;
      const aside = kept.setAside === undefined ? '' : `; it was set aside as ${kept.setAside}`;
      note({ lastGoodProblem: `The kept copy of the server list is of no use: ${kept.because}${aside}.` });
    },
    hear(answer) {
      if (isFailure(answer)) return note({ settingsFailure: answer });
      note({ settingsFailure: undefined });
      take(answer, 'database');
    },
    topology: () => topology,
    troubles: () => troubles,
    settled: () => writing,
  };
}
