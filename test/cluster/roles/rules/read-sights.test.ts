// What a server tells of its services and of Tomcat's folder, as sights; and values that name servers.

import t from 'tap';
import type { ServiceState } from '../../../../cluster/remote/rules/service-state.ts';
import { isLike, seenOn } from '../../../../cluster/roles/rules/read-sights.ts';
import { serverNamed, valueNaming } from '../../../../cluster/roles/rules/server-value.ts';
import { serverOf } from '../../support/sample.ts';

const serviceOf = (name: string, state: ServiceState) => ({
  name,
  displayName: name,
  state,
  start: 'manual' as const,
});

t.test('a Windows service', async (t) => {
  const means = { kind: 'service', service: 'CRMIndexerService' } as const;
  const seen = (state: ServiceState) =>
    seenOn(means, { services: [serviceOf('crmindexerservice', state)], applications: new Map() }).state;
  t.equal(seen('running'), 'running');
  t.equal(seen('stopped'), 'stopped');
  for (const state of ['starting', 'stopping', 'paused', 'pausing', 'continuing'] as const)
    t.equal(seen(state), 'changing', state);
  t.equal(seen('unknown'), 'unknown');
  t.equal(seenOn(means, { services: [], applications: new Map() }).state, 'absent');
});

t.test('a web application runs while it lies there and Tomcat runs', async (t) => {
  const place = { application: 'Engine', folder: 'C:\\webapps', parkFolder: 'C:\\parked' };
  const means = { kind: 'web-application', service: 'CRMTomcat*', ...place } as const;
  const seen = (tomcat: ServiceState, deployed: boolean, parked: boolean, folderFound = true) =>
    seenOn(means, {
      services: [serviceOf('CRMTomcat7', tomcat)],
      applications: new Map([['Engine', { application: 'Engine', deployed, parked, folderFound }]]),
    }).state;
  t.equal(seen('running', true, false), 'running');
  t.equal(seen('stopped', true, false), 'changing', 'it runs as soon as Tomcat does');
  t.equal(seen('running', false, true), 'stopped');
  t.equal(seen('running', false, false), 'absent');
  t.equal(seen('running', false, true, false), 'unknown', 'in another folder it may run');
});

t.test('patterns are those of PowerShell', async (t) => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['CRMTomcat7', 'crmtomcat*', true],
    ['CRMTomcat7', 'CRMTomcat7', true],
    ['CRMTomcat7', 'CRMTomcat', false],
    ['CRMTomcat7', '*7', true],
    ['CRMTomcat7', 'CRM*Tom*7', true],
    ['CRM7', 'CRM7*7', false],
    ['CRMTomcat7', '*', true],
  ];
  for (const [text, pattern, expected] of rows)
    t.equal(isLike(text, pattern), expected, `${text} ${pattern}`);
});

t.test(
  'a value names a server by any of its names, and is written in the form of the one before',
  async (t) => {
    const names = ['crm02', 'crm02.example.com', '10.0.0.2'];
    const server = serverOf('CRM02', { hostNames: names });
    t.equal(serverNamed(' CRM02.EXAMPLE.COM; ', [serverOf('CRM01'), server])?.name, 'CRM02');
    t.equal(serverNamed('', [server]), undefined);
    t.equal(serverNamed('CRM09', [server]), undefined);
    t.equal(valueNaming(server, 'CRM01'), 'CRM02');
    t.equal(valueNaming(server, 'crm01.example.com'), 'crm02.example.com');
    t.equal(valueNaming({ ...server, origin: 'https://crm02:443' }, 'CRM01'), 'crm02.example.com');
    t.equal(
      valueNaming({ ...server, origin: 'https://crm02', hostNames: ['crm02', '10.0.0.2'] }, 'a.b'),
      'CRM02',
    );
  },
);
