import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineQualifiedNames } from '../../../../cluster/doctor/rules/qualified-names.ts';
import { away, type Change, examined } from '../facts.ts';

const names = (fullNames: string | undefined): Change => ({
  settings: seen({ serverNames: 'CRMWEB1;CRMWEB2;', fullNames, addresses: undefined }),
});

t.test('fully qualified names are complete and in the order of the servers', (t) =>
  examined(t, examineQualifiedNames, [
    ['in order', {}, ['settings', 'ok']],
    ['names that tell nothing of the machine', names('a.example.com;b.example.com;'), ['settings', 'ok']],
    ['blank in the middle', names(';crmweb2.example.com;'), ['CRMWEB1', 'warning', /Entry 1 .* is blank/]],
    ['too short', names('crmweb1.example.com;'), ['CRMWEB2', 'warning', /Entry 2/]],
    ['all blank', names(''), ['CRMWEB1', 'warning'], ['CRMWEB2', 'warning']],
    [
      'in the wrong order',
      names('crmweb2.example.com;CRMWEB1.example.com'),
      ['CRMWEB1', 'fault', /name of CRMWEB2/],
      ['CRMWEB2', 'fault', /name of CRMWEB1/],
    ],
    ['the same twice', names('crm.example.com;CRM.example.com;'), ['settings', 'fault', /more than once/]],
    ['row not known', names(undefined), ['settings', 'unknown', /discover/]],
    ['not seen', { settings: away }, ['settings', 'unknown']],
  ]),
);
