// A short chaos run through two real Fairleads and the whole embedded cluster; smaller than `npm run chaos`, and as
// strict. The seed may be any.

import t from 'tap';
import { runChaos } from './chaos.ts';
import { summaryText } from './rules/summary-text.ts';

t.setTimeout(900_000);

t.test('a server dies, a leader dies, one is drained: nobody else notices', async (t) => {
  const said: string[] = [];
  const summary = await runChaos(t, {
    ...{ minutes: 10, faults: 3, seed: 2, users: 12, servers: 3 },
    kinds: ['kill', 'leader', 'drain'],
    say: (line) => said.push(line),
    stop: new AbortController().signal,
  });
  const wrong = summary.checks.filter(({ passed }) => !passed);
  t.same(wrong, [], wrong.length > 0 ? `${said.join('\n')}${summaryText(summary)}` : 'every check passed');
  t.equal(summary.passed, true);
  t.match(
    summary.faults.filter(({ count }) => count > 0).map(({ kind, count }) => [kind, count]),
    [
      ['kill', 1],
      ['leader', 1],
      ['drain', 1],
    ],
  );
  t.ok(summary.logOns >= 12 && summary.requests > summary.pages);
});
