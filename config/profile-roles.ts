// The part of a CRM profile about roles that exist once (F6): how each shows, and where it may run. Data only.

import { Type } from 'typebox';
import { closed, textOrNull } from './profile-builders.ts';

const shared = {
  title: Type.String({ description: 'What people call it', minLength: 1 }),
  place: Type.Unsafe<'any' | 'master' | 'least-busy'>({
    enum: ['any', 'master', 'least-busy'],
    description:
      'any: on any one server; master: on the master only; least-busy: on the server with the fewest users',
  }),
  neverTwo: Type.Boolean({
    description:
      'A second one does harm: where one is seen, it is stopped on the server where it does not belong',
  }),
};

const byService = (description: string) =>
  Type.Object(
    {
      ...shared,
      service: textOrNull(
        'Its Windows service, which is started and stopped; a name or a pattern with `*`, `{install}` is the install name (null: not known)',
      ),
    },
    { ...closed, description },
  );

export const RolesSchema = Type.Object(
  {
    dtls: Type.Object(shared, {
      ...closed,
      description:
        'The server of detached table-level scripts (F6); it is the value of crm.overrides.parameters.dtlsServer',
    }),
    emailManager: byService('E-mail manager'),
    indexer: byService('Indexer'),
    escalation: byService('Escalation'),
    integration: byService('Integration service'),
    replicationEngine: Type.Object(
      {
        ...shared,
        service: textOrNull(
          'The Windows service of Tomcat, which carries it; a name or a pattern with `*`, `{install}` is the install name (null: not known)',
        ),
        application: textOrNull(
          'The web application it is: name of its `.war`, without the ending; `{install}` is the install name (null: not known)',
        ),
        folder: textOrNull('Folder where Tomcat looks for web applications (null: not known)'),
        parkFolder: textOrNull('Folder where it is kept on servers where it must not run (null: not known)'),
      },
      { ...closed, description: 'Exchange replication engine' },
    ),
  },
  {
    ...closed,
    description: 'Roles that exist once in the cluster: how each is seen, started and stopped (F6)',
  },
);
