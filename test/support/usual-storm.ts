// The defaults of config/schema/storm.ts, for traffic that is made without a configuration.

import type { EjectionSettings } from '../../balancer/rules/ejection.ts';
import type { StormSettings } from '../../balancer/rules/warmth.ts';

export const usualStorm: StormSettings = {
  guard: true,
  logOnsPerServer: 4,
  queueLength: 500,
  queueTimeoutMs: 20_000,
  rampMs: 60_000,
  quickLogOnMs: 2_000,
  coldLogOnMs: 10_000,
};

export const usualEjection: EjectionSettings = { failures: 5, baseMs: 10_000, maxMs: 300_000, maxShare: 0.5 };
