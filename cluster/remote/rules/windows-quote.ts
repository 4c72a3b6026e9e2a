// One argument list as one Windows command line. The program at the other end takes it apart by the rules of
// CommandLineToArgvW; cmd, where it reads the line first, needs carets on top.

/** `process`: for CreateProcess. `cmd`: for a line typed into or handed to cmd.exe. */
export type QuoteFor = 'process' | 'cmd';

/** Joined by blanks; an empty list is an empty text. */
export function quoteWindows(words: readonly string[], quoteFor: QuoteFor): string {
  const line = words.map(quoteWord).join(' ');
  return quoteFor === 'process' ? line : line.replace(/[()%!^"<>&|]/g, '^$&');
}

/** Backslashes count only before a quote: there, and at the end, they are doubled. */
function quoteWord(word: string): string {
  if (/^[^\s"]+$/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`;
}

/** Why these words can be no command line, as the end of a sentence; undefined where they can. */
export function argvProblem(argv: readonly string[]): string | undefined {
  const [file = '', ...rest] = argv;
  if (file === '') return 'names no program';
  if (file.includes('"')) return 'has a quote in the name of the program';
  if (argv.some((word) => /[\0\r\n]/.test(word))) return 'has a line break or a zero in an argument';
  // cmd reads a batch file's arguments a second time, and no quoting survives that for these.
  if (/\.(bat|cmd)$/i.test(file) && rest.some((word) => /[%!^"<>&|]/.test(word))) {
    return 'hands a batch file an argument with one of % ! ^ " < > & |';
  }
  return undefined;
}
