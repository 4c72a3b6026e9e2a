import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineMachineNames } from '../../../../cluster/doctor/rules/machine-names.ts';
import { examineSsh } from '../../../../cluster/doctor/rules/ssh.ts';
import { away, type Change, examined } from '../facts.ts';

const first = (change: object): Change => ({
  servers: [
    {
      windows: {
        ssh: seen({ works: true, user: 'X\\fairlead', machine: 'crmweb1', administrator: true, ...change }),
      },
    },
  ],
});
const refused: Change = {
  servers: [
    { windows: { ssh: seen({ works: false, text: 'The host key is not known.', mend: 'Add it.' }) } },
  ],
};
const none: Change = { servers: [{ windows: { ssh: away } }, { windows: { ssh: away } }] };
const second = ['CRMWEB2', 'ok'] as const;

t.test('each machine calls itself what the list calls it', (t) =>
  examined(t, examineMachineNames, [
    ['in order', {}, ['CRMWEB1', 'ok'], second],
    ['case does not count', first({}), ['CRMWEB1', 'ok'], second],
    ['another machine', first({ machine: 'OLDWEB1' }), ['CRMWEB1', 'fault', /calls itself OLDWEB1/], second],
    ['SSH does not work', refused, ['CRMWEB1', 'unknown'], second],
    ['no SSH', none, ['servers', 'unknown']],
  ]),
);

t.test('SSH lets us in as an administrator', (t) =>
  examined(t, examineSsh, [
    ['in order', {}, ['CRMWEB1', 'ok'], second],
    ['refused', refused, ['CRMWEB1', 'fault', /host key/], second],
    ['no administrator', first({ administrator: false }), ['CRMWEB1', 'warning', /Administrators/], second],
    ['no SSH', none, ['servers', 'unknown', /away/]],
  ]),
);
