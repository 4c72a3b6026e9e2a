// Exit codes are an interface: a change here breaks somebody's script.

import t from 'tap';
import { exitCodeOf, exitCodes } from '../../../admin/rules/exit-code.ts';

t.test('states and failures have their codes', (t) => {
  t.same(exitCodes, {
    serving: 0,
    error: 1,
    usage: 2,
    degraded: 3,
    'none-serving': 4,
    waiting: 5,
    'timed-out': 6,
    interrupted: 130,
    terminated: 143,
  });
  t.equal(exitCodeOf('degraded'), 3);
  t.end();
});
