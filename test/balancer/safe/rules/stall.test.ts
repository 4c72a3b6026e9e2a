// Who is waited for, and how long.

import t from 'tap';
import { isStalled, nextStall, type WaitingFor } from '../../../../balancer/safe/rules/stall.ts';
import { wideLimits } from '../../../support/scripted-rules.ts';

const limits = {
  ...wideLimits,
  connectTimeoutMs: 10,
  bodyTimeoutMs: 20,
  clientReadTimeoutMs: 30,
  serverTimeoutMs: 40,
  tunnelIdleMs: 50,
};
const limitOf: readonly (readonly [WaitingFor, number])[] = [
  ['connection', 10],
  ['client-body', 20],
  ['client-reads', 30],
  ['server', 40],
  ['tunnel', 50],
];

t.test('each wait has its own limit, from the last time something moved', (t) => {
  for (const [waitingFor, limitMs] of limitOf) {
    const first = nextStall(undefined, { for: waitingFor, progress: 1 }, 1000);
    t.notOk(isStalled(first, limits, 1000 + limitMs - 1), waitingFor);
    t.ok(isStalled(first, limits, 1000 + limitMs), waitingFor);
    const same = nextStall(first, { for: waitingFor, progress: 1 }, 1005);
    t.equal(same.sinceMs, 1000, 'nothing moved');
    const moved = nextStall(same, { for: waitingFor, progress: 2 }, 1007);
    t.equal(moved.sinceMs, 1007, 'something moved');
  }
  const other = nextStall({ for: 'server', progress: 1, sinceMs: 5 }, { for: 'client-body', progress: 1 }, 9);
  t.equal(other.sinceMs, 9, 'somebody else is waited for');
  t.end();
});
