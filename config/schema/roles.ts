// What the operator wants of the roles that exist once. How each is seen, started and stopped stands in the profile.

import { flag, ms, orNull, section, text, whole } from './builders.ts';

const role = (title: string) =>
  section(title, {
    watch: flag('Look where it runs; false: this site does not use it', { default: true }),
    server: orNull(
      text('Server it belongs on, as in ServerNames', { format: 'server-name' }),
      'wherever the profile lets it be',
    ),
    failover: flag('Start it on another server once its own is confirmed dead by two kinds of evidence', {
      default: false,
    }),
  });

export const roles = section(
  'Roles that exist once in the cluster (F6). How each is seen, started and stopped stands in the profile ' +
    '(crm.overrides.roles).',
  {
    dtls: role('DTLS: runs detached table-level scripts'),
    emailManager: role('E-mail manager'),
    indexer: role('Indexer'),
    escalation: role('Escalation'),
    integration: role('Integration service'),
    replicationEngine: role('Exchange replication engine'),
    lookMs: ms('Time between two looks at all servers', 60_000, 1_000, 3_600_000),
    waitMs: ms(
      'A service that has not started or stopped for this long has failed',
      120_000,
      1_000,
      1_800_000,
    ),
    tries: whole('How often a role is started on a server before it goes back', {
      default: 2,
      minimum: 1,
      maximum: 10,
    }),
    moveTimeoutMs: ms('A move that is not over after this time is given up', 900_000, 1_000, 86_400_000),
    failoverAfterMs: ms('How long a server must be confirmed dead before failover', 60_000, 0, 3_600_000),
    leastBusyEveryMs: ms(
      'The integration service follows the least busy server, but not more often than this; 0 is never',
      3_600_000,
      0,
      86_400_000,
    ),
    leastBusyByUsers: whole('and only where that server has so many users fewer', {
      default: 20,
      minimum: 1,
      maximum: 100_000,
    }),
    countScriptsMs: ms('Time between two counts of the detached scripts', 600_000, 1_000, 86_400_000),
  },
);
