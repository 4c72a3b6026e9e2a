// The metrics, made with the first scrape or once people are served: their library is 100 files that a start does
// without, and nobody scrapes what does not serve yet.

import { expositionType } from '../metrics/exposition-type.ts';
import type { Metrics, MetricsOptions } from '../metrics/metrics.ts';

export type LaterMetrics = Metrics & {
  /** Makes them now; resolves when they are made. */
  load(): Promise<Metrics>;
};

/** Make it once, as the metrics themselves. */
export function createLaterMetrics(options: MetricsOptions): LaterMetrics {
  let made: Promise<Metrics> | undefined;
  const make = async () => (await import('../metrics/metrics.ts')).createMetrics(options);
  const load = () => {
    made ??= make();
    return made;
  };
  return { load, text: async () => (await load()).text(), contentType: expositionType };
}
