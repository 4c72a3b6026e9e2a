import t from 'tap';
import type { RunSummary } from '../../../demo/people/rules/summary.ts';
import { summaryText } from '../../../main/demo/summary-text.ts';

const summary: RunSummary = {
  people: 60,
  logOns: 60,
  logOffs: 4,
  pages: 276,
  usersPerServer: [
    { server: 'CRMWEB1', users: 19, weight: 1 },
    { server: 'CRMWEB2', users: 18, weight: 1 },
  ],
  largestDifference: 1,
  differenceCounts: false,
  failures: [],
  judged: 60,
  misjudged: [],
  passed: true,
  because: [],
};

t.test('a run that passed', async (t) => {
  t.equal(
    summaryText(summary),
    `
log-ons             60 of 60 people
users per server    CRMWEB1 19, CRMWEB2 18
largest difference  1
pages               276
log-offs            4
failures            0
log-ons judged      60, 0 not to the server with the fewest users

All as it should be.
`,
  );
});

t.test('one that did not says why, line by line', async (t) => {
  const failed = summaryText({
    ...summary,
    failures: [
      { kind: 'leak', count: 2, first: 'x' },
      { kind: 'lost-session', count: 3, first: 'y' },
    ],
    passed: false,
    because: ['2 x leak, first: x', '3 x lost-session, first: y'],
  });
  t.match(failed, /failures +5\n/);
  t.match(
    failed,
    '\n\nNOT as it should be: 2 x leak, first: x\nNOT as it should be: 3 x lost-session, first: y\n',
  );
  t.notMatch(failed, 'All as it should be');
});
