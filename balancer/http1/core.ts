// What all parts of one engine share: rules, limits, clock, pools, counters. Plain data; made by core-engine.ts.

import type { EngineOptions, TrafficLimits } from '../engine.ts';
import type { Clock } from './clock.ts';
import type { UpstreamPools } from './upstream-pools.ts';

export type Counters = {
  tunnels: number;
  badRequests: number;
  retries: number;
};

export type Core = Pick<EngineOptions, 'rules' | 'onProblem' | 'nowMs'> & {
  /** Replaced whole when they change. */
  limits: TrafficLimits;
  readonly clock: Clock;
  readonly pools: UpstreamPools;
  readonly counters: Counters;
  /** True once `close` was called: answers end their connections. */
  closing: boolean;
};
