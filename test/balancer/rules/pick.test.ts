import t from 'tap';
import {
  type Candidate,
  fromShare,
  keepsSessions,
  noServerReasons,
  pick,
  takesLogOns,
  wholeWeight,
} from '../../../balancer/rules/pick.ts';

type Named = Candidate & { readonly name: string };

/** `name users [weight] [changes]` */
function candidate(name: string, users: number, changes: Partial<Candidate> = {}): Named {
  return { name, admin: 'in-service', health: 'up', users, weight: 1000, maxUsers: undefined, ...changes };
}

function picked(
  candidates: readonly Named[],
  tried: readonly Named[] = [],
  purpose: 'log-on' | 'any' = 'log-on',
) {
  const result = pick(candidates, tried, purpose);
  return result.kind === 'picked' ? result.candidate.name : result.because;
}

t.test("the vendor's example: users 1 and 4 to server 1, 2 to 2, 3 to 3", (t) => {
  const users = [0, 0, 0];
  const order = [1, 2, 3, 4].map(() => {
    const name = picked(users.map((each, index) => candidate(String(index), each)));
    users[Number(name)] = (users[Number(name)] ?? 0) + 1;
    return Number(name) + 1;
  });
  t.same(order, [1, 2, 3, 1]);
  t.end();
});

t.test('who is picked for a log-on', (t) => {
  const heavy = { weight: 2000 };
  const warming = { warming: true };
  const rows: readonly [string, readonly Named[], string][] = [
    ['one that is being prepared is passed over', [candidate('a', 0, warming), candidate('b', 9)], 'b'],
    [
      'also for one that only begins to answer',
      [candidate('a', 0, warming), candidate('b', 9, { health: 'going-up' })],
      'b',
    ],
    [
      'and taken where there is no other',
      [candidate('a', 0, warming), candidate('b', 0, { health: 'down' })],
      'a',
    ],
    ['the fewest users', [candidate('a', 3), candidate('b', 2), candidate('c', 4)], 'b'],
    ['a tie goes to list order', [candidate('a', 3), candidate('b', 2), candidate('c', 2)], 'b'],
    ['twice the weight takes twice the users', [candidate('a', 1), candidate('b', 2, heavy)], 'b'],
    ['a weighted tie goes to list order', [candidate('a', 1), candidate('b', 3, heavy)], 'a'],
    ['a full server is left out', [candidate('a', 2, { maxUsers: 2 }), candidate('b', 9)], 'b'],
    ['one below its cap is not', [candidate('a', 1, { maxUsers: 2 }), candidate('b', 9)], 'a'],
    ['a draining server is left out', [candidate('a', 0, { admin: 'draining' }), candidate('b', 9)], 'b'],
    ['maintenance is left out', [candidate('a', 0, { admin: 'maintenance' }), candidate('b', 9)], 'b'],
    ['down is left out', [candidate('a', 0, { health: 'down' }), candidate('b', 9)], 'b'],
    ['going down still serves', [candidate('a', 0, { health: 'going-down' }), candidate('b', 9)], 'a'],
    ['unknown only after known', [candidate('a', 0, { health: 'unknown' }), candidate('b', 9)], 'b'],
    ['unknown where none is known', [candidate('a', 0, { health: 'unknown' })], 'a'],
    [
      'unknown where the known are full',
      [candidate('a', 9, { health: 'unknown' }), candidate('b', 1, { maxUsers: 1 })],
      'a',
    ],
    [
      'coming back after unknown',
      [candidate('a', 0, { health: 'going-up' }), candidate('b', 9, { health: 'unknown' })],
      'b',
    ],
    [
      'coming back rather than nobody',
      [candidate('a', 0, { health: 'going-up' }), candidate('b', 0, { health: 'down' })],
      'a',
    ],
    ['nobody there', [], 'no-server'],
    ['all down', [candidate('a', 0, { health: 'down' })], 'all-down'],
    [
      'all out of service',
      [candidate('a', 0, { admin: 'draining' }), candidate('b', 0, { admin: 'maintenance' })],
      'all-draining',
    ],
    ['all full', [candidate('a', 1, { maxUsers: 1 }), candidate('b', 0, { health: 'down' })], 'all-full'],
    [
      'down says more than draining',
      [candidate('a', 1, { health: 'down' }), candidate('b', 0, { admin: 'draining' })],
      'all-down',
    ],
  ];
  for (const [name, candidates, expected] of rows) t.equal(picked(candidates), expected, name);
  t.end();
});

t.test('servers that could not be connected to are left out', (t) => {
  const [a, b] = [candidate('a', 0), candidate('b', 5)];
  t.equal(picked([a, b], [a]), 'b');
  t.equal(picked([a, b], [a, b]), 'all-down');
  t.equal(picked([a, b], [a, b], 'any'), 'all-down');
  t.end();
});

t.test(
  'a request that makes no session is served by a draining or full server rather than by nobody',
  (t) => {
    const full = candidate('full', 9, { maxUsers: 1 });
    const draining = candidate('draining', 0, { admin: 'draining' });
    const maintenance = candidate('maintenance', 0, { admin: 'maintenance' });
    t.equal(picked([draining, full], [], 'any'), 'full');
    t.equal(picked([draining, maintenance], [], 'any'), 'draining');
    t.equal(picked([maintenance], [], 'any'), 'all-draining');
    t.end();
  },
);

t.test('thousandths make ties exact where fractions would not', (t) => {
  t.ok((0 + 1) * 0.3 !== (2 + 1) * 0.1, 'fractions are not exact');
  const [a, b] = [
    candidate('a', 2, { weight: wholeWeight(0.3) }),
    candidate('b', 0, { weight: wholeWeight(0.1) }),
  ];
  t.equal(picked([a, b]), 'a');
  t.equal(picked([b, a]), 'b');
  t.equal(wholeWeight(0.000_01), 1);
  t.end();
});

t.test('against the obvious slow version, over all small clusters', (t) => {
  const users = [0, 1, 2];
  const weights = [1000, 2000, 3000];
  let compared = 0;
  for (const first of users)
    for (const second of users)
      for (const third of users)
        for (const [w1, w2, w3] of weights.flatMap((a) =>
          weights.flatMap((b) => weights.map((c) => [a, b, c] as const)),
        )) {
          const all = [
            candidate('0', first, { weight: w1 }),
            candidate('1', second, { weight: w2 }),
            candidate('2', third, { weight: w3 }),
          ];
          // Six is a common multiple of the weights, so this is exact too.
          const scores = all.map((each) => ((each.users + 1) * 6000) / each.weight);
          t.equal(picked(all), String(scores.indexOf(Math.min(...scores)))) || t.comment(all);
          compared += 1;
        }
  t.equal(compared, 729);
  t.end();
});

t.test('every reason is in the closed set', (t) => {
  t.same([...noServerReasons].sort(), ['all-down', 'all-draining', 'all-full', 'no-server']);
  t.end();
});

t.test('who keeps sessions and who takes log-ons, over all states', (t) => {
  const healths = ['unknown', 'up', 'down', 'going-down', 'going-up'] as const;
  for (const health of healths) {
    for (const admin of ['in-service', 'draining', 'maintenance'] as const) {
      const each = candidate('a', 0, { health, admin });
      t.equal(keepsSessions(each), health !== 'down' && admin !== 'maintenance', `${health} ${admin} keeps`);
      t.equal(takesLogOns(each), health !== 'down' && admin === 'in-service', `${health} ${admin} takes`);
    }
  }
  t.end();
});

t.test('Fairleads that decide at the same moment begin at different servers', (t) => {
  const list = ['a', 'b', 'c', 'd', 'e'];
  const rows = [
    [0, 'abcde'],
    [1 / 2, 'cdeab'],
    [1 / 3, 'bcdea'],
    [2 / 3, 'deabc'],
    [0.99, 'eabcd'],
  ] as const;
  for (const [share, expected] of rows) t.equal(fromShare(list, share).join(''), expected, String(share));
  t.same(fromShare([], 0.5), []);
  t.same(fromShare(['a'], 0.9), ['a']);
  t.end();
});
