import t from 'tap';
import { examineAddressList } from '../../../../cluster/doctor/rules/address-list.ts';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { away, type Change, examined } from '../facts.ts';

const listed = (addresses: string | undefined, own: readonly string[][] = []): Change => ({
  settings: seen({ serverNames: 'CRMWEB1;CRMWEB2;', fullNames: undefined, addresses }),
  servers: own.map((each) => ({ addresses: seen(each) })),
});

t.test('the list of addresses is complete, understood, and in order', (t) =>
  examined(t, examineAddressList, [
    ['in order', {}, ['settings', 'ok']],
    ['wildcards', listed('10.1.*;*.*.0.2;'), ['settings', 'ok', /10\.1\.\* \(wildcard\)/]],
    [
      'a zone means its own machine',
      listed('fe80::e1ec:422d:84b3:be0%11;10.1.0.2;', [['fe80::e1ec:422d:84b3:be0']]),
      ['settings', 'ok', /zone 11 of that machine/],
    ],
    [
      'IPv6 written otherwise',
      listed('2001:db8::1;10.1.0.2', [['2001:0db8:0:0:0:0:0:1']]),
      ['settings', 'ok'],
    ],
    ['another kind of address says nothing', listed('fe80::1%11;10.1.0.2;'), ['settings', 'ok']],
    ['too short', listed('10.1.0.1;'), ['CRMWEB2', 'fault', /no entry 2/]],
    ['blank', listed(';10.1.0.2;'), ['CRMWEB1', 'fault', /no entry 1/]],
    ['empty', listed(''), ['CRMWEB1', 'fault'], ['CRMWEB2', 'fault']],
    ['no address', listed('10.1.0.1;crmweb2;'), ['CRMWEB2', 'fault', /"crmweb2", which is no address/]],
    [
      'in the wrong order',
      listed('10.1.0.2;10.1.0.1;'),
      ['CRMWEB1', 'fault', /entry 2 \(CRMWEB2\)/],
      ['CRMWEB2', 'fault', /entry 1 \(CRMWEB1\)/],
    ],
    ['an address of nobody', listed('10.9.0.1;10.1.0.2;'), ['CRMWEB1', 'warning', /reached at 10\.1\.0\.1/]],
    ['row not known', listed(undefined), ['settings', 'unknown', /discover/]],
    ['not seen', { settings: away }, ['settings', 'unknown', /It is away/]],
  ]),
);
