// Windows command lines: what was put in comes out at the other end, read by the rules of CommandLineToArgvW.

import t from 'tap';
import { argvProblem, quoteWindows } from '../../../../cluster/remote/rules/windows-quote.ts';

t.test('words are quoted as the documentation of CommandLineToArgvW says', (t) => {
  const rows: readonly (readonly [words: readonly string[], line: string])[] = [
    [[], ''],
    [['a', 'b'], 'a b'],
    [['a b', 'c'], '"a b" c'],
    [[''], '""'],
    [['C:\\Program Files\\x\\'], '"C:\\Program Files\\x\\\\"'],
    [['C:\\x\\'], 'C:\\x\\'],
    [['say "hi"'], '"say \\"hi\\""'],
    [['a\\"b'], '"a\\\\\\"b"'],
    [['tab\there'], '"tab\there"'],
  ];
  for (const [words, line] of rows) t.equal(quoteWindows(words, 'process'), line);
  t.end();
});

t.test('every word of awkward pieces comes back', (t) => {
  const pieces = ['', 'a', ' ', '"', '\\', '\\\\', '\t', '%', '^'];
  const words = pieces.flatMap((a) =>
    pieces.flatMap((b) => pieces.flatMap((c) => pieces.map((d) => a + b + c + d))),
  );
  const wrong = words.filter((word) => {
    const [back, ...more] = splitWindows(quoteWindows([word, 'end'], 'process'));
    return back !== word || more.length !== 1;
  });
  t.same(wrong, []);
  t.end();
});

t.test('cmd takes the same line apart only behind carets', (t) => {
  t.equal(quoteWindows(['echo', 'a & b', '%PATH%'], 'cmd'), 'echo ^"a ^& b^" ^%PATH^%');
  t.end();
});

t.test('what can be no command line is told', (t) => {
  t.equal(argvProblem(['setup.exe', '/S']), undefined);
  t.equal(argvProblem(['run.cmd', 'plain']), undefined);
  t.match(argvProblem([]), 'names no program');
  t.match(argvProblem(['a"b.exe']), 'quote');
  t.match(argvProblem(['a.exe', 'x\ny']), 'line break');
  t.match(argvProblem(['run.BAT', '100%']), 'batch file');
  t.end();
});

/** CommandLineToArgvW for words behind the program: 2n backslashes and a quote are n and the end of a quoted part. */
function splitWindows(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const slashes = /^\\+/.exec(line.slice(at))?.[0].length ?? 0;
    if (slashes > 0) {
      const beforeQuote = line[at + slashes] === '"';
      word = (word ?? '') + '\\'.repeat(beforeQuote ? Math.floor(slashes / 2) : slashes);
      at += slashes - 1;
      if (beforeQuote && slashes % 2 === 1) {
        word += '"';
        at += 1;
      }
    } else if (line[at] === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (!quoted && /[ \t]/.test(line[at] ?? '')) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + line[at];
    }
  }
  return word === undefined ? words : [...words, word];
}
