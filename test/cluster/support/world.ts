// A database for the tests: the embedded store behind the SQL Server look-alike, over a real socket and TLS.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { DatabaseSettings } from '../../../cluster/directory/database-settings.ts';
import { createCertificate } from '../../../demo/certificate.ts';
import { createStore } from '../../../demo/store/store.ts';
import { createTdsServer, type TdsServerOptions } from '../../../demo/tds/server.ts';
import { settingsOf } from './database.ts';

export const serverNames = ['CRM01', 'CRM02', 'CRM03'];

/** Starts one; `settings` reach it, `delay.ms` holds every answer back, `requests` counts what came in. */
export async function startWorld(t: Test, change: Partial<TdsServerOptions> = {}) {
  const folder = t.testdir();
  const certificate = await createCertificate(['sql1'], Date.now());
  const caFile = join(folder, 'authority.pem');
  writeFileSync(caFile, certificate.certificate);
  const store = createStore({ serverNames, users: 20, userPassword: 'x', httpPort: 80 });
  const faults: unknown[] = [];
  const delay = { ms: 0 };
  const requests = { count: 0 };
  const server = createTdsServer({
    store,
    user: 'fairlead',
    password: 'a password for tests',
    database: 'CRM',
    tls: certificate,
    encryption: 'required',
    maxConnections: 10,
    delayMs: () => {
      requests.count += 1;
      return delay.ms;
    },
    nowMs: Date.now,
    onFault: (fault) => faults.push(fault),
    ...change,
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(async () => {
    await server.close();
    store.close();
    if (faults.length > 0) throw new Error('the look-alike had a fault of its own', { cause: faults[0] });
  });
  const settings: DatabaseSettings = settingsOf(port, { caFile });
  return { store, server, port, settings, delay, requests, folder };
}
