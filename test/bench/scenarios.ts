// All that can be measured, in the order it is.

import type { Scenario } from './bench.ts';
import { aborts } from './scenarios/aborts.ts';
import { burst } from './scenarios/burst.ts';
import { decision } from './scenarios/decision.ts';
import { downloads } from './scenarios/downloads.ts';
import { idle } from './scenarios/idle.ts';
import { openLoop } from './scenarios/open-loop.ts';
import { sql } from './scenarios/sql.ts';
import { stale } from './scenarios/stale.ts';
import { start } from './scenarios/start.ts';
import { throughput } from './scenarios/throughput.ts';
import { tls } from './scenarios/tls.ts';
import { uploads } from './scenarios/uploads.ts';
import { workers } from './scenarios/workers.ts';

export const scenarios: readonly Scenario[] = [
  throughput,
  tls,
  workers,
  openLoop,
  downloads,
  uploads,
  stale,
  aborts,
  idle,
  decision,
  burst,
  sql,
  start,
];
