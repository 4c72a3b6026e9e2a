// Whether a rehearsal lets a live run begin (F7).

import t from 'tap';
import { type Rehearsal, rehearsalOf } from '../../../../cluster/upgrade/rules/rehearsal.ts';

const hourMs = 3_600_000;
const good: Rehearsal = {
  run: '4',
  environment: 'test',
  planHash: 'this',
  end: { state: 'completed' },
  endedAtMs: 0,
  signedOffBy: 'anna',
};
const broken: Rehearsal = { ...good, end: { state: 'aborted', upgraded: 1, of: 3 } };

t.test('only the very same plan, completed, fresh, signed off', (t) => {
  const rows: readonly (readonly [string, readonly Rehearsal[], number, RegExp | undefined])[] = [
    ['all is well', [good], 10, undefined],
    ['just in time', [good], 24, undefined],
    ['never', [], 10, /this plan was never rehearsed/],
    ['another plan', [{ ...good, planHash: 'other' }], 10, /was another plan/],
    ['another plan, not completed', [{ ...broken, planHash: 'other' }], 10, /never rehearsed/],
    ['not completed', [broken], 10, /\(run 4\) was not completed/],
    ['under way', [{ ...good, end: undefined, endedAtMs: undefined }], 10, /was not completed/],
    ['too old', [good], 25, /is 25\.0 hours old, more than 24\.0 hours/],
    ['much too old', [good], 24 * 15, /is 15 days old/],
    ['nobody signed', [{ ...good, signedOffBy: undefined }], 10, /nobody has signed off.*run 4/],
    ['a broken one after a good one', [good, { ...broken, run: '5' }], 10, undefined],
    ['an older one is signed', [good, { ...good, run: '5', signedOffBy: undefined }], 10, undefined],
  ];
  for (const [what, rehearsals, hours, because] of rows) {
    const verdict = rehearsalOf({
      planHash: 'this',
      rehearsals,
      nowMs: hours * hourMs,
      maxAgeMs: 24 * hourMs,
    });
    t.equal(verdict.ok, because === undefined, what);
    if (!verdict.ok) t.match(verdict, { because, mend: /./ }, what);
  }
  t.end();
});
