// What is asked for several times at once is made once.

import t from 'tap';
import { onceATurn } from '../../main/once-a-turn.ts';

t.test('one value a turn, another one in the next', async (t) => {
  let made = 0;
  const value = onceATurn(() => {
    made += 1;
    return made === 1 ? undefined : made;
  });
  t.same([value(), value()], [undefined, undefined], 'also where it is undefined');
  await Promise.resolve();
  t.same([value(), value()], [2, 2]);
});

t.test('what could not be made is tried again', (t) => {
  let made = 0;
  const value = onceATurn(() => {
    made += 1;
    if (made === 1) throw new Error('not yet');
    return made;
  });
  t.throws(value, { message: 'not yet' });
  t.equal(value(), 2);
  t.end();
});
