import t from 'tap';
import { createJudge, type Judge, type ServerTruth } from '../../../../demo/people/rules/judge.ts';

/** `A2 B3*2 C1!` is A with 2 users, B with 3 and weight 2, C with 1 that is no candidate. */
const truth = (text: string): ServerTruth[] =>
  text.split(' ').map((word) => {
    const [, server = '', users = '0', weight = '1', out] =
      /^([A-Z])(\d+)(?:\*([\d.]+))?(!?)$/.exec(word) ?? [];
    return { server, users: Number(users), weight: Number(weight), candidate: out !== '!' };
  });

/** Where a log-on arrives, and what is true of the servers then. */
type Place = readonly [server: string, counts: string];

const arrive = (judge: Judge, user: string, [server, counts]: Place, more = {}) =>
  judge.arrived({ user, server, confirm: false, atMs: 1000, truth: truth(counts), ...more });

const verdict = (judge: Judge) => {
  const { misjudged, undecided } = judge.result();
  return [
    ...misjudged.map((each) => `${each.user}->${each.server} ${each.because}`),
    ...(undecided ? ['?'] : []),
  ];
};

const alone: readonly (readonly [string, string, boolean])[] = [
  ['A0 B0 C0', 'A', true],
  ['A0 B0 C0', 'C', true],
  ['A1 B0', 'B', true],
  ['A1 B0', 'A', false],
  ['A5 B5 C5', 'B', true],
  ['A5 B5 C4', 'B', false],
  ['A0', 'A', true],
  ['A1 B0!', 'A', true],
  ['A0! B5', 'A', false],
  // (users + 1) / weight: A twice as strong takes two for one.
  ['A1*2 B0', 'A', true],
  ['A2*2 B0', 'A', false],
  ['A2*2 B1', 'A', true],
  ['A3*2 B1', 'B', true],
  ['A4*2 B1', 'A', false],
  ['A9*10 B0', 'A', true],
  ['A10*10 B0', 'A', false],
  ['A2*0.3 B9', 'A', true],
  ['A3*0.3 B9', 'A', false],
];

for (const [counts, server, right] of alone)
  t.test(`a lone log-on to ${server} with ${counts} is ${right ? 'right' : 'wrong'}`, (t) => {
    const judge = createJudge({ toldByDatabaseMs: 0 });
    judge.sent('ann');
    arrive(judge, 'ann', [server, counts]);
    const because = counts.includes(`${server}0!`) ? 'not-serving' : 'more-users';
    t.same(verdict(judge), right ? [] : [`ann->${server} ${because}`]);
    t.equal(judge.result().judged, 1);
    t.end();
  });

t.test('a log-on on its way may excuse, and where it arrives settles it', (t) => {
  for (const [where, expected] of [
    ['B', []],
    ['A', ['ann->A more-users']],
    ['C', ['ann->A more-users']],
  ] as const) {
    const judge = createJudge({ toldByDatabaseMs: 0 });
    judge.sent('bob');
    judge.sent('ann');
    arrive(judge, 'ann', ['A', 'A1 B0 C1']);
    t.same(verdict(judge), ['?'], 'nobody knows yet where bob goes');
    arrive(judge, 'bob', [where, where === 'B' ? 'A2 B0 C1' : 'A1 B1 C1']);
    t.same(verdict(judge), expected, `bob went to ${where}`);
  }
  t.end();
});

t.test('log-ons on their way cannot excuse more than there are', (t) => {
  const judge = createJudge({ toldByDatabaseMs: 0 });
  judge.sent('bob');
  judge.sent('ann');
  arrive(judge, 'ann', ['A', 'A2 B0 C9']);
  t.same(verdict(judge), ['ann->A more-users'], 'two are missing on B, one is on its way');
  t.end();
});

t.test('a log-on that never arrives may have been meant for any server', (t) => {
  const judge = createJudge({ toldByDatabaseMs: 0 });
  judge.sent('bob');
  judge.sent('ann');
  arrive(judge, 'ann', ['A', 'A1 B0']);
  judge.seen('bob', 1000);
  t.same(verdict(judge), []);
  t.end();
});

t.test('what is on its way at the end never arrives', (t) => {
  const judge = createJudge({ toldByDatabaseMs: 0 });
  for (const user of ['bob', 'cid', 'ann']) judge.sent(user);
  arrive(judge, 'ann', ['A', 'A1 B0']);
  t.equal(judge.result().undecided, 1);
  t.match(judge.finish(), { undecided: 0, misjudged: [] });
  t.end();
});

t.test('a log-on sent after this one arrived excuses nothing', (t) => {
  const judge = createJudge({ toldByDatabaseMs: 0 });
  judge.sent('ann');
  arrive(judge, 'ann', ['A', 'A1 B0']);
  judge.sent('bob');
  t.same(verdict(judge), ['ann->A more-users']);
  t.end();
});

const endings: readonly (readonly [string, (judge: Judge) => void, readonly string[]])[] = [
  ['not ended', (judge) => judge.result(), ['ann->A more-users']],
  ['ended, nobody told yet', (judge) => judge.ended('bob', 'B', 0), []],
  ['ended on another server', (judge) => judge.ended('bob', 'A', 0), ['ann->A more-users']],
  [
    'ended and told before the log-on was sent',
    (judge) => {
      judge.ended('bob', 'B', 0);
      judge.seen('bob', 0);
    },
    ['ann->A more-users'],
  ],
  ['a failed log-on, nobody told yet', (judge) => decided(judge, 'failed'), []],
  [
    'a failed log-on, told before',
    (judge) => {
      decided(judge, 'failed');
      judge.seen('bob', 0);
    },
    ['ann->A more-users'],
  ],
  [
    'already on and told: its place waits for the confirmation',
    (judge) => {
      decided(judge, 'already-on');
      judge.seen('bob', 0);
    },
    [],
  ],
  [
    'already on, and the confirmation answered',
    (judge) => {
      decided(judge, 'already-on');
      judge.seen('bob', 0);
      judge.seen('bob', 0);
    },
    ['ann->A more-users'],
  ],
  ['a successful log-on ends nothing', (judge) => decided(judge, 'success'), ['ann->A more-users']],
  [
    'what a stranger ended is known at once',
    (judge) => judge.ended('stranger', 'B', 0),
    ['ann->A more-users'],
  ],
];

function decided(judge: Judge, result: 'success' | 'already-on' | 'failed') {
  judge.decided({ user: 'bob', server: 'B', result, atMs: 0 });
}

for (const [what, before, expected] of endings)
  t.test(`one user too few on B: ${what}`, (t) => {
    const judge = createJudge({ toldByDatabaseMs: 0 });
    judge.sent('bob');
    arrive(judge, 'bob', ['B', 'A0 B0']);
    before(judge);
    judge.sent('ann');
    arrive(judge, 'ann', ['A', 'A1 B0']);
    t.same(verdict(judge), expected);
    t.end();
  });

t.test('an ending told while the log-on was on its way excuses it', (t) => {
  const judge = createJudge({ toldByDatabaseMs: 0 });
  judge.sent('bob');
  arrive(judge, 'bob', ['B', 'A0 B0']);
  judge.sent('ann');
  judge.ended('bob', 'B', 0);
  judge.seen('bob', 0);
  arrive(judge, 'ann', ['A', 'A1 B0']);
  judge.sent('cid');
  arrive(judge, 'cid', ['A', 'A2 B1']);
  t.same(verdict(judge), ['cid->A more-users'], 'and nobody after it');
  t.equal(judge.result().sessionsEnded, 1);
  t.end();
});

t.test('where only the database tells of endings they stay unknown for a while', (t) => {
  const judge = createJudge({ toldByDatabaseMs: 500 });
  judge.sent('bob');
  arrive(judge, 'bob', ['B', 'A0 B0']);
  judge.ended('bob', 'B', 1000);
  judge.seen('bob', 1000);
  judge.sent('ann');
  arrive(judge, 'ann', ['A', 'A1 B0'], { atMs: 1499 });
  t.same(verdict(judge), []);
  judge.sent('cid');
  arrive(judge, 'cid', ['A', 'A2 B1'], { atMs: 1500 });
  t.same(verdict(judge), ['cid->A more-users']);
  t.end();
});

t.test('a confirmation belongs to the server of the first attempt, however many users it has', (t) => {
  for (const [server, counts, expected] of [
    ['A', 'A9 B0', []],
    ['B', 'A9 B0', ['ann->B confirmation-elsewhere']],
    ['B', 'A0! B0', []],
  ] as const) {
    const judge = createJudge({ toldByDatabaseMs: 0 });
    judge.sent('ann');
    arrive(judge, 'ann', ['A', 'A0 B0']);
    judge.decided({ user: 'ann', server: 'A', result: 'already-on', atMs: 0 });
    judge.seen('ann', 0);
    judge.sent('ann');
    arrive(judge, 'ann', [server, counts], { confirm: true });
    t.same(verdict(judge), expected, `${server} of ${counts}`);
  }
  t.end();
});

t.test('a log-on that arrives twice was sent twice by somebody in between', (t) => {
  const judge = createJudge({ toldByDatabaseMs: 0 });
  judge.sent('ann');
  arrive(judge, 'ann', ['A', 'A0 B0']);
  arrive(judge, 'ann', ['B', 'A1 B0']);
  t.same(verdict(judge), ['ann->B arrived-twice']);
  t.end();
});

t.test('log-ons of people nobody announced are counted and not judged', (t) => {
  const judge = createJudge({ toldByDatabaseMs: 0 });
  arrive(judge, 'visitor', ['A', 'A5 B0']);
  t.match(judge.result(), { judged: 0, others: 1, misjudged: [] });
  t.end();
});

t.test('greedy choices are never misjudged, however their log-ons are delayed; careless ones are', (t) => {
  for (let seed = 1; seed <= 200; seed += 1) {
    t.same(simulate(seed, 'greedy'), 0, `seed ${seed}`);
  }
  const careless = Array.from({ length: 50 }, (_, seed) => simulate(seed + 1, 'careless'));
  t.ok(
    careless.every((wrong) => wrong > 0),
    'each careless run is found out',
  );
  t.end();
});

/** A chooser with exact knowledge of what went through it; log-ons, ends and answers reach their places late. */
function simulate(seed: number, how: 'greedy' | 'careless'): number {
  let state = seed * 2_654_435_761;
  const random = (below: number) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    return state % below;
  };
  const servers = ['A', 'B', 'C'];
  const believed = new Map(servers.map((server) => [server, 0]));
  const real = new Map(servers.map((server) => [server, 0]));
  const add = (counts: Map<string, number>, server: string, change: number) =>
    counts.set(server, (counts.get(server) ?? 0) + change);
  const judge = createJudge({ toldByDatabaseMs: 0 });
  /** What is on its way: each entry is a list of steps, done one at a time, in any order between entries. */
  const running: (() => void)[][] = [];
  const on: [string, string][] = [];

  const logOn = (user: string) => {
    judge.sent(user);
    let server = 'A';
    const choose = () => {
      const best =
        [...servers].sort((one, two) => (believed.get(one) ?? 0) - (believed.get(two) ?? 0))[0] ?? 'A';
      server = how === 'greedy' ? best : (servers[random(2)] ?? 'A');
      add(believed, server, 1);
    };
    const land = () => {
      const counts = servers.map((each) => `${each}${real.get(each) ?? 0}`).join(' ');
      arrive(judge, user, [server, counts]);
      add(real, server, 1);
    };
    const failed = random(8) === 0;
    const decide = () => {
      judge.decided({ user, server, result: failed ? 'failed' : 'success', atMs: 0 });
      if (failed) add(real, server, -1);
    };
    const see = () => {
      judge.seen(user, 0);
      if (!failed) on.push([user, server]); // Only who has the answer can log off.
    };
    const pass = () => void (failed && add(believed, server, -1));
    running.push([choose, land, decide, pass, see]);
  };
  const logOff = () => {
    const [user, server] = on.splice(random(on.length), 1)[0] ?? ['', ''];
    const end = () => {
      add(real, server, -1);
      judge.ended(user, server, 0);
    };
    running.push([end, () => void add(believed, server, -1), () => judge.seen(user, 0)]);
  };

  for (let index = 0; index < 120; index += 1) {
    if (on.length > 0 && random(3) === 0) logOff();
    else logOn(`user${index}`);
    for (let steps = random(8); steps > 0 && running.length > 0; steps -= 1) {
      const entry = running[random(running.length)];
      entry?.shift()?.();
      if (entry?.length === 0) running.splice(running.indexOf(entry), 1);
    }
  }
  while (running.length > 0) {
    const entry = running[random(running.length)];
    entry?.shift()?.();
    if (entry?.length === 0) running.splice(running.indexOf(entry), 1);
  }
  return judge.finish().misjudged.length;
}
