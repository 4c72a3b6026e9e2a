// Drains that told the truth, and drains that did not.

import t from 'tap';
import { type DrainClaim, type DrainRecord, drainLies, toldTooMany } from './drain-truth.ts';

const limits = { staleMs: 3_000, onTheWayMs: 1_000, cutLogOns: 0 };
const samples = (sessions: number, counted = sessions) =>
  Array.from({ length: 100 }, (_, index) => ({ atMs: index * 250, sessions, counted }));
const record = (change: Partial<DrainRecord> & { readonly claim?: Partial<DrainClaim> }): DrainRecord => {
  const claim: DrainClaim = {
    fairlead: 'one',
    ...{ end: 'deadline-reached', endedMs: 10_000, leftAtEnd: 4 },
    ...change.claim,
  };
  const drained = { server: 'CRM1', policy: 'finish' as const, beganMs: 4_500, deadlineMs: 5_000 };
  return {
    ...drained,
    admittedMs: 20_000,
    samples: samples(4),
    pagesMs: [],
    seen: [],
    ...change,
    claims: [claim],
  };
};
const drained = { end: 'drained', leftAtEnd: 0 } as const;

const rows = [
  ['a deadline with those who were there', record({}), undefined],
  ['never ended', record({ claim: { end: null } }), /never ended/],
  ['too early', record({ deadlineMs: 9_000 }), /3500 ms too early/],
  ['fewer than there were', record({ claim: { leftAtEnd: 2 } }), /2 were left, and not 4 to 4/],
  ['more than there were', record({ claim: { leftAtEnd: 9 } }), /9 were left/],
  ['more, as the database counts', record({ claim: { leftAtEnd: 9 }, samples: samples(4, 9) }), undefined],
  [
    'more, since nobody saw them end',
    record({
      claim: { leftAtEnd: 6 },
      seen: [...Array(7).fill({ atMs: 1_000, change: 1 }), { atMs: 2_000, change: -1 }],
    }),
    undefined,
  ],
  ['now: those who were let go are not left', record({ policy: 'now', claim: { leftAtEnd: 0 } }), undefined],
  ['drained, and empty', record({ claim: drained, samples: samples(0) }), undefined],
  ['drained with people there', record({ claim: drained }), /drained, and at least 4 sessions/],
  ['now: drained while their sessions lie there', record({ policy: 'now', claim: drained }), undefined],
  [
    'now: drained, and people work on',
    record({ policy: 'now', claim: drained, pagesMs: [9_000, 12_000, 21_000] }),
    /then 1 pages came/,
  ],
] as const;

for (const [what, each, expected] of rows) {
  t.test(what, async (t) => {
    const lies = drainLies(each, limits);
    if (expected === undefined) t.same(lies, []);
    else t.match(lies, [expected]);
  });
}

t.test('how many people too many were told to be left', async (t) => {
  t.equal(toldTooMany(record({}), limits), 0);
  t.equal(toldTooMany(record({ claim: { leftAtEnd: 9 }, samples: samples(4, 9) }), limits), 5);
  t.equal(toldTooMany(record({ claim: { end: null, endedMs: undefined } }), limits), 0);
});
