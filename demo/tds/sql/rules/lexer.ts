// T-SQL text -> tokens. Knows quotes, brackets, comments and numbers; what the words mean is the parser's business.

import { SqlError, syntaxNear, unclosedQuote } from './sql-error.ts';

export type Token = {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'binary' | 'variable' | 'global' | 'symbol' | 'end';
  /** What it says without its marks: a name without brackets, a text without quotes, a variable without `@`. */
  readonly value: string;
  /** `value` in upper case for words and symbols, else empty: a bracketed name is never a keyword. */
  readonly keyword: string;
  readonly line: number;
};

/** More text than any statement of the product needs; a longer batch is refused. */
const mostTokens = 50_000;

const patterns: readonly (readonly [RegExp, (match: RegExpExecArray, line: number) => Token | undefined])[] =
  [
    [/\s+|--[^\r\n]*/y, () => undefined],
    [/N?'((?:[^']|'')*)'/iy, (match, line) => token('text', (match[1] ?? '').replaceAll("''", "'"), line)],
    [/\[((?:[^\]]|\]\])*)\]/y, (match, line) => token('name', (match[1] ?? '').replaceAll(']]', ']'), line)],
    [/"((?:[^"]|"")*)"/y, (match, line) => token('name', (match[1] ?? '').replaceAll('""', '"'), line)],
    [/0x[0-9a-f]*/iy, (match, line) => token('binary', match[0].slice(2), line)],
    [/(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy, (match, line) => token('number', match[0], line)],
    [/@@([\p{L}_][\p{L}\p{N}_]*)/uy, (match, line) => token('global', match[1] ?? '', line)],
    [/@([\p{L}_#@$\p{N}]+)/uy, (match, line) => token('variable', match[1] ?? '', line)],
    [/[\p{L}_#][\p{L}\p{N}_@$#]*/uy, (match, line) => token('word', match[0], line)],
    [/<>|!=|<=|>=|!<|!>|\+=|-=|\|\||[-+*/%=<>(),.;~&^|:]/y, (match, line) => token('symbol', match[0], line)],
  ];

/** All tokens of a batch with an `end` token after the last; throws SqlError 102, 105 or 113. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let line = 1;
  while (position < text.length) {
    const end = commentEnd(text, position, line);
    const [length, found] = end === undefined ? nextToken(text, position, line) : [end - position, undefined];
    if (found) tokens.push(found);
    if (tokens.length > mostTokens)
      throw new SqlError(8623, 'The query processor ran out of internal resources.', { line });
    line += newLines(text, position, position + length);
    position += length;
  }
  return [...tokens, token('end', tokens.at(-1)?.value ?? '', tokens.at(-1)?.line ?? 1)];
}

function nextToken(text: string, position: number, line: number): [number, Token | undefined] {
  for (const [pattern, make] of patterns) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match) return [match[0].length, make(match, line)];
  }
  const rest = text.slice(position);
  if (/^N?['"[]/i.test(rest)) throw unclosedQuote(rest.replace(/^N?['"[]/i, '').slice(0, 60), line);
  throw syntaxNear(rest.slice(0, 1), line);
}

/** Where the block comment that begins here ends; T-SQL comments nest. */
function commentEnd(text: string, start: number, line: number): number | undefined {
  if (!text.startsWith('/*', start)) return undefined;
  let depth = 0;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  throw new SqlError(113, "Missing end comment mark '*/'.", { severity: 15, line });
}

function token(kind: Token['kind'], value: string, line: number): Token {
  const keyword = kind === 'word' || kind === 'symbol' ? value.toUpperCase() : '';
  return { kind, value, keyword, line };
}

function newLines(text: string, from: number, to: number): number {
  let count = 0;
  for (
    let index = text.indexOf('\n', from);
    index !== -1 && index < to;
    index = text.indexOf('\n', index + 1)
  )
    count++;
  return count;
}
