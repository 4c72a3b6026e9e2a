// Fitting text into a terminal, and keeping out what a terminal would act on.

import t from 'tap';
import { cut, hanging, left, printable, right, widthOf, wrap } from '../../../admin/rules/text-width.ts';

t.test('width is columns, not characters', (t) => {
  t.equal(widthOf('✔ serving'), 9);
  t.equal(widthOf('服务器'), 6);
  t.equal(widthOf(''), 0);
  t.end();
});

t.test('a text is cut to its width with one mark', (t) => {
  t.equal(cut('abcdef', 6), 'abcdef');
  t.equal(cut('abcdef', 5), 'abcd…');
  t.equal(cut('abc def', 5), 'abc…', 'no blank before the mark');
  t.equal(cut('服务器', 4), '服…');
  t.equal(cut('abc', 1), '…');
  t.equal(cut('abc', 0), '');
  t.end();
});

t.test('cells are exactly as wide as asked', (t) => {
  for (const text of ['', '7', 'abcdefgh', '服务器服务器'])
    for (const width of [1, 2, 5, 9]) {
      t.equal(widthOf(left(text, width)), width);
      t.equal(widthOf(right(text, width)), width);
    }
  t.equal(right('42', 5), '   42');
  t.end();
});

t.test('lines break between words and are never too wide', (t) => {
  t.same(wrap('one two three', 7), ['one two', 'three']);
  t.same(wrap('extraordinary x', 5), ['extr…', 'x']);
  t.same(wrap('', 5), ['']);
  t.end();
});

t.test('further lines stand below the text and not below its mark', (t) => {
  t.same(hanging('⚠ ', 'one two three', 9), ['⚠ one two', '  three']);
  t.same(hanging('    ', 'one two three', 11), ['    one two', '    three']);
  t.same(hanging('✔ ', 'a\nb', 9), ['✔ a b']);
  t.end();
});

t.test('a server cannot paint on the terminal of an administrator', (t) => {
  t.equal(printable('\u001b[2Jgone\u0007 \u009b31m'), '[2Jgone 31m');
  t.equal(printable('a\r\nb\tc'), 'a b c');
  t.equal(printable('safe\u202etxt.exe'), 'safe txt.exe');
  t.end();
});
