import t from 'tap';
import type { RoleSeen } from '../../../../cluster/doctor/model.ts';
import { examineRoles } from '../../../../cluster/doctor/rules/roles.ts';
import type { Role } from '../../../../cluster/roles/role.ts';
import { parameter } from '../../roles/rules/support.ts';
import { type Change, examined, factsOf, roleSeen } from '../facts.ts';

const on = (...roles: readonly RoleSeen[]): Change => ({ roles });
const engine: Partial<Role> = {
  name: 'replication-engine',
  title: 'Engine',
  setting: 'roles.replicationEngine',
  neverTwo: true,
  means: {
    kind: 'web-application',
    ...{ service: 'CRMTomcat*', application: 'CRMEngine', folder: 'C:\\webapps', parkFolder: 'C:\\parked' },
  },
};
const escalation: Partial<Role> = { name: 'escalation', title: 'Escalation', setting: 'roles.escalation' };
const dtls: Partial<Role> = { name: 'dtls', title: 'DTLS', setting: 'roles.dtls', means: parameter };
const unnamed: Partial<Role> = {
  setting: 'roles.emailManager',
  means: { kind: 'none', missing: 'crm.overrides.roles.emailManager.service is not set' },
};
const automatic = { startsItself: true } as const;
const away = { by: 'nobody', text: 'It is away.' } as const;
const unseen = roleSeen('r u', {}, away);

t.test('each role that exists once runs on one server', (t) =>
  examined(t, examineRoles, [
    ['in order', {}, ['cluster', 'ok', /Indexer runs on CRMWEB1\./]],
    ['not installed on the other', on(roleSeen('a r')), ['cluster', 'ok', /CRMWEB2/]],
    ['on two', on(roleSeen('r r')), ['cluster', 'fault', /CRMWEB1 and CRMWEB2.*roles move indexer/]],
    ['one runs and one will', on(roleSeen('r c')), ['cluster', 'fault', /CRMWEB1 and CRMWEB2/]],
    ['stopped', on(roleSeen('s a')), ['cluster', 'fault', /runs nowhere; it is stopped on CRMWEB1\./]],
    ['standing still', on(roleSeen('c s')), ['cluster', 'fault', /stopped on CRMWEB2; .*still on CRMWEB1/]],
    ['its server is dead', on(roleSeen('u+ a')), ['cluster', 'fault', /nowhere; confirmed dead: CRMWEB1/]],
    [
      'installed nowhere',
      on(roleSeen('a a')),
      ['cluster', 'warning', /on no server.*roles\.indexer\.watch: false.*crm\.overrides\.roles\.indexer/],
    ],
    [
      'will start on another',
      on(roleSeen('r s', {}, automatic)),
      ['cluster', 'warning', /by itself on CRMWEB2 too.*CRMIndexerService there to manual/],
    ],
    [
      'stopped, though it starts by itself',
      on(roleSeen('s s', {}, automatic)),
      ['cluster', 'fault', /nowhere/],
    ],
    [
      'wanted on one',
      on(roleSeen('s s', { wantedOn: 'CRMWEB2' })),
      ['cluster', 'fault', /move indexer CRMWEB2/],
    ],
    ['on its way', on({ ...roleSeen('s s'), moving: true }), ['cluster', 'unknown', /being moved/]],
    [
      'a name nobody knows',
      on(roleSeen('u u', unnamed)),
      [
        'cluster',
        'unknown',
        /crm\.overrides\.roles\.emailManager\.service is not set\. .*roles\.emailManager\.watch: false/,
      ],
    ],
  ]),
);

t.test('a second replication engine does harm, and it is said which', (t) => {
  const said = (states: string) =>
    examineRoles(factsOf(on(roleSeen(states, engine)))).map(({ facts }) => facts);
  t.same([said('r r'), said('r s')], [['F6, F7'], ['F6, F7']]);
  examined(t, examineRoles, [
    ['on one', on(roleSeen('r s', engine)), ['cluster', 'ok', /CRMWEB1/]],
    [
      'on two',
      on(roleSeen('r r', engine)),
      ['cluster', 'fault', /never.*come twice.*CRMEngine\.war.*parked/],
    ],
    ['on none', on(roleSeen('a a', engine)), ['cluster', 'warning', /replicationEngine\.watch: false/]],
    [
      'Tomcat is elsewhere',
      on(roleSeen('r u', engine, { by: 'ssh', text: 'there is no folder C:\\webapps' })),
      ['cluster', 'unknown', /CRMWEB2: there is no folder.*overrides\.roles\.replicationEngine\.folder/],
    ],
    ['no SSH', on(roleSeen('r u', engine, away)), ['cluster', 'unknown', /Mend SSH/]],
  ]);
});

t.test('DTLS is where the settings say, or not needed', (t) =>
  examined(t, examineRoles, [
    ['named', on(roleSeen('r s', dtls, {}, 1)), ['cluster', 'ok', /DTLS runs on CRMWEB1/]],
    ['no scripts', on(roleSeen('s s', dtls, {}, 0)), ['cluster', 'ok', /not needed/]],
    [
      'no scripts, no name',
      on(roleSeen('u u', { ...dtls, ...unnamed, name: 'dtls' }, {}, 0)),
      ['cluster', 'ok'],
    ],
    ['a server that is none', on(roleSeen('s s', dtls, {}, 1)), ['cluster', 'fault', /nowhere: as told/]],
    ['not told', on(roleSeen('u u', dtls, {}, 1)), ['cluster', 'unknown', /the settings/]],
  ]),
);

t.test('a server that is not seen is said once for all roles', (t) =>
  examined(t, examineRoles, [
    [
      'one of two',
      on(unseen, roleSeen('s u', escalation, away)),
      [
        'cluster',
        'unknown',
        /Indexer \(seen on CRMWEB1\), Escalation\. Not seen on CRMWEB2: It is away\. Mend SSH/,
      ],
    ],
    [
      'that another starts by itself is certain',
      on(roleSeen('r u s', {}, automatic)),
      ['cluster', 'warning', /on C too/],
      ['cluster', 'unknown'],
    ],
    [
      'on two is certain all the same',
      on(roleSeen('r r u'), unseen),
      ['cluster', 'fault'],
      ['cluster', 'unknown'],
    ],
    [
      'what nobody can read',
      on(roleSeen('s u', {}, { by: 'ssh', text: 'odd' })),
      ['cluster', 'unknown', /service there/],
    ],
    [
      'no server',
      on({ ...roleSeen('r'), sights: [], standing: { kind: 'unknown', on: [], hidden: [] } }),
      ['cluster', 'unknown', /no server to look at/],
    ],
  ]),
);
