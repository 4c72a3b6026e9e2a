// The product itself before a database: a look-alike of SQL Server that counts statements, one CRM server, and a
// fairlead.yaml. The product is started as an operator starts it.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createCertificate } from '../../demo/certificate.ts';
import { createStore } from '../../demo/store/store.ts';
import { createTdsServer } from '../../demo/tds/server.ts';
import type { Workplace } from './bench.ts';
import { freePort, type Running } from './programs.ts';
import { configuration, fairlead } from './proxies/fairlead.ts';
import type { Upstream } from './upstream.ts';

export type ProductSite = {
  readonly dataDirectory: string;
  /** What the database was asked so far. */
  statements(): number;
  start(): Promise<Running>;
  /** From now on nobody answers at the database's port. */
  stopDatabase(): Promise<void>;
  close(): Promise<void>;
};

const serverName = 'CRM01';

export async function createProductSite(place: Workplace, upstream: Upstream): Promise<ProductSite> {
  const { programs } = place;
  const folder = mkdtempSync(join(place.folder, 'site-'));
  const file = join(folder, 'fairlead.yaml');
  const database = await startDatabase();
  writeFileSync(join(folder, 'database.pem'), database.certificate);
  const port = await freePort();
  const usual = configuration(port, { upstreamPort: upstream.port });
  writeFileSync(file, stringify({ ...usual, database: database.settings }));
  // Of this site only: a first start is one without compiled code.
  const environment = { NODE_COMPILE_CACHE: join(folder, 'code') };
  await programs.output(fairlead(['discover', '--yes', '--config', file]));
  return {
    dataDirectory: join(folder, 'data'),
    statements: database.statements,
    start: () =>
      programs.start({ name: 'fairlead', port, ...fairlead(['start', '--config', file]), environment }),
    stopDatabase: database.stop,
    close: database.close,
  };
}

const login = { user: 'fairlead', password: 'only for this minute', database: 'CRM' };

async function startDatabase() {
  const { key, certificate } = await createCertificate(['localhost'], Date.now());
  const store = createStore({ serverNames: [serverName], users: 20, userPassword: 'x', httpPort: 80 });
  let statements = 0;
  const server = createTdsServer({
    ...login,
    store,
    tls: { key, certificate },
    encryption: 'required',
    maxConnections: 10,
    delayMs: () => {
      statements += 1;
      return 0;
    },
    nowMs: Date.now,
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    settings: {
      host: '127.0.0.1',
      port,
      name: login.database,
      user: login.user,
      password: login.password,
      caFile: 'database.pem',
    },
    certificate,
    statements: () => statements,
    stop: () => server.stop(),
    async close() {
      await server.close();
      store.close();
    },
  };
}
