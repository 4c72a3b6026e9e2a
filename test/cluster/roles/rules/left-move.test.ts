// What becomes of a move that nobody runs: only the leader goes on, once it has heard the others.

import t from 'tap';
import { type LeftSight, leftStep } from '../../../../cluster/roles/rules/left-move.ts';
import { moveOf } from './support.ts';

const usual: LeftSight = {
  move: moveOf({ beganAtMs: 1_000 }),
  leads: true,
  fence: 20,
  heardOthers: true,
  standing: { kind: 'none', standsStill: [] },
  nowMs: 2_000,
  moveTimeoutMs: 900_000,
};
const end = { atMs: 0, outcome: 'moved', text: '' } as const;
const muchLater = { nowMs: 1_000_000 };

const rows: readonly (readonly [string, Partial<LeftSight>, string])[] = [
  ['the leader goes on', {}, 'go-on'],
  ['nobody else does', { leads: false }, 'leave another-leads'],
  ['nobody else gives up either', { leads: false, ...muchLater }, 'leave another-leads'],
  ['another one may know more', { heardOthers: false }, 'leave others-were-not-heard'],
  ['it is over', { move: moveOf({ end }) }, 'leave it-is-over'],
  ['stopped and not started yet, however long ago', muchLater, 'go-on'],
  ['it runs where it shall', { ...muchLater, standing: { kind: 'one', on: 'B' } }, 'go-on'],
  ['it still runs where it was', { standing: { kind: 'one', on: 'A' } }, 'go-on'],
  ['long ago, and it runs elsewhere', { ...muchLater, standing: { kind: 'one', on: 'C' } }, 'give-up'],
  [
    'on its way back it belongs where it was',
    {
      ...muchLater,
      move: moveOf({ heading: 'back' }),
      standing: { kind: 'one', on: 'A' },
    },
    'go-on',
  ],
  [
    'its server cannot be seen',
    { ...muchLater, standing: { kind: 'unknown', on: [], hidden: ['A'] } },
    'go-on',
  ],
  ['the role is not watched any more', { ...muchLater, standing: undefined }, 'go-on'],
];

t.test('a move that nobody runs', async (t) => {
  for (const [name, change, expected] of rows) {
    const step = leftStep({ ...usual, ...change });
    t.equal(step.kind === 'leave' ? `leave ${step.because}` : step.kind, expected, name);
  }
  t.match(leftStep(usual), { because: 'the leader with the fence 10 ended in the middle; this one has 20' });
});
