// Data as PowerShell text: whatever the data, nothing in it is read as PowerShell.

import t from 'tap';
import {
  asciiJson,
  encodePowershell,
  powershellJson,
} from '../../../../cluster/remote/rules/powershell-text.ts';

/** As PowerShell reads a literal in single quotes, and ConvertFrom-Json what is in it. */
const readBack = (literal: string) => JSON.parse(literal.slice(1, -1).replaceAll("''", "'")) as unknown;

t.test('any value comes back as it was, and the literal ends only where it ends', (t) => {
  const values: readonly unknown[] = [
    { a: "O'Brien", b: "''", c: "'; Remove-Item C:\\ -Recurse; '" },
    { quotes: '\u2018a\u2019 \u201ab\u201b "c" \u201cd\u201d', dollars: '$(Get-Process) `n $' + '{env:x}' },
    { lines: 'a\r\nb\tc\0', list: ['x', "y'z"], number: 1.5, flag: true },
    { Ünïcode: '日本語 \u{1f600}' },
  ];
  for (const value of values) {
    const literal = powershellJson(value);
    t.match(literal, /^'([ -&(-~]|'')*'$/, 'ASCII only, every inner quote doubled');
    t.same(readBack(literal), value);
  }
  t.end();
});

t.test('JSON is ASCII on one line', (t) => {
  t.equal(asciiJson({ a: 'ä\n\u2019' }), '{"a":"\\u00e4\\n\\u2019"}');
  t.end();
});

t.test('text is encoded as -EncodedCommand wants it', (t) => {
  t.equal(encodePowershell('dir'), 'ZABpAHIA');
  t.equal(Buffer.from(encodePowershell('€'), 'base64').toString('hex'), 'ac20');
  t.end();
});
