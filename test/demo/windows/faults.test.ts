// Faults on demand: which command meets one, and when.

import t from 'tap';
import { createFaults } from '../../../demo/windows/faults.ts';

t.test('a fault waits for its command, lets so many go well, and comes so often', (t) => {
  const faults = createFaults();
  const fault = { kind: 'exit', exitCode: 5, stderr: 'no' } as const;
  faults.add(fault, { name: 'run-setup', after: 2, times: 2 });
  const met = ['clock', ...Array.from({ length: 5 }, () => 'run-setup')].map((name) => faults.take(name));
  t.same(met, [undefined, undefined, undefined, fault, fault, undefined]);
  faults.add({ kind: 'hang' });
  t.same(faults.take('clock'), { kind: 'hang' }, 'without a name any command meets it');
  faults.add(fault);
  faults.clear();
  t.equal(faults.take('clock'), undefined);
  t.end();
});
