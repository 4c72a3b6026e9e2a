import t from 'tap';
import type { PeopleEvent } from '../../../../demo/people/events.ts';
import type { JudgeResult } from '../../../../demo/people/rules/judge.ts';
import { type ServerAtEnd, summarise } from '../../../../demo/people/rules/summary.ts';
import { renderPeopleTable } from '../../../../demo/people/rules/table.ts';
import { countEvent, emptyTally } from '../../../../demo/people/rules/tally.ts';

type Short = PeopleEvent extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'user' | 'atMs'>
    : never
  : never;
const tally = (...events: Short[]) =>
  events.map((event) => ({ ...event, user: 'ann', atMs: 0 }) as PeopleEvent).reduce(countEvent, emptyTally);
const on = (server: string, confirm = false): Short => ({
  type: 'log-on-answered',
  outcome: 'success',
  confirm,
  server,
});

t.test('events are counted per server and per kind of failure, the first example kept', (t) => {
  const counted = tally(
    { type: 'log-on-sent', confirm: false },
    on('B'),
    on('A'),
    on('A', true),
    { type: 'log-on-answered', outcome: 'failed', confirm: false, server: 'A' },
    { type: 'page', server: 'A' },
    { type: 'log-off-answered', server: 'A' },
    { type: 'lost-session-seen', server: 'B' },
    { type: 'failure', kind: 'leak', server: 'A', text: 'first' },
    { type: 'failure', kind: 'leak', server: 'A', text: 'second' },
    { type: 'left', loggedOn: true },
  );
  t.same(counted, {
    logOns: 3,
    logOffs: 1,
    confirmed: 1,
    pages: 1,
    lostSessions: 1,
    left: 1,
    servers: [
      { server: 'A', users: 1, logOns: 2 },
      { server: 'B', users: 0, logOns: 1 },
    ],
    failures: [{ kind: 'leak', count: 2, first: 'first' }],
  });
  t.end();
});

const fine: JudgeResult = { judged: 2, undecided: 0, others: 0, sessionsEnded: 0, misjudged: [] };
const wrong = {
  user: 'ann',
  server: 'B',
  atMs: 0,
  because: 'more-users',
  counts: [{ server: 'B', users: 7, weight: 1, onTheWay: 0 }],
} as const;
const at = (...users: number[]): ServerAtEnd[] =>
  users.map((each, index) => ({ server: `S${index}`, users: each, weight: 1 }));
const leak: Short = { type: 'failure', kind: 'leak', server: 'A', text: 'x' };

const runs: readonly (readonly [string, Parameters<typeof summarise>[0], readonly (string | RegExp)[]])[] = [
  ['all is well', { people: 2, tally: tally(on('A'), on('B')), judged: fine, servers: at(1, 1) }, []],
  ['a difference of one', { people: 2, tally: tally(on('A')), judged: fine, servers: at(1, 0) }, []],
  [
    'a difference of two',
    { people: 2, tally: tally(on('A'), on('A')), judged: fine, servers: at(2, 0) },
    [/^largest difference 2/],
  ],
  [
    'a difference of two after somebody logged off',
    { people: 2, tally: tally(on('A')), judged: { ...fine, sessionsEnded: 1 }, servers: at(2, 0) },
    [],
  ],
  [
    'a difference of two with weights',
    {
      people: 2,
      tally: tally(on('A')),
      judged: fine,
      servers: [{ server: 'A', users: 2, weight: 2 }, ...at(0)],
    },
    [],
  ],
  [
    'a failure',
    { people: 2, tally: tally(on('A'), leak), judged: fine, servers: at(1) },
    ['1 x leak, first: x'],
  ],
  [
    'a misjudged log-on',
    { people: 2, tally: tally(on('A')), judged: { ...fine, misjudged: [wrong] }, servers: at(1) },
    ['1 misjudged log-ons, first: ann to B (more-users; B 7)'],
  ],
  [
    'nobody came',
    { people: 2, tally: emptyTally, judged: { ...fine, judged: 0 }, servers: at(0) },
    [/^nobody/],
  ],
  [
    'a log-on that no server told of',
    { people: 2, tally: tally(on('A'), on('B')), judged: { ...fine, judged: 1 }, servers: at(1, 1) },
    [/only 1 were judged/],
  ],
];

for (const [what, input, because] of runs)
  t.test(`the summary of a run: ${what}`, (t) => {
    const summary = summarise(input);
    t.match(summary.because, because);
    t.equal(summary.because.length, because.length);
    t.equal(summary.passed, because.length === 0);
    t.end();
  });

t.test('the table fits into 80 columns, whatever is in it', (t) => {
  const long = 'x'.repeat(200);
  const full = tally(on('A'), on('A'), on(long), { ...leak, text: long } as Short);
  const snapshot = { elapsedMs: 12_345, people: 60, started: 3, tally: full };
  const table = renderPeopleTable(snapshot, { judged: 3, undecided: 1, misjudged: [wrong] });
  for (const line of table.split('\n')) t.ok(line.length <= 80, line);
  t.match(table, /^A +2 +2 {2}#{30}$/m);
  t.match(table, /^x{19}~ +1 +1 {2}#{15}$/m);
  t.match(table, '12 s: 3 of 60 came, 0 left, 0 pages, 1 failures');
  t.match(table, 'log-ons judged: 1 right, 1 wrong, 1 undecided');
  t.match(table, '1 x leak: xxx');
  t.equal(
    renderPeopleTable({ elapsedMs: 0, people: 1, started: 0, tally: emptyTally }).includes('NaN'),
    false,
  );
  t.end();
});
