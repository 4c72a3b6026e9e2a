// What other parts know: roles that exist once, the replication engine, the service account (F2, F6). Pure.

import type { Examination } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const roles = sayOf('roles', 'F6');
const engines = sayOf('replication-engine', 'F6, F7');
const account = sayOf('service-account', 'F2, F4');

export const examineJoined: Examination = ({ joined }) => [
  ...whenSeen(roles, 'cluster', joined.roles, (all) =>
    all.map(({ role, servers }) => {
      if (servers.length === 1) return roles.ok('cluster', `${role} runs on ${servers[0]}.`);
      const where = servers.length === 0 ? 'nowhere' : `on ${servers.join(' and ')}`;
      return roles.fault(
        'cluster',
        `${role} runs ${where}; it must run on one server.`,
        'Run `fairlead roles`.',
      );
    }),
  ),
  ...whenSeen(engines, 'cluster', joined.replicationEngines, (servers) => {
    if (servers.length <= 1)
      return [engines.ok('cluster', `The replication engine is on ${servers[0] ?? 'no server'}.`)];
    const text = `The replication engine is on ${servers.join(' and ')}; never on two.`;
    const mend = 'Stop Tomcat on the other servers and remove the engine there: its .war file and folder.';
    return [engines.fault('cluster', text, mend)];
  }),
  ...whenSeen(account, 'cluster', joined.serviceAccount, ({ works, text }) => [
    works
      ? account.ok('cluster', text)
      : account.fault('cluster', text, 'See that the account can log on to the CRM on every server.'),
  ]),
];
