import t from 'tap';
import type { CheckTrouble } from '../../../../cluster/model.ts';
import {
  afterCheck,
  afterLoss,
  afterProcess,
  type Evidence,
  type Kept,
  type Memory,
  nothingKnown,
} from '../../../../cluster/warm-up/rules/evidence.ts';
import { checkOf } from '../../support/sample.ts';

const settings = { lostSessions: 3, lostWithinMs: 60_000 };

t.test(
  'a server that was refused or unavailable and is back has restarted; one that was only wrong has not',
  (t) => {
    type Seen = 'passed' | 'failed' | CheckTrouble;
    const rows: [readonly Seen[], readonly (Evidence | undefined)[]][] = [
      [
        ['passed', 'passed'],
        [undefined, undefined],
      ],
      [
        ['failed', 'failed', 'passed'],
        [undefined, undefined, undefined],
      ],
      [
        ['passed', 'refused', 'passed', 'passed'],
        [undefined, undefined, 'refused-then-back', undefined],
      ],
      [
        ['unavailable', 'failed', 'passed'],
        [undefined, undefined, 'unavailable-then-back'],
      ],
      [
        ['refused', 'unavailable', 'failed', 'passed'],
        [undefined, undefined, undefined, 'refused-then-back'],
      ],
      [
        ['refused', 'passed', 'refused', 'passed'],
        [undefined, 'refused-then-back', undefined, 'refused-then-back'],
      ],
    ];
    for (const [seen, expected] of rows) {
      let memory = nothingKnown;
      const found = seen.map((each, index) => {
        const trouble = each === 'refused' || each === 'unavailable' ? each : undefined;
        const noticed = afterCheck(memory, { ...checkOf(each === 'passed', index), trouble });
        memory = noticed.memory;
        return noticed.evidence;
      });
      t.same(found, expected, seen.join(', '));
    }
    t.end();
  },
);

t.test('several sessions lost at once are a restart, one is a time-out', (t) => {
  const none: Kept = { all: 0, seen: 0 };
  const rows: [string, readonly number[], Kept, boolean][] = [
    ['one', [0], none, false],
    ['two of two', [0, 10], none, true],
    ['two of twenty', [0, 10], { all: 18, seen: 0 }, false],
    ['three of twenty, nobody else seen', [0, 10, 20], { all: 17, seen: 0 }, true],
    ['three, and two were served', [0, 10, 20], { all: 17, seen: 2 }, true],
    ['three, and as many were served', [0, 10, 20], { all: 17, seen: 3 }, false],
    ['three, and everybody else was served', [0, 10, 20], { all: 17, seen: 17 }, false],
    ['three within a long time', [0, 50_000, 61_000], { all: 17, seen: 0 }, false],
    ['the first is too long ago, the others are not', [0, 61_000, 62_000, 63_000], { all: 9, seen: 0 }, true],
    ['a clock that was set back', [100_000, 10, 20], { all: 17, seen: 0 }, false],
  ];
  for (const [name, losses, kept, expected] of rows) {
    let memory: Memory = nothingKnown;
    let evidence: Evidence | undefined;
    for (const atMs of losses) {
      const noticed = afterLoss(memory, { atMs, learnedMs: -1000 }, settings, () => kept);
      memory = noticed.memory;
      evidence ??= noticed.evidence;
    }
    t.equal(evidence, expected ? 'sessions-lost' : undefined, name);
  }
  t.end();
});

t.test(
  'sessions from before a restart that is known are no news, however late their people come back',
  (t) => {
    const back = afterCheck(
      afterCheck(nothingKnown, { ...checkOf(false, 90), trouble: 'refused' }).memory,
      checkOf(true, 100),
    );
    t.equal(back.evidence, 'refused-then-back');
    let { memory } = back;
    const asked: number[] = [];
    const lose = (atMs: number, learnedMs: number) => {
      const noticed = afterLoss(memory, { atMs, learnedMs }, settings, (sinceMs) => {
        asked.push(sinceMs);
        return { all: 0, seen: 0 };
      });
      memory = noticed.memory;
      return noticed.evidence;
    };
    for (let atMs = 1000; atMs < 1020; atMs += 1) t.equal(lose(atMs, 50), undefined);
    t.equal(asked.length, 1, 'and nobody walks through the sessions for each of them');
    lose(2000, 1500);
    t.equal(lose(2001, 1600), 'sessions-lost', 'those from after it are');
    t.end();
  },
);

t.test('a worker process that began later than the one before is a restart', (t) => {
  const rows: [string, readonly [startedMs: number, lookedMs: number][], number, readonly boolean[]][] = [
    ['the first look is no news', [[100, 1_000]], -1, [false]],
    [
      'the same process',
      [
        [100, 1_000],
        [100, 2_000],
      ],
      -1,
      [false, false],
    ],
    [
      'a new one',
      [
        [100, 1_000],
        [200, 2_000],
        [200, 3_000],
      ],
      -1,
      [false, true, false],
    ],
    [
      'an older one is the old one that ends',
      [
        [100, 1_000],
        [99, 2_000],
      ],
      -1,
      [false, false],
    ],
    [
      'other evidence came first',
      [
        [100, 1_000],
        [200, 2_000],
      ],
      1_500,
      [false, false],
    ],
    [
      'and after that once more',
      [
        [100, 1_000],
        [200, 2_000],
        [300, 3_000],
      ],
      1_500,
      [false, false, true],
    ],
    [
      'other evidence was of an earlier one',
      [
        [100, 1_000],
        [200, 2_000],
      ],
      900,
      [false, true],
    ],
  ];
  for (const [name, looks, restartedMs, expected] of rows) {
    let memory: Memory = { ...nothingKnown, restartedMs };
    const found = looks.map(([startedMs, lookedMs]) => {
      const noticed = afterProcess(memory, { startedMs, lookedMs });
      memory = noticed.memory;
      return noticed.evidence === 'process-started';
    });
    t.same(found, expected, name);
  }
  t.end();
});

t.test('which sessions are gone for certain: those from before a session that was lost', (t) => {
  const none = () => ({ all: 0, seen: 0 });
  const lose = (memory: Memory, atMs: number, learnedMs: number) =>
    afterLoss(memory, { atMs, learnedMs }, settings, none);
  const first = lose(nothingKnown, 1_000, 400);
  t.equal(first.goneByMs, undefined, 'one may have timed out');
  const second = lose(first.memory, 1_010, 300);
  t.match(second, { evidence: 'sessions-lost', goneByMs: 400 });
  t.match(
    lose(second.memory, 1_020, 700),
    { evidence: undefined, goneByMs: 700 },
    'each one more tells of more',
  );

  const refused = afterCheck(nothingKnown, { ...checkOf(false, 90), trouble: 'refused' }).memory;
  const back = afterCheck(refused, checkOf(true, 100));
  t.equal(back.goneByMs, undefined, 'a server that was refused may have its sessions still');
  const lost = lose(lose(back.memory, 110, 50).memory, 111, 60);
  t.match(lost, { evidence: undefined, goneByMs: 60 }, 'until several of them are gone');

  const looked = afterProcess(nothingKnown, { startedMs: 1, lookedMs: 500 }).memory;
  t.equal(afterProcess(looked, { startedMs: 2, lookedMs: 900 }).goneByMs, 500, 'the old process lived then');
  t.end();
});
