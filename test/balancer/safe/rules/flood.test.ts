// How much framing is too much.

import t from 'tap';
import { isFlood } from '../../../../balancer/safe/rules/flood.ts';

t.test('a body that is mostly framing is a flood', (t) => {
  t.notOk(isFlood(262_144, 0), 'read ahead');
  t.notOk(isFlood(6 * 1_000_000, 1_000_000), 'one byte a chunk');
  t.notOk(isFlood(35 * 1_000_000, 1_000_000), 'one byte a chunk, each in a TLS record');
  t.ok(isFlood(1_600_000, 200));
  t.end();
});
