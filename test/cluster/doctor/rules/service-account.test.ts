import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineServiceAccount } from '../../../../cluster/doctor/rules/service-account.ts';
import { away, type Change, examined, type factsOf } from '../facts.ts';

const joined = (serviceLogOns: ReturnType<typeof factsOf>['serviceLogOns']): Change => ({ serviceLogOns });

t.test('the service account can log on to each server', (t) =>
  examined(t, examineServiceAccount, [
    [
      'it can',
      joined(seen([{ server: 'CRMWEB1', works: true, text: 'Logged on and off.' }])),
      ['CRMWEB1', 'ok'],
    ],
    [
      'it cannot',
      joined(seen([{ server: 'CRMWEB1', works: false, text: 'The account is locked.' }])),
      ['CRMWEB1', 'fault', /locked/],
    ],
    ['nobody tried', joined(away), ['cluster', 'unknown', /away/]],
  ]),
);
