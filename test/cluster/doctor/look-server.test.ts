// One server as the doctor sees it, over real HTTP and SSH: what hangs, fails or is not there is not seen, with why.

import t from 'tap';
import { lookAtServer, type ServerLook } from '../../../cluster/doctor/look-server.ts';
import type { CheckOptions } from '../../../cluster/health/check.ts';
import type { RemoteRunner } from '../../../cluster/remote/command.ts';
import { sageCrm } from '../../../config/profiles/sage-crm.ts';
import { expandPaths } from '../../../config/rules/merge-profile.ts';
import { startDemoRunner } from '../../support/demo-runner.ts';
import { waitFor } from '../../support/wait-for.ts';

t.setTimeout(120_000);

const { windows, probe } = expandPaths(sageCrm);
const check: CheckOptions = {
  timeoutMs: 20_000,
  path: probe.path,
  expect: probe.expect,
  publicHost: undefined,
  authorities: undefined,
  nowMs: Date.now,
};
const lookWith = (runner: RemoteRunner, path: string | undefined, user?: string): ServerLook => ({
  check,
  runner,
  windows,
  library: path === undefined ? undefined : { path, user },
  authorities: undefined,
  timeoutMs: 20_000,
  nowMs: Date.now,
  namesOf: () => ({ names: [] }),
});

t.test('a server in order, one that hangs, one without SSH', async (t) => {
  const { cluster, members, runner, servers } = await startDemoRunner(t, {
    servers: 1,
    secrets: { SHARE_PASSWORD: 'not a secret' },
  });
  const server = { ...servers[0]!, origin: cluster.crm.servers[0]!.origin };
  const never = new AbortController().signal;
  const share = '\\\\simfiles\\crm\\Library';

  const inOrder = await lookAtServer(server, lookWith(runner, share), never);
  t.equal(inOrder.check.healthy, true);
  t.match(inOrder.addresses, { seen: true, value: ['127.0.0.1'] });
  for (const [name, looked] of Object.entries(inOrder.windows)) t.equal(looked.seen, true, name);
  t.match(inOrder.windows, {
    ssh: { value: { works: true, machine: 'CRMWEB1' } },
    addressChecking: { value: { found: true, value: 'Y' } },
    library: { value: { kind: 'folder' } },
  });

  const machine = members[0]!.machine;
  machine.settings.sharesWantPassword = true;
  const byKey = await lookAtServer(server, lookWith(runner, share), never);
  t.match(byKey.windows.library, { value: { kind: 'missing', problem: /Access is denied/ } });
  const byUser = await lookAtServer(server, lookWith(runner, share, 'SIM\\fairlead'), never);
  t.match(byUser.windows.library, { value: { kind: 'folder' } }, 'the user of the configuration opens it');
  machine.faults.add({ kind: 'hang' }, { name: 'clock' });
  machine.faults.add({ kind: 'exit', exitCode: 5, stderr: 'Access is denied' }, { name: 'list-app-pools' });
  const stop = new AbortController();
  const looking = lookAtServer(server, lookWith(runner, undefined), stop.signal);
  await waitFor('only the clock to be left', () => machine.running.size === 1);
  stop.abort();
  const { windows: seen } = await looking;
  t.match(seen.clock, { seen: false, because: /CRMWEB1 did not answer in time/, mend: /doctor\.timeoutMs/ });
  t.match(seen.library, { seen: false, because: /not known/ });
  t.equal(seen.appPools.seen, false);

  await members[0]!.server.close();
  const away = await lookAtServer(server, lookWith({ ...runner, available: () => false }, share), never);
  t.match(away.windows.clock, { seen: false, because: /no SSH/ });
});
