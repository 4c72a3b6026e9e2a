import t from 'tap';
import type { DoctorDocument } from '../../../admin/operations/doctor.ts';
import { doctorText } from '../../../admin/rules/doctor-text.ts';
import { createPainter } from '../../../admin/rules/paint.ts';

type Finding = DoctorDocument['findings'][number];

const finding = (
  severity: Finding['severity'],
  examination: string,
  subject: string,
  ...[seen, mend = '']: [seen: string, mend?: string]
): Finding => ({ severity, examination, subject, seen, mend, facts: '' });

const document: DoctorDocument = {
  version: 1,
  at: '2026-11-21T14:00:00.000Z',
  counts: { ok: 4, warnings: 1, faults: 1, unknown: 2 },
  findings: [
    finding('fault', 'own-balancing', 'settings', 'The CRM moves log-ons itself.', 'Set it to False.'),
    finding('ok', 'clocks', 'CRMWEB1', 'Its clock agrees with the one here.'),
    finding('ok', 'clocks', 'CRMWEB2', 'Its clock agrees with the one here.'),
    finding('ok', 'versions', 'CRMWEB1', 'Its program has version 7.2.0.1.'),
    finding('ok', 'versions', 'cluster', 'The pages tell version 7.2b.'),
    finding('unknown', 'app-pools', 'servers', 'There is no SSH.', 'Write the section remote.'),
    finding('unknown', 'ssh', 'servers', 'There is no SSH.', 'Write the section remote.'),
    finding('warning', 'idle-time-outs', 'CRMWEB2', 'The pool ends after 20 idle minutes.', 'Set 120.'),
  ],
};
const view = { all: false, columns: 80, painter: createPainter(false) };

t.test('one table: what is in order first, the worst last', (t) => {
  t.equal(
    doctorText(document, view),
    [
      'STATE      EXAMINED        WHERE      SEEN, AND HOW TO MEND IT',
      '✔ ok       clocks          CRMWEB1,   Its clock agrees with the one here.',
      '                           CRMWEB2',
      '✔ ok       versions        CRMWEB1,   Its program has version 7.2.0.1. (and 1',
      '                           cluster    more)',
      '? unseen   app-pools, ssh  servers    There is no SSH.',
      '                                      → Write the section remote.',
      '⚠ warning  idle-time-outs  CRMWEB2    The pool ends after 20 idle minutes.',
      '                                      → Set 120.',
      '✖ fault    own-balancing   settings   The CRM moves log-ons itself.',
      '                                      → Set it to False.',
      '─'.repeat(80),
      '4 ok, 1 warning, 1 fault, 2 not examined',
      '',
    ].join('\n'),
  );
  t.end();
});

t.test('with --all each thing that is in order has its row', (t) => {
  const text = doctorText(document, { ...view, all: true });
  t.match(text, 'The pages tell version 7.2b.');
  t.notMatch(text, 'more)');
  t.end();
});

t.test('nothing is wider than the terminal, and what comes from elsewhere acts on none', (t) => {
  const hostile = finding(
    'fault',
    'ssh',
    'A-SERVER-WITH-A-VERY-LONG-NAME',
    `\u001b[2J${'x'.repeat(200)}`,
    'y '.repeat(99),
  );
  const text = doctorText({ ...document, findings: [hostile] }, view);
  for (const line of text.split('\n')) t.ok([...line].length <= 80, line);
  t.notMatch(text, '\u001b');
  t.end();
});
