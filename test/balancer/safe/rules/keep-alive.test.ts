// How long a server connection is kept without a request.

import t from 'tap';
import { idleTimeMs } from '../../../../balancer/safe/rules/keep-alive.ts';

t.test('a server connection is let go before its server does it', (t) => {
  const rows = [
    [undefined, 4000],
    ['timeout=120', 4000],
    ['max=100, timeout=3', 2000],
    ['timeout="3"', 2000],
    ['timeout=1', 0],
    ['timeout=0', 0],
    ['max=5', 4000],
    ['nonsense', 4000],
  ] as const;
  for (const [value, wanted] of rows)
    t.equal(idleTimeMs(value === undefined ? [] : ['Keep-Alive', value], 4000), wanted, `${value}`);
  t.end();
});
