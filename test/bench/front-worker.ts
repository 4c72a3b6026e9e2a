// Fairlead in a process of its own: `front-worker.ts PORT UPSTREAM_PORT ENGINE ACCESS_LOG`. Every feature is on:
// affinity, ledger, counters, request ids, and an access log that is written to a file.

import { pino } from 'pino';
import { openFront, usualLimits } from '../support/front.ts';

const [port, upstreamPort, engine, accessLog] = process.argv.slice(2);
const log = pino(pino.destination({ dest: accessLog ?? '', sync: false, minLength: 8_192 }));
await openFront({
  engine: engine === 'core' ? 'core' : 'safe',
  port: Number(port),
  origin: `http://127.0.0.1:${upstreamPort}`,
  limits: usualLimits,
  onRequest: (event) => log.info(event),
  onProblem: (problem) => console.error(problem),
});
