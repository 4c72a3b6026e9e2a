// How the exchange with another Fairlead stands, and what is told of it.

import t from 'tap';
import type { Inbox } from '../../../cluster/peers/rules/inbox.ts';
import { type PeerView, peerNotices, peerState } from '../../../main/rules/peer-notices.ts';

const nowMs = 1_000_000;
const known = { boot: 'b', lastNumber: 1, heardAtMs: nowMs, aheadMs: 0 };

t.test('one word for hearing and being heard', (t) => {
  const rows: readonly [Inbox, string | undefined, string][] = [
    [{ state: 'unheard' }, undefined, 'never-heard'],
    [{ state: 'unheard' }, 'refused', 'never-heard'],
    [{ state: 'hearing', ...known }, undefined, 'joined'],
    [{ state: 'hearing', ...known }, 'refused', 'one-way'],
    [{ state: 'lost', ...known }, undefined, 'lost'],
    [{ state: 'lost', ...known }, 'refused', 'lost'],
  ];
  for (const [inbox, problem, state] of rows) t.equal(peerState(inbox, problem), state);
  t.end();
});

t.test('what an operator is told', (t) => {
  const fine: PeerView = {
    name: 'fairlead2',
    state: 'joined',
    sinceMs: nowMs - 10_000,
    lagMs: 0,
    aheadMs: 40,
    problem: undefined,
  };
  const rows: readonly [string, Partial<PeerView>, readonly string[]][] = [
    ['all is well', {}, []],
    ['just started', { state: 'never-heard', sinceMs: nowMs - 4_000, problem: 'refused' }, []],
    ['never heard', { state: 'never-heard', problem: 'refused' }, ['peer-lost']],
    ['lost', { state: 'lost' }, ['peer-lost']],
    ['it cannot be told', { state: 'one-way', problem: 'it answered 401' }, ['peer-one-way']],
    ['its clock is ahead', { aheadMs: 2_001 }, ['peer-clock']],
    ['its clock is behind', { aheadMs: -2_001 }, ['peer-clock']],
    ['lost, with a wrong clock', { state: 'lost', aheadMs: 60_000 }, ['peer-lost', 'peer-clock']],
  ];
  for (const [name, change, codes] of rows) {
    const notices = peerNotices([{ ...fine, ...change }], nowMs, 5_000);
    t.same(
      notices.map(({ code }) => code),
      codes,
      name,
    );
    t.ok(
      notices.every(({ text, mend }) => text.includes('fairlead2') && mend.length > 0),
      name,
    );
  }
  t.end();
});
