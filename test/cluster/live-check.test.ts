import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import type { DatabaseSettings } from '../../cluster/directory/database-settings.ts';
import { openReader } from '../../cluster/directory/open-directory.ts';
import { checkLive } from '../../cluster/live-check.ts';
import { sageCrm } from '../../config/profiles/sage-crm.ts';
import { idOf, profile } from './support/sample.ts';
import { startWorld } from './support/world.ts';

async function serve(t: Test, body: string): Promise<string> {
  const server = createServer((_request, response) => response.end(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function look(t: Test, database: DatabaseSettings | undefined, used = profile) {
  const good = await serve(t, '<input name="EWARE_USERID">');
  const other = await serve(t, '<input name="EWARE_USERID">');
  const bad = await serve(t, '<title>It works</title>');
  const open =
    database === undefined
      ? undefined
      : openReader({ database, profile: used, nowMs: Date.now, onProblem: () => undefined });
  const findings = await checkLive({
    open,
    profile: used,
    servers: { CRM01: { origin: good }, CRM02: { origin: bad }, CRM03: { origin: other } },
    defaults: { scheme: 'http', port: null },
    idOf,
    check: {
      path: '/go',
      expect: 'EWARE_USERID',
      timeoutMs: 5_000,
      publicHost: undefined,
      authorities: undefined,
      nowMs: Date.now,
    },
    pools: { dll: 1, tomcat: 1 },
    reserve: 0,
    nowMs: Date.now,
  });
  await open?.close();
  return findings.map(({ severity, what, saw }) => ({ line: `${severity} ${what}`, saw }));
}

const not = (lines: readonly { readonly line: string }[], word: string) =>
  lines.map((each) => each.line).filter((line) => !line.startsWith(word));

t.test('a site that is right but for one server and its own balancing', async (t) => {
  const { settings, store } = await startWorld(t);
  store.setParameter('SIM_DoLoadBalancing', 'True');
  const findings = await look(t, settings);
  t.same(not(findings, 'good'), ['fault own-balancing', 'fault server CRM02']);
  t.match(
    findings.find((each) => each.line === 'fault server CRM02'),
    { saw: /page "It works"/ },
  );
  t.match(findings[0], { line: 'good encryption of the database connection', saw: /server says so too/ });
  t.ok(findings.some((each) => each.saw.startsWith('Counted in the database: CRM01 0')));
});

t.test('a profile with guesses: which columns are missing, and which they may be', async (t) => {
  const { settings } = await startWorld(t);
  const findings = await look(t, settings, sageCrm);
  t.same(not(findings, 'good'), [
    'fault column "acty_userid" (activityUser)',
    'fault column "acty_login" (activityLogOn)',
    'warning setting "Distributed CRM web server IP addresses"',
    'warning setting "Do Load Balancing"',
    'warning setting "Fully qualified CRM web server names"',
    'warning setting "DTLS Server Name"',
    'fault logged-on users',
    'fault server CRM02',
  ]);
  t.match(
    findings.find((each) => each.line.includes('acty_userid')),
    { saw: /It may be "SIM_ActivityUser"/ },
  );
});

t.test('a database that cannot be reached is one finding', async (t) => {
  const { settings, server } = await startWorld(t);
  await server.stop();
  t.match(await look(t, settings), [{ line: 'fault connection to the database', saw: /Nobody listens/ }]);
});

t.test('without a database the servers of the configuration are checked', async (t) => {
  const findings = await look(t, undefined);
  t.same(
    findings.map((each) => each.line),
    ['good server CRM01', 'fault server CRM02', 'good server CRM03'],
  );
});
