import t from 'tap';
import { examineAddressChecking } from '../../../../cluster/doctor/rules/address-checking.ts';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { away, examined, factsOf } from '../facts.ts';

const off = { windows: { addressChecking: seen({ found: true, value: ' n ' }) } };
const absent = { windows: { addressChecking: seen({ found: true, value: undefined }) } };
const none = { windows: { addressChecking: seen({ found: false, value: undefined }) } };
const unseen = { windows: { addressChecking: away } };
const peers = { expected: { ...factsOf().expected, peers: ['gate-b'] }, database: { fairleads: away } };
const two = { fairleads: seen(['GATE1', 'GATE2']) };

t.test('addresses of sessions may be checked behind one Fairlead, never behind two', (t) =>
  examined(t, examineAddressChecking, [
    ['one Fairlead', {}, ['CRMWEB1', 'ok'], ['CRMWEB2', 'ok']],
    [
      'two Fairleads',
      { database: two },
      ['CRMWEB1', 'fault', /GATE1, GATE2/],
      ['CRMWEB2', 'fault', /Mismatch/],
    ],
    ['two, and it is off', { database: two, servers: [off, off] }, ['CRMWEB1', 'ok'], ['CRMWEB2', 'ok']],
    ['two, and off on one', { database: two, servers: [off] }, ['CRMWEB1', 'ok'], ['CRMWEB2', 'fault']],
    [
      'on where nothing is said',
      { database: two, servers: [absent, off] },
      ['CRMWEB1', 'fault'],
      ['CRMWEB2', 'ok'],
    ],
    [
      'the database does not show others',
      { database: { fairleads: seen(undefined) } },
      ['CRMWEB1', 'unknown', /VIEW SERVER STATE/],
      ['CRMWEB2', 'unknown'],
    ],
    [
      'a second one by the configuration',
      peers,
      ['CRMWEB1', 'fault', /this one, gate-b/],
      ['CRMWEB2', 'fault'],
    ],
    ['no key', { servers: [none, off] }, ['CRMWEB1', 'unknown', /registryKey/], ['CRMWEB2', 'ok']],
    [
      'one server not seen',
      { servers: [unseen, off] },
      ['CRMWEB1', 'unknown', /It is away/],
      ['CRMWEB2', 'ok'],
    ],
    ['no server seen', { servers: [unseen, unseen] }, ['servers', 'unknown', /It is away/]],
  ]),
);
