import t from 'tap';
import { pick } from '../../../balancer/rules/pick.ts';
import { createTally, type Tally } from '../../../balancer/rules/settle.ts';
import { createRandom } from '../support/random.ts';

/** Things that happen at a time; what happens at the same time keeps the order it was planned in. */
function createAgenda() {
  const plan: { readonly atMs: number; readonly run: () => void }[] = [];
  let nowMs = 0;
  return {
    now: () => nowMs,
    at(atMs: number, run: () => void) {
      let index = plan.length;
      while (index > 0 && (plan[index - 1]?.atMs ?? 0) > atMs) index -= 1;
      plan.splice(index, 0, { atMs, run });
    },
    runAll(afterEach: () => void) {
      for (let next = plan.shift(); next !== undefined; next = plan.shift()) {
        nowMs = next.atMs;
        next.run();
        afterEach();
      }
    },
  };
}

/** `leaving` are log-offs on their way: whether those users are still there cannot be known yet. */
type Truth = { readonly users: number; readonly leaving: number; readonly nowMs: number };

/**
 * One server and its only entrance. A log-on takes effect in the database somewhere between its decision and its
 * outcome, a log-off between its request and its answer, a poll sees one moment between its start and its end.
 */
function simulate(seed: number, steps: number, check: (tally: Tally, truth: Truth) => void) {
  const random = createRandom(seed);
  const agenda = createAgenda();
  const tally = createTally();
  const soon = () => agenda.now() + random.below(random.chance(0.3) ? 2 : 60);
  let inDatabase = random.below(20);
  let seen = inDatabase;
  let underWay = 0;

  const logOn = () => {
    const reservation = tally.reserve(agenda.now());
    const succeeds = random.chance(0.7);
    underWay += 1;
    agenda.at(soon(), () => {
      if (succeeds) inDatabase += 1;
      agenda.at(soon(), () => {
        underWay -= 1;
        if (!succeeds) return tally.giveBack(reservation);
        seen += 1;
        tally.succeed(reservation, agenda.now());
      });
    });
  };
  let leaving = 0;
  const logOff = () => {
    if (seen - leaving <= 0) return;
    const begunAtMs = agenda.now();
    leaving += 1;
    agenda.at(soon(), () => {
      inDatabase -= 1;
      agenda.at(soon(), () => {
        leaving -= 1;
        seen -= 1;
        tally.logOff({ begunAtMs, endedAtMs: agenda.now() });
      });
    });
  };
  const poll = (after: () => void) => {
    const startedAtMs = agenda.now();
    agenda.at(soon(), () => {
      const users = inDatabase;
      agenda.at(soon(), () => {
        const endedAtMs = agenda.now();
        agenda.at(soon(), () => {
          tally.settle({ users, startedAtMs, endedAtMs });
          after();
        });
      });
    });
  };
  const pollForEver = () => {
    if (agenda.now() < steps * 10) poll(() => agenda.at(soon(), pollForEver));
  };
  // The first poll meets a quiet server, as at a start: from then on there is something to be exact about.
  poll(() => {
    agenda.at(soon() + 1, pollForEver);
    for (let step = 0; step < steps; step++) {
      agenda.at(agenda.now() + 1 + random.below(steps * 10), random.chance(0.65) ? logOn : logOff);
    }
  });
  agenda.runAll(() => check(tally, { users: seen + underWay, leaving, nowMs: agenda.now() }));
}

t.test(
  'as the only entrance the number is exact at every moment, however events and polls interleave',
  (t) => {
    let checks = 0;
    let exact = 0;
    for (let seed = 1; seed <= 300; seed++) {
      simulate(seed, 120, (tally, { users, leaving, nowMs }) => {
        if (tally.database() === undefined) return;
        checks += 1;
        if (leaving === 0) exact += 1;
        const expected = tally.expected();
        if (expected > users || expected < users - leaving) {
          t.fail(`seed ${seed} at ${nowMs}: ${expected} is not ${users} (${leaving} leaving)`);
        }
      });
    }
    t.ok(checks > 50_000, `${checks} moments were compared`);
    t.ok(exact > 10_000, `nobody was on the way out at ${exact} of them, and the number was exact`);
    t.end();
  },
);

t.test('what others do is learnt from the first poll that is not blurred by log-ons of ours', (t) => {
  const tally = createTally();
  tally.settle({ users: 5, startedAtMs: 0, endedAtMs: 1 });
  t.equal(tally.expected(), 5);
  tally.settle({ users: 9, startedAtMs: 10, endedAtMs: 11 });
  t.equal(tally.expected(), 9, 'four came in by another way');
  tally.settle({ users: 2, startedAtMs: 20, endedAtMs: 21 });
  t.equal(tally.expected(), 2, 'seven timed out');
  t.end();
});

t.test('what others do in the middle of a storm is wrong by the blurred log-ons at most', (t) => {
  const tally = createTally();
  tally.settle({ users: 10, startedAtMs: 0, endedAtMs: 1 });
  const [first, second] = [tally.reserve(95), tally.reserve(96)];
  tally.settle({ users: 20, startedAtMs: 100, endedAtMs: 101 });
  t.equal(tally.expected(), 20, 'at least eight strangers; the two may be among the twenty');
  tally.succeed(first, 110);
  tally.succeed(second, 111);
  tally.settle({ users: 22, startedAtMs: 200, endedAtMs: 201 });
  t.equal(tally.expected(), 22, 'they were not, says the next poll');
  t.end();
});

t.test('each single case of one log-on and one poll', (t) => {
  // decided, succeeded (or undefined: under way), poll from 100 to 110, number, expected after it (4 before)
  const rows = [
    ['succeeded long before', 10, 20, 5, 5],
    ['succeeded long before, one stranger left', 10, 20, 4, 4],
    ['succeeded as the poll started', 10, 100, 4, 5],
    ['succeeded as the poll started and was seen', 10, 100, 5, 5],
    ['succeeded during the poll', 10, 105, 4, 5],
    ['decided during the poll', 105, 200, 5, 5],
    ['decided as the poll ended', 110, 200, 5, 5],
    ['decided after the poll', 111, 200, 4, 5],
    ['decided after the poll, so the fifth is a stranger', 111, 200, 5, 6],
    ['under way and not seen', 50, undefined, 4, 5],
    ['under way and seen', 50, undefined, 5, 5],
    ['under way, and a stranger', 50, undefined, 6, 6],
  ] as const;
  for (const [name, decidedAtMs, succeededAtMs, users, expected] of rows) {
    const tally = createTally();
    tally.settle({ users: 4, startedAtMs: 0, endedAtMs: 1 });
    const reservation = tally.reserve(decidedAtMs);
    if (succeededAtMs !== undefined) tally.succeed(reservation, succeededAtMs);
    tally.settle({ users, startedAtMs: 100, endedAtMs: 110 });
    t.equal(tally.expected(), expected, name);
  }
  t.end();
});

t.test('each single case of one log-off and one poll', (t) => {
  const rows = [
    ['long before', 10, 20, 3, 3],
    ['during, and not seen', 90, 105, 4, 3],
    ['during, and seen', 90, 105, 3, 3],
    ['after', 111, 120, 4, 3],
    ['after, and another one left', 111, 120, 3, 2],
  ] as const;
  for (const [name, begunAtMs, endedAtMs, users, expected] of rows) {
    const tally = createTally();
    tally.settle({ users: 4, startedAtMs: 0, endedAtMs: 1 });
    tally.logOff({ begunAtMs, endedAtMs });
    tally.settle({ users, startedAtMs: 100, endedAtMs: 110 });
    t.equal(tally.expected(), expected, name);
  }
  t.end();
});

t.test('a reservation ends once', (t) => {
  const tally = createTally();
  const kept = tally.reserve(1);
  const lost = tally.reserve(1);
  tally.succeed(kept, 2);
  tally.giveBack(kept);
  tally.giveBack(lost);
  tally.giveBack(lost);
  tally.succeed(lost, 3);
  t.same([tally.expected(), tally.underWay()], [1, 0]);
  t.end();
});

t.test('a poll that is older than the last one is ignored', (t) => {
  const tally = createTally();
  tally.settle({ users: 4, startedAtMs: 100, endedAtMs: 110 });
  tally.settle({ users: 9, startedAtMs: 50, endedAtMs: 200 });
  t.same([tally.expected(), tally.database(), tally.lastSettledMs()], [4, 4, 110]);
  t.end();
});

t.test('with the database gone for hours the number stays right and the memory small', (t) => {
  const tally = createTally();
  tally.settle({ users: 0, startedAtMs: 0, endedAtMs: 1 });
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 200_000; index++) {
    tally.succeed(tally.reserve(index * 50), index * 50 + 20);
    if (index % 2) tally.logOff({ begunAtMs: index * 50, endedAtMs: index * 50 + 30 });
  }
  t.equal(tally.expected(), 100_000);
  t.ok(process.memoryUsage().heapUsed - before < 32 * 1024 * 1024);
  tally.settle({ users: 100_000, startedAtMs: 10_000_100, endedAtMs: 10_000_101 });
  t.equal(tally.expected(), 100_000);
  t.end();
});

/** 1,000 log-ons at 20 a second on four servers, a poll every 5 s that takes a while; nobody logs off. */
function burst(reserving: boolean, seed: number): { readonly largest: number; readonly last: number } {
  const random = createRandom(seed);
  const agenda = createAgenda();
  const servers = Array.from({ length: 4 }, () => {
    const tally = createTally();
    tally.settle({ users: 0, startedAtMs: -2, endedAtMs: -1 });
    return {
      admin: 'in-service' as const,
      health: 'up' as const,
      weight: 1000,
      maxUsers: undefined,
      tally,
      sent: 0,
      inDatabase: 0,
      get users() {
        return reserving ? tally.expected() : (tally.database() ?? 0);
      },
    };
  });
  let largest = 0;
  const difference = () =>
    Math.max(...servers.map((each) => each.sent)) - Math.min(...servers.map((each) => each.sent));
  for (let index = 0; index < 1000; index++) {
    agenda.at(index * 50, () => {
      const picked = pick(servers, [], 'log-on');
      if (picked.kind === 'none') throw new Error(picked.because);
      const { candidate } = picked;
      candidate.sent += 1;
      largest = Math.max(largest, difference());
      const reservation = candidate.tally.reserve(agenda.now());
      agenda.at(agenda.now() + random.below(1500), () => {
        candidate.inDatabase += 1;
        agenda.at(agenda.now() + random.below(500), () => candidate.tally.succeed(reservation, agenda.now()));
      });
    });
  }
  for (let pollMs = 5000; pollMs <= 60_000; pollMs += 5000) {
    agenda.at(pollMs, () => {
      agenda.at(pollMs + random.below(300), () => {
        const numbers = servers.map((each) => each.inDatabase);
        agenda.at(pollMs + 300, () => {
          for (const [index, { tally }] of servers.entries()) {
            tally.settle({ users: numbers[index] ?? 0, startedAtMs: pollMs, endedAtMs: pollMs + 300 });
          }
        });
      });
    });
  }
  agenda.runAll(() => undefined);
  return { largest, last: difference() };
}

t.test('a burst of 1,000 log-ons leaves the servers at most one user apart', (t) => {
  for (let seed = 1; seed <= 20; seed++) t.same(burst(true, seed), { largest: 1, last: 0 }, `seed ${seed}`);
  t.end();
});

t.test('without reservation the same burst lands on one server after the other', (t) => {
  const { largest } = burst(false, 1);
  t.ok(largest > 50, `the servers were ${largest} users apart`);
  t.end();
});

t.test('the first poll is read as every other: log-ons under way may be in it', (t) => {
  const rows: readonly (readonly [name: string, users: number, expected: number])[] = [
    ['they are', 2, 2],
    ['they are not', 0, 2],
    ['there were others before', 12, 12],
  ];
  for (const [name, users, expected] of rows) {
    const tally = createTally();
    tally.reserve(100);
    tally.succeed(tally.reserve(110), 120);
    tally.settle({ users, startedAtMs: 90, endedAtMs: 130 });
    t.equal(tally.expected(), expected, name);
  }
  t.end();
});

t.test('an untold log-on counts for good once a poll must contain it, and not before', (t) => {
  type Row = readonly [string, { untold: number; told: number; left: number; users: number }, number];
  const rows: readonly Row[] = [
    ['nobody came', { untold: 2, told: 0, left: 0, users: 5 }, 0],
    ['one came', { untold: 2, told: 0, left: 0, users: 6 }, 1],
    ['both came', { untold: 2, told: 0, left: 0, users: 7 }, 2],
    ['more than both', { untold: 2, told: 0, left: 0, users: 9 }, 2],
    ['it may be the other log-on under way', { untold: 1, told: 1, left: 0, users: 6 }, 0],
    ['both of them', { untold: 1, told: 1, left: 0, users: 7 }, 1],
    ['it may be one who is just leaving', { untold: 1, told: 0, left: 1, users: 5 }, 0],
    ['fewer than anybody can explain', { untold: 1, told: 0, left: 0, users: 3 }, 0],
  ];
  for (const [name, { untold, told, left, users }, kept] of rows) {
    const tally = createTally();
    tally.settle({ users: 5, startedAtMs: 0, endedAtMs: 0 });
    const held = Array.from({ length: untold }, () => tally.reserveUntold(10));
    for (let each = 0; each < told; each++) tally.reserve(10);
    for (let each = 0; each < left; each++) tally.logOff({ begunAtMs: 11, endedAtMs: 30 });
    tally.settle({ users, startedAtMs: 20, endedAtMs: 21 });
    t.equal(held.filter(({ state }) => state === 'succeeded').length, kept, name);
    const before = tally.expected();
    for (const each of held) tally.giveBack(each);
    t.equal(tally.expected(), before - (untold - kept), `${name}: only the others are given back`);
  }
  t.end();
});

t.test('an untold log-on decided after a poll ended is not in it', (t) => {
  const tally = createTally();
  tally.settle({ users: 5, startedAtMs: 0, endedAtMs: 0 });
  const held = tally.reserveUntold(30);
  tally.settle({ users: 6, startedAtMs: 20, endedAtMs: 21 });
  t.equal(held.state, 'under-way');
  t.equal(tally.expected(), 7, 'a stranger came, and ours may still come');
  t.end();
});
