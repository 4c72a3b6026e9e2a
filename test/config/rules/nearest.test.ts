// Which word was meant.

import t from 'tap';
import { editDistance, nearest } from '../../../config/rules/nearest.ts';

t.test('edit distance', (t) => {
  const rows: readonly (readonly [from: string, to: string, distance: number])[] = [
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['port', 'port', 0],
    ['prot', 'port', 1],
    ['weigth', 'weight', 1],
    ['pasword', 'password', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
    ['x'.repeat(65), 'x'.repeat(65), 0],
    ['x'.repeat(65), 'x', 65],
  ];
  for (const [from, to, distance] of rows) t.equal(editDistance(from, to), distance, `${from} -> ${to}`);
  t.end();
});

t.test('edit distance is symmetric, and never more than the longer word', (t) => {
  const words = ['', 'a', 'b', 'ab', 'ba', 'aab', 'aba', 'abba', 'baab', 'abab'];
  for (const one of words) {
    for (const other of words) {
      const distance = editDistance(one, other);
      t.ok(
        distance === editDistance(other, one) && distance <= Math.max(one.length, other.length),
        `${one} ${other}`,
      );
      t.equal(distance === 0, one === other);
    }
  }
  t.end();
});

t.test('the nearest word', (t) => {
  const known = ['host', 'port', 'publicUrl', 'tls', 'timeoutMs', 'connectTimeoutMs'];
  const rows: readonly (readonly [word: string, meant: string | undefined])[] = [
    ['prot', 'port'],
    ['PORT', 'port'],
    ['public_url', 'publicUrl'],
    ['publicURL', 'publicUrl'],
    ['timeout', 'timeoutMs'],
    ['connectTimeout', 'connectTimeoutMs'],
    ['tsl', 'tls'],
    ['weight', undefined],
    ['x', undefined],
    ['', undefined],
    ['---', undefined],
  ];
  for (const [word, meant] of rows) t.equal(nearest(word, known), meant, word);
  t.end();
});
