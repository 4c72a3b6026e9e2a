// Arguments in one line become words.

import t from 'tap';
import { namesOf, wordsOf } from '../../../../cluster/upgrade/rules/words.ts';

t.test('spaces part words, quotes hold one together, a list is taken as it is', (t) => {
  const rows: readonly (readonly [unknown, readonly string[]])[] = [
    ['', []],
    [undefined, []],
    ['/a', ['/a']],
    ['  /a   /b ', ['/a', '/b']],
    ['/from "C:\\Program Files\\x" /q', ['/from', 'C:\\Program Files\\x', '/q']],
    [
      ['/a b', 3],
      ['/a b', '3'],
    ],
  ];
  for (const [value, words] of rows) t.same(wordsOf(value), words, String(value));
  t.end();
});

t.test('names stand in a list or alone', (t) => {
  const rows: readonly (readonly [unknown, readonly string[]])[] = [
    [
      ['reached', 'room'],
      ['reached', 'room'],
    ],
    ['C:\\Program Files\\CRM', ['C:\\Program Files\\CRM']],
    ['', []],
    [undefined, []],
    [5, []],
  ];
  for (const [value, names] of rows) t.same(namesOf(value), names);
  t.end();
});
