import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineServerList } from '../../../../cluster/doctor/rules/server-list.ts';
import { examineServersAnswer } from '../../../../cluster/doctor/rules/servers-answer.ts';
import type { Notice } from '../../../../cluster/model.ts';
import { checkOf, topologyOf } from '../../support/sample.ts';
import { away, type Change, examined } from '../facts.ts';

const list = (serverNames: string): Change => ({
  settings: seen({ serverNames, fullNames: undefined, addresses: undefined }),
});
const long = 'A-SERVER-WITH-A-LONG-NAME';
const remark: Notice = {
  severity: 'fault',
  code: 'x',
  text: 'The DTLS server is no server.',
  mend: 'Correct it.',
};
const topology = (names: readonly string[], change = {}, remarks: readonly Notice[] = []): Change => ({
  topology: seen({ topology: topologyOf(names, change), remarks }),
});

t.test('the server list has the form the CRM writes, and names the database can tell apart', (t) =>
  examined(t, examineServerList, [
    ['in order', {}, ['settings', 'ok', /CRMWEB1, CRMWEB2/]],
    ['no semicolon at its end', list('CRMWEB1;CRMWEB2'), ['settings', 'warning', /does not end/]],
    ['a blank entry', list('CRMWEB1;;CRMWEB2;'), ['settings', 'warning', /blank entry/]],
    ['a long name', topology([long]), [long, 'warning', /25 characters/]],
    ['what reading it noticed', topology(['CRMWEB1'], {}, [remark]), ['settings', 'fault', /no server/]],
    [
      'it makes no cluster',
      { unreadable: ['There is no server list.'] },
      ['settings', 'fault', /no server list/],
    ],
    ['not seen', { topology: away }, ['settings', 'unknown']],
  ]),
);

t.test('every server shows its log-on page, and the system is open', (t) =>
  examined(t, examineServersAnswer, [
    ['in order', {}, ['CRMWEB1', 'ok'], ['CRMWEB2', 'ok']],
    [
      'one fails',
      { servers: [{ check: checkOf(false) }] },
      ['CRMWEB1', 'fault', /failed/],
      ['CRMWEB2', 'ok'],
    ],
    [
      'locked',
      topology(['CRMWEB1'], {
        flags: {
          ownBalancing: false,
          dtlsServer: undefined,
          version: undefined,
          lock: { lockedBy: '4', sinceMs: 0 },
        },
      }),
      ['CRMWEB1', 'ok'],
      ['CRMWEB2', 'ok'],
      ['settings', 'warning', /locked by user 4/],
    ],
  ]),
);
