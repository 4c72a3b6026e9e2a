// The metrics, made with the first scrape: their library is 100 files that a start does without, and nobody scrapes what
// does not serve yet.

import { expositionType } from '../metrics/exposition-type.ts';
import type { Metrics, MetricsOptions } from '../metrics/metrics.ts';

/** Make it once, as the metrics themselves. */
export function createLaterMetrics(options: MetricsOptions): Metrics {
  let made: Promise<Metrics> | undefined;
  const make = async () => (await import('../metrics/metrics.ts')).createMetrics(options);
  return {
    contentType: expositionType,
    async text() {
      made ??= make();
      return (await made).text();
    },
  };
}
