// Fairlead in a process of its own: `fairlead.ts PLAN` (JSON). Every feature is on: affinity, ledger, counters,
// request ids, and the access log, written to a file.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAccessLog } from '../../../admin/access-log/access-log.ts';
import { openRotatingFile } from '../../../admin/access-log/rotating-file.ts';
import { type EngineName, openFront, usualLimits } from '../../support/front.ts';
import type { Target } from '../bench.ts';

type Plan = Target & { readonly port: number; readonly engine: EngineName; readonly folder: string };

const { port, upstreamPort, tls, engine, folder } = JSON.parse(process.argv[2] ?? '') as Plan;
const onProblem = (problem: Error) => console.error(problem);
const file = join(folder, `access-${randomUUID()}.log`);
const log = createAccessLog({
  format: 'combined',
  sample: 1,
  sink: await openRotatingFile({ path: file, maxBytes: 100 * 1024 * 1024, keep: 1, onProblem }),
  nowMs: Date.now,
  chance: Math.random,
  onProblem,
});
await openFront({
  engine,
  port,
  origin: `http://127.0.0.1:${upstreamPort}`,
  limits: { ...usualLimits, clientConnections: 20_000 },
  onRequest: (event) => log.log(event),
  onProblem,
  ...(tls && {
    tls: [
      {
        serverName: undefined,
        key: readFileSync(tls.keyFile, 'utf8'),
        certificate: readFileSync(tls.certificateFile, 'utf8'),
      },
    ],
  }),
});
