// What a move that another Fairlead tells of means here, and how its versions are ordered.

import t from 'tap';
import type { MoveEnd } from '../../../../cluster/roles/role.ts';
import { hearMove } from '../../../../cluster/roles/rules/heard-move.ts';
import { isLater, nextVersion } from '../../../../cluster/roles/rules/move-version.ts';
import { moveOf } from './support.ts';

const end: MoveEnd = { atMs: 5, outcome: 'moved', text: 'it is there' };
const at = (fence: number, number: number, change = {}) => moveOf({ version: { fence, number }, ...change });

const rows: readonly (readonly [string, Parameters<typeof hearMove>[0], string])[] = [
  ['unknown here', { own: undefined, told: at(10, 1), runsHere: false, leads: false }, 'keep begun'],
  ['a step further', { own: at(10, 1), told: at(10, 2), runsHere: false, leads: false }, 'keep'],
  ['twice', { own: at(10, 2), told: at(10, 2), runsHere: false, leads: false }, 'pass-over'],
  ['late', { own: at(10, 3), told: at(10, 2), runsHere: false, leads: false }, 'pass-over'],
  [
    'of the leader before, written more often',
    { own: at(20, 1), told: at(10, 9), runsHere: false, leads: true },
    'pass-over',
  ],
  [
    'it has ended, and its begin comes late',
    { own: at(10, 4, { end }), told: at(10, 1), runsHere: false, leads: true },
    'pass-over',
  ],
  [
    'taken over by a later leader',
    { own: at(10, 3), told: at(20, 1), runsHere: false, leads: false },
    'keep taken-over',
  ],
  [
    'taken over while a command of ours is not over yet',
    { own: at(10, 3), told: at(20, 1), runsHere: true, leads: false },
    'keep taken-over, stops',
  ],
  [
    'ended elsewhere',
    { own: at(10, 3), told: at(20, 4, { end }), runsHere: false, leads: false },
    'keep ended',
  ],
  [
    'a new move after one that has ended',
    { own: at(10, 3, { end }), told: at(10, 4), runsHere: false, leads: false },
    'keep begun',
  ],
  [
    'whoever has the lock is not stopped by a fence of a clock that was set back',
    { own: at(20, 3), told: at(30, 1), runsHere: true, leads: true },
    'overrule 31.1',
  ],
];

t.test('what is heard of a move', async (t) => {
  for (const [name, sight, expected] of rows) {
    const heard = hearMove(sight);
    const said =
      heard.kind === 'keep'
        ? [`keep ${heard.news ?? ''}`.trim(), ...(heard.stops ? ['stops'] : [])].join(', ')
        : heard.kind === 'overrule'
          ? `overrule ${heard.move.version.fence}.${heard.move.version.number}`
          : heard.kind;
    t.equal(said, expected, name);
  }
});

t.test('times decide nothing: a clock that differs changes nothing', async (t) => {
  for (const aheadMs of [-3_600_000, 0, 3_600_000]) {
    const told = at(10, 2, { beganAtMs: aheadMs, deeds: [{ atMs: aheadMs, ok: true, text: 'x' }] });
    t.equal(hearMove({ own: at(10, 1), told, runsHere: false, leads: false }).kind, 'keep');
    t.equal(hearMove({ own: at(10, 3), told, runsHere: false, leads: false }).kind, 'pass-over');
  }
});

t.test('what is written next is later than what was written before, whatever the fence', async (t) => {
  t.same(nextVersion(undefined, 20), { fence: 20, number: 1 });
  for (const fence of [5, 10, 20]) {
    const before = { fence: 10, number: 3 };
    const next = nextVersion(before, fence);
    t.ok(isLater(next, before), `${fence}`);
    t.notOk(isLater(before, next), `${fence}`);
  }
  t.notOk(isLater({ fence: 1, number: 1 }, { fence: 1, number: 1 }));
});
