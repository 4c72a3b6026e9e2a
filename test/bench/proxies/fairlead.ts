// Fairlead as an operator starts it, with one server and every feature on: affinity, ledger, health checks, metrics,
// and the access log, written to a file.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { fairleadWords } from '../../../bin/command-line.mjs';
import type { EngineName } from '../../support/front.ts';
import type { ProxyMaker, Target, Workplace } from '../bench.ts';
import { type Command, freePort } from '../programs.ts';

/** As much as the others are given: 10,000 idle connections and some more. */
const limits = { clientConnections: 12_000 };

/** With `workers` it is that many threads, on every core there is. */
export function fairleadMaker(
  { programs, folder }: Workplace,
  engine: EngineName,
  workers?: number,
): ProxyMaker {
  const name = workers === undefined ? `fairlead (${engine})` : `fairlead (${engine}, workers: ${workers})`;
  return {
    name,
    async start(target) {
      const port = await freePort();
      const file = join(mkdtempSync(join(folder, 'fairlead-')), 'fairlead.yaml');
      writeFileSync(
        file,
        stringify({
          ...configuration(port, target),
          traffic: { engine, limits, workers: workers ?? 1 },
          database: null,
        }),
      );
      const command = fairlead(['start', '--config', file]);
      return programs.start({ name, port, ...command, side: workers === undefined ? 'proxy' : 'every' });
    },
  };
}

/** The installed command with these words. */
export function fairlead(words: readonly string[]): Command {
  return { side: 'proxy', command: process.execPath, parameters: [...fairleadWords(), ...words] };
}

/** All but the database; files are written beside the configuration. */
export function configuration(port: number, { upstreamPort, tls }: Target) {
  const certificate = tls && [{ certificateFile: tls.certificateFile, keyFile: tls.keyFile }];
  return {
    listen: { host: '127.0.0.1', port, tls: certificate ?? null },
    admin: { port: 0 },
    crm: { scheme: 'http' },
    servers: { CRM01: { origin: `http://127.0.0.1:${upstreamPort}` } },
    logging: { access: { format: 'combined', file: 'access.log', keep: 1 } },
    dataDirectory: 'data',
  };
}
