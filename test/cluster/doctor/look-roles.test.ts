// The roles as the doctor sees them where no keeper of them runs, over real SSH: with the keeper's eyes and rules.

import t from 'tap';
import { lookAtRoles, type RolesLook } from '../../../cluster/doctor/look-roles.ts';
import type { RoleSeen } from '../../../cluster/doctor/model.ts';
import { sageCrm } from '../../../config/profiles/sage-crm.ts';
import { expandPaths } from '../../../config/rules/merge-profile.ts';
import type { Configuration } from '../../../config/schema.ts';
import { webAppsFolder } from '../../../demo/windows/seed.ts';
import { configuredRoles } from '../../../main/manage/configured-roles.ts';
import { startDemoRunner } from '../../support/demo-runner.ts';
import { topologyOf } from '../support/sample.ts';

t.setTimeout(120_000);

const each = { watch: true, server: null, failover: false };
const watched = {
  ...{ dtls: each, emailManager: each, indexer: each, escalation: each, integration: each },
  replicationEngine: each,
} as unknown as Configuration['roles'];
const profile = expandPaths({
  ...sageCrm,
  parameters: { ...sageCrm.parameters, dtlsServer: 'SIM_DTLSServer' },
});
const never = new AbortController().signal;

const standings = (seen: readonly RoleSeen[]) =>
  Object.fromEntries(seen.map(({ role, standing }) => [role.name, standing.kind]));

t.test('each role as its server, the settings and the scripts tell it', async (t) => {
  const { members, runner, servers } = await startDemoRunner(t, { servers: 2 });
  const names = servers.map(({ name }) => name);
  const topology = topologyOf(names, {
    flags: { ownBalancing: false, dtlsServer: 'crmweb2;', version: undefined, lock: undefined },
  });
  const roles = configuredRoles({ roles: watched } as Configuration, profile);
  const shared = { roles, servers, topology: { ...topology, servers }, runner, nowMs: Date.now };
  const look = (change: Partial<RolesLook> = {}, signal = never) =>
    lookAtRoles({ ...shared, detachedScripts: 1, ...change }, signal);

  const inOrder = {
    ...{ dtls: 'one', 'email-manager': 'not-watched', indexer: 'one', escalation: 'one' },
    ...{ integration: 'one', 'replication-engine': 'one' },
  };
  const seen = await look();
  t.same(standings(seen), inOrder);
  t.match(seen[0], { standing: { on: servers[1]?.id }, sights: [{ name: 'CRMWEB1' }, { name: 'CRMWEB2' }] });
  t.match(seen[2], { standing: { on: servers[0]?.id }, sights: [{}, { state: 'stopped' }], moving: false });
  t.same(standings(await look({ detachedScripts: 0 })), { ...inOrder, dtls: 'not-needed' });
  t.match(standings(await look({ topology: undefined })), { dtls: 'unknown', indexer: 'one' });

  const [first, second] = members;
  first?.machine.files.remove(webAppsFolder);
  second?.machine.files.write(`${webAppsFolder}\\CRMExchangeSyncEngine.war`, 'SIMULATED', Date.now());
  await second?.machine.services.start('CRMIndexerService');
  const changed = await look();
  t.match(standings(changed), { indexer: 'several', 'replication-engine': 'unknown' });
  t.match(changed.at(-1)?.sights[0], { state: 'unknown', text: /there is no folder/ });

  const away = { ...runner, available: () => false };
  t.match(standings(await look({ runner: away })), { dtls: 'one', indexer: 'unknown' });
  t.match(standings(await look({}, AbortSignal.abort())), { indexer: 'unknown' }, 'no time is no answer');
});
