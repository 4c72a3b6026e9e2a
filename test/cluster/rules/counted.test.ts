// One thing is one thing.

import t from 'tap';
import { counted } from '../../../cluster/rules/counted.ts';

t.test('a number stands with the right word', (t) => {
  const rows: readonly (readonly [string, string])[] = [
    [counted(0, 'file'), '0 files'],
    [counted(1, 'file'), '1 file'],
    [counted(2, 'file'), '2 files'],
    [counted(1, 'file is whole', 'files are whole'), '1 file is whole'],
    [counted(3, 'file is whole', 'files are whole'), '3 files are whole'],
    [counted(1, 'index', 'indexes'), '1 index'],
  ];
  for (const [told, wanted] of rows) t.equal(told, wanted);
  t.end();
});
