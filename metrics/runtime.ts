// The process and Node.js as prom-client measures them, in a registry of its own. What its defaults name against
// the conventions of Prometheus is left out here and nowhere else.

import { collectDefaultMetrics, Registry } from 'prom-client';

/** Gauges that end in `_total`; each is the sum of the family of the same name without it. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/**
 * Registry with `process_*` and `nodejs_*`. One per process: prom-client keeps its observers of garbage
 * collection and event loop for good.
 */
export function createRuntimeRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  return registry;
}
