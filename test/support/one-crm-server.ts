// One simulated CRM server with its database, and somebody who may log on to it, for tests that ask it themselves.

import type { Test } from 'tap';
import type { CrmBehaviour } from '../../demo/crm/behaviour.ts';
import { startEmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { serverOf } from '../cluster/support/sample.ts';

/** It ends with the test, which fails where it had problems. */
export async function startOneCrmServer(t: Test, behaviour: Partial<CrmBehaviour> = {}) {
  const problems: Error[] = [];
  const cluster = await startEmbeddedCluster({
    servers: 1,
    users: 3,
    sqlPort: 0,
    behaviour,
    onProblem: (problem) => problems.push(problem),
  });
  t.teardown(async () => {
    await cluster.close();
    if (problems.length > 0) throw new AggregateError(problems, 'the embedded cluster had problems');
  });
  const [crm] = cluster.crm.servers;
  const [logOn] = cluster.logOns;
  if (crm === undefined || logOn === undefined) throw new Error('the embedded cluster is empty');
  const server = serverOf(crm.name, { origin: crm.origin });
  return { cluster, crm, server, account: { user: logOn.logOn, password: logOn.password } };
}
