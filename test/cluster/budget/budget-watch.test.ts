// Connections read over the real driver from the look-alike; a database that goes away leaves the last reading.

import t from 'tap';
import { createBudgetWatch } from '../../../cluster/budget/budget-watch.ts';
import { openDatabase } from '../support/database.ts';
import { serverOf } from '../support/sample.ts';
import { startWorld } from '../support/world.ts';

t.test('the limit, and who holds what', async (t) => {
  const since = { login: 'crm', sinceMs: Date.UTC(2026, 10, 1) };
  const others = [
    { hostName: 'CRM01', programName: 'SIM_eware.dll', ...since },
    { hostName: 'CRM01', programName: 'SIM_Tomcat', ...since },
    { hostName: 'CRM01', programName: 'SIM_Tomcat', ...since },
    { hostName: 'BACKUP', programName: 'SIM_backup', ...since },
  ];
  const { settings, server } = await startWorld(t, { maxConnections: 60, others: () => others });
  const { database } = openDatabase(settings);
  t.teardown(() => database.close());
  const watch = createBudgetWatch({
    query: database.query,
    settings: () => ({ lookMs: 60_000, reserve: 5, pools: { dll: 10, tomcat: 10 } }),
    servers: () => [serverOf('CRM01'), serverOf('CRM02')],
    nowMs: () => 5_000,
  });
  t.teardown(() => watch.close());
  t.equal(watch.budget(), undefined, 'nothing is read before it is asked for');
  const budget = await watch.look();
  t.match(budget, { readAtMs: 5_000, limit: 60, needed: 40, enough: true });
  const real = server.connections().length;
  t.equal(budget?.used, real + 4);
  t.match(
    budget?.hosts.find((each) => each.host === 'CRM01'),
    { server: 'CRM01', connections: 3, programs: [{ program: 'SIM_Tomcat', connections: 2 }, {}] },
  );
  await server.stop();
  t.same(await watch.look(), budget, 'the reading of before stands');
  t.match(watch.failure(), { mend: /\S/ });
});
