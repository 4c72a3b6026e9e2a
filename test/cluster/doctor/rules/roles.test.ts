import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineRoles } from '../../../../cluster/doctor/rules/roles.ts';
import { away, type Change, examined, factsOf, serviceOf } from '../facts.ts';

const both = [serviceOf('CRMEscalationService'), serviceOf('CRMIndexerService')];
const stopped = serviceOf('CRMIndexerService', { state: 'stopped' });
const disabled = serviceOf('CRMIndexerService', { state: 'stopped', start: 'disabled' });
const escalation = serviceOf('crmescalationservice');
const on = (...each: (typeof both | undefined)[]): Change => ({
  servers: each.map((services) => ({ windows: { services: services ? seen(services) : away } })),
});
const told = (...servers: string[]): Change => ({
  joined: { ...factsOf().joined, roles: seen([{ role: 'indexer', servers }]) },
});
const unnamed: Change = {
  expected: { ...factsOf().expected, onceServices: [{ role: 'e-mail manager', service: null }] },
};
const good = ['cluster', 'ok'] as const;

t.test('each role that exists once runs on one server', (t) =>
  examined(t, examineRoles, [
    ['in order', {}, good, good],
    [
      'on two',
      on(both, both),
      ['cluster', 'fault', /CRMWEB1 and CRMWEB2/],
      ['cluster', 'fault', /all but one/],
    ],
    [
      'stopped',
      on([escalation, stopped], []),
      good,
      ['cluster', 'fault', /runs nowhere; it is stopped on CRMWEB1/],
    ],
    ['installed nowhere', on([escalation], []), good, ['cluster', 'warning', /no server/]],
    ['will start on another', on(both, [stopped]), good, ['cluster', 'warning', /CRMWEB2 too/]],
    ['disabled on another', on(both, [disabled]), good, good],
    [
      'a server not seen',
      on(both, undefined),
      ['CRMWEB2', 'unknown'],
      ['cluster', 'unknown', /not certain/],
      ['cluster', 'unknown'],
    ],
    [
      'on two is certain all the same',
      on([escalation], [escalation]),
      ['cluster', 'fault'],
      ['cluster', 'warning'],
    ],
    ['nobody seen', on(undefined, undefined), ['servers', 'unknown', /away/]],
    ['a name nobody knows', unnamed, ['cluster', 'unknown', /onceServices/]],
    ['who looks after roles is believed', told('CRMWEB2'), ['cluster', 'ok', /CRMWEB2/]],
    ['nowhere', told(), ['cluster', 'fault', /nowhere/]],
    ['twice', told('CRMWEB1', 'CRMWEB2'), ['cluster', 'fault', /fairlead roles/]],
  ]),
);
