// The verdict and its words: everything right, everything wrong, and nothing done.

import t from 'tap';
import type { PeopleEvent } from '../../../demo/people/events.ts';
import type { Harm } from './notice.ts';
import { summaryText } from './summary-text.ts';
import { type Recorded, verdict } from './verdict.ts';

const limits = {
  ...{ answerMs: 30_000, pauseMs: 5_000, cutMs: 2_000 },
  ...{ staleMs: 3_000, onTheWayMs: 1_000, cutLogOns: 2, graceMs: 500 },
};
const events: readonly PeopleEvent[] = [
  { user: 'user001', atMs: 1_000, type: 'log-on-sent', confirm: false },
  {
    ...{ user: 'user001', atMs: 1_100, type: 'log-on-answered', confirm: false },
    ...{ outcome: 'success', server: 'CRM1' },
  },
  { user: 'user001', atMs: 2_000, type: 'page', server: 'CRM1' },
];
const harm: Harm = {
  ...{ kind: 'kill', server: 'CRM2', fromMs: 5_000, knownMs: 6_000, overMs: 9_000 },
  ...{ movesPeople: false, cutsMs: [] },
};
const good: Recorded = {
  events,
  harms: [harm],
  logOns: [{ server: 'CRM1', atMs: 1_050, fairlead: 'one' }],
  spans: [{ fairlead: 'one', server: 'CRM2', fromMs: 6_000, toMs: 8_000, over: true }],
  fairleads: ['one'],
  drains: [],
  roles: [{ role: 'dtls', on: ['CRM1'], said: ['CRM1'] }],
  troubles: [],
};
const bad: Recorded = {
  ...good,
  events: [
    ...events,
    { ...{ user: 'user001', atMs: 7_000, type: 'failure' }, kind: 'lost-session', server: 'CRM1', text: 'x' },
  ],
  logOns: [{ server: 'CRM2', atMs: 7_000, fairlead: 'one' }],
  roles: [{ role: 'dtls', on: [], said: ['CRM1'] }],
  drains: [
    {
      ...{ server: 'CRM3', policy: 'now', beganMs: 0, deadlineMs: 1_000, admittedMs: 9_000 },
      ...{ samples: [], pagesMs: [], seen: [] },
      claims: [{ fairlead: 'one', end: null, endedMs: undefined, leftAtEnd: null }],
    },
  ],
  troubles: ['CRM2: server killed: not well within 90 s'],
};
const numbers = {
  ...{ seed: 7, minutes: 10, users: 200, servers: 4, requests: 5, sentAgain: 0 },
  ...{ largestDifference: 3, differenceAtEnd: 1, interrupted: false },
  harms: [],
};

t.test('everything as it should be', async (t) => {
  const judged = verdict(good, limits);
  t.match(judged, { passed: true, logOns: 1, pages: 1 });
  t.same(
    judged.checks.map(({ check, passed }) => [check, passed]),
    [
      ['known-down', true],
      ['healthy-users', true],
      ['roles', true],
      ['drains', true],
      ['recovery', true],
    ],
  );
  const text = summaryText({ ...judged, ...numbers });
  t.match(text, /^faults +1 server killed$/m);
  t.match(text, /npm run chaos -- --minutes 10 --seed 7 --users 200 --servers 4/);
});

t.test('every check finds what is wrong, in 80 columns', async (t) => {
  const judged = verdict(bad, limits);
  t.equal(judged.passed, false);
  t.same(
    judged.checks.map(({ passed }) => passed),
    [false, false, false, false, false],
  );
  const text = summaryText({ ...judged, ...numbers });
  t.match(text, /WRONG No user of a healthy server notices/);
  t.match(text, /00:00:07.000 user001, on CRM1 since 00:00:01.000: lost-session, x/);
  t.match(text, /dtls is on no server, and the leader says CRM1/);
  t.same(
    text.split('\n').filter((line) => line.length > 80),
    [],
  );
});

t.test('a run that did nothing proves nothing', async (t) => {
  t.equal(verdict({ ...good, harms: [] }, limits).passed, false);
  t.equal(verdict({ ...good, events: [] }, limits).passed, false);
  t.equal(verdict({ ...good, roles: [] }, limits).passed, false);
});
