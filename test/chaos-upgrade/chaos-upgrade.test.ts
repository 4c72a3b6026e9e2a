// An upgrade while Fairlead is killed three times, as `npm run chaos:upgrade` does it ten times over three hops.

import t from 'tap';
import { runChaosUpgrade } from './chaos-upgrade.ts';
import { passed, summaryText } from './rules/summary-text.ts';

t.setTimeout(900_000);

t.test('killed three times, it ends as one that nobody disturbed', async (t) => {
  const wanted = { seed: 5, kills: 3, to: '2017 R1', rehearse: false };
  const summary = await runChaosUpgrade(t, { ...wanted, say: (line) => t.comment(line) });
  t.ok(passed(summary), summaryText(summary));
  t.equal(summary.met.length, 3);
  t.ok(summary.records > 2 * summary.steps, 'every step was begun and ended');
});
