// LIKE: one row a line, and patterns that would take for ever if they were matched carelessly.

import t from 'tap';
import { matchesLike } from '../../../../../demo/tds/sql/rules/like.ts';

const rows: readonly (readonly [string, string, boolean, string?])[] = [
  ['ServerNames', 'server%', true],
  ['ServerNames', 'names', false],
  ['ServerNames', '%names', true],
  ['', '%', true],
  ['', '_', false],
  ['abc', 'a_c', true],
  ['abc', 'a%', true],
  ['abc', '%b%', true],
  ['abc', 'abc%%', true],
  ['a.c', 'a.c', true],
  ['abc', 'a.c', false],
  ['a%c', 'a[%]c', true],
  ['abc', 'a[%]c', false],
  ['a%c', 'a!%c', true, '!'],
  ['abc', 'a!%c', false, '!'],
  ['b', '[a-c]', true],
  ['d', '[a-c]', false],
  ['d', '[^a-c]', true],
  ['-', '[a-]', true],
  ['x', '[xyz]', true],
  ['[', '[', true],
  ['mississippi', '%iss%ip%i', true],
  ['mississippi', '%iss%x%', false],
];

t.test('a text matches its pattern or does not', (t) => {
  for (const [text, pattern, expected, mark] of rows) {
    t.equal(matchesLike(text, pattern, mark), expected, `'${text}' LIKE '${pattern}'`);
  }
  t.end();
});

t.test('many runs over a long text end', (t) => {
  t.equal(matchesLike('a'.repeat(4000), `${'%a'.repeat(200)}%b`, undefined), false);
  t.end();
});
