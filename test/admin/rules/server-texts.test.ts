// What the verbs of servers say: before, after, and while somebody watches.

import t from 'tap';
import { adminStatus } from '../../../admin/rules/admin-status.ts';
import { changedText, impactText, progressKey, progressLine } from '../../../admin/rules/server-texts.ts';
import { widthOf } from '../../../admin/rules/text-width.ts';
import { drain, inService, minuteMs, nowMs, out } from '../samples.ts';

const draining = (...view: Parameters<typeof drain>) => adminStatus(out('draining'), drain(...view));
const end = (kind: 'drained' | 'deadline-reached', left: number) => ({ kind, atMs: nowMs, left });

t.test('a preview is one sentence, and says what will be refused', (t) => {
  const impact = {
    stay: 41,
    evicted: 0,
    servingBefore: 3,
    servingAfter: 2,
    servers: 3,
    lightestAfter: 63,
    withoutRoom: 0,
    belowMinServing: false,
    text: '41 users stay, 0 evicted; 2 of 3 servers keep serving; the lightest would rise to 63',
  };
  t.equal(impactText('CRM01', impact).replaceAll('\n', ' '), `CRM01: ${impact.text}. `);
  const refused = impactText('CRM01', { ...impact, belowMinServing: true });
  t.match(refused, /cluster\.minServing/);
  for (const line of refused.split('\n')) t.ok(widthOf(line) <= 80, line);
  t.end();
});

t.test('what was done is told with what else should be known', (t) => {
  const changed = { server: 'CRM01', impact: null, remarks: ['CRM01 is down.'] };
  t.equal(
    changedText({ ...changed, admin: adminStatus(inService, undefined) }),
    'CRM01 is in service.\nCRM01 is down.\n',
  );
  t.match(changedText({ ...changed, admin: draining() }), 'CRM01 is draining (finish).');
  t.match(
    changedText({ ...changed, admin: adminStatus({ state: 'unknown', sinceMs: 0 }, undefined) }),
    'CRM01 is in a state that nobody knows.',
  );
  t.end();
});

t.test('a line of progress tells people, and the end tells the truth', (t) => {
  const table: [ReturnType<typeof draining>, RegExp][] = [
    [draining(), /^CRM01: 12 left, \d+ idle/],
    [draining({ deadlineMs: nowMs + 10 * minuteMs }), /deadline 14:10 UTC$/],
    [draining({ end: end('drained', 0) }, 0), /^CRM01 is drained\.$/],
    [draining({ end: end('drained', 3) }, 3), /^CRM01 is drained; 3 who were idle log on elsewhere\.$/],
    [
      draining({ end: end('deadline-reached', 4) }, 2),
      /^CRM01: deadline reached with 4 left, not drained; draining \(finish\)\.$/,
    ],
    [adminStatus(inService, undefined), /^CRM01 is in service\.$/],
  ];
  for (const [admin, expected] of table) {
    const line = progressLine('CRM01', admin, nowMs);
    t.match(line, expected);
    t.ok(widthOf(line) <= 80, line);
  }
  t.equal(progressKey(draining()), progressKey(draining()), 'nothing new for people');
  t.not(progressKey(draining({}, 11)), progressKey(draining()));
  t.end();
});
