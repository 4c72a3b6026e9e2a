// Memory that is given back: only such as nobody else can see.

import t from 'tap';
import { freeMemory, isWhole } from '../../../balancer/http1/memory.ts';

t.test('only a buffer with memory of its own is whole', (t) => {
  const own = Buffer.allocUnsafeSlow(8192);
  t.equal(isWhole(own), true);
  t.equal(isWhole(own.subarray(0, 8000)), false, 'the front of it');
  t.equal(isWhole(own.subarray(1)), false, 'the rest of it');
  t.equal(isWhole(Buffer.allocUnsafe(100)), false, 'a part of the pool');
  t.equal(isWhole(Buffer.allocUnsafeSlow(100)), false, 'not worth it');
  t.end();
});

t.test('freed memory is gone', (t) => {
  const bytes = Buffer.alloc(8192, 'x');
  const slice = bytes.subarray(10, 20);
  freeMemory(bytes);
  t.equal(bytes.length, 0);
  t.equal(slice.length, 0);
  t.end();
});
