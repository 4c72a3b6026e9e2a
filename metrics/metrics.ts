// Every metric of the product as one Prometheus text, read from plain numbers when somebody scrapes. Nothing is
// counted here; what a metric means stands with its family under rules/.

import { type Metric, Registry } from 'prom-client';
import { expositionType } from './exposition-type.ts';
import { budgetFamilies } from './rules/families-budget.ts';
import { clusterFamilies, productFamilies } from './rules/families-cluster.ts';
import { drainFamilies } from './rules/families-drain.ts';
import { filesFamilies } from './rules/families-files.ts';
import { maintenanceFamilies } from './rules/families-maintenance.ts';
import { metadataFamilies } from './rules/families-metadata.ts';
import { peerFamilies } from './rules/families-peers.ts';
import { restartFamilies } from './rules/families-restarts.ts';
import { roleFamilies } from './rules/families-roles.ts';
import { runFamilies } from './rules/families-runs.ts';
import { serverFamilies } from './rules/families-servers.ts';
import { stormFamilies } from './rules/families-storm.ts';
import { logOnFamilies, requestFamilies } from './rules/families-traffic.ts';
import type { Family } from './rules/family.ts';
import { createRuntimeRegistry } from './runtime.ts';
import type { KnownWords, MetricsSources, Snapshot } from './sources.ts';

export type MetricsOptions = {
  readonly sources: MetricsSources;
  /** Version of the product. */
  readonly version: string;
  /** The closed sets of words the parts count under. */
  readonly words: KnownWords;
};

export type Metrics = {
  /** The exposition text; rejects with what a source threw. */
  text(): Promise<string>;
  readonly contentType: string;
};

/** Every family of the product, in the order of the exposition. */
export const families: readonly Family[] = [
  ...productFamilies,
  ...serverFamilies,
  ...logOnFamilies,
  ...stormFamilies,
  ...drainFamilies,
  ...restartFamilies,
  ...requestFamilies,
  ...clusterFamilies,
  ...budgetFamilies,
  ...metadataFamilies,
  ...maintenanceFamilies,
  ...runFamilies,
  ...peerFamilies,
  ...filesFamilies,
  ...roleFamilies,
];

/** Makes the metrics of this process; make it once (see `createRuntimeRegistry`). */
export function createMetrics({ sources, version, words }: MetricsOptions): Metrics {
  const runtime = createRuntimeRegistry();
  return {
    contentType: expositionType,
    async text() {
      const snapshot: Snapshot = {
        version,
        nodeVersion: process.version,
        words,
        servers: sources.servers(),
        traffic: sources.traffic(),
        engine: sources.engine(),
        cluster: sources.cluster(),
        configuration: sources.configuration(),
        budget: sources.budget(),
        metadata: sources.metadata(),
        files: sources.files(),
        maintenance: sources.maintenance(),
        run: sources.run(),
        roles: sources.roles(),
      };
      const own = new Registry();
      for (const family of families) own.registerMetric(asMetric(family, snapshot));
      return Registry.merge([own, runtime]).metrics();
    },
  };
}

/**
 * A family as prom-client's registry takes it: it only ever asks `name` and `get()`. The metric classes of the
 * library count by themselves and cannot be given finished buckets, hence the cast and not a subclass.
 */
function asMetric({ name, help, type, read }: Family, snapshot: Snapshot): Metric {
  const metric = {
    name,
    help,
    type,
    get: async () => ({
      name,
      help,
      type,
      aggregator: 'sum',
      values: read(snapshot).map(({ suffix, labels, value }) => ({
        metricName: name + (suffix ?? ''),
        labels,
        value,
      })),
    }),
  };
  return metric as unknown as Metric;
}
