// Text for a terminal of a given width: how wide it is, cut, filled, wrapped, and free of anything that a terminal
// would act on. Pure; colours are put on afterwards, by whoever knows that there is a terminal.

/** Ranges of characters that take two columns (East Asian wide and pictographs). */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Columns that a text without control characters takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  return width;
}

/**
 * One line that a terminal only shows: control characters and marks that turn the writing direction become
 * spaces. Texts of servers and databases go through here, since they come from elsewhere.
 */
export function printable(text: string): string {
  return [...text]
    .map((character) => (isActive(character.codePointAt(0) ?? 0) ? ' ' : character))
    .join('')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

/** At most `width` columns; what is left out is shown by `…`. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > width - 1) break;
    kept += character;
  }
  return width < 1 ? '' : `${kept.trimEnd()}…`;
}

/** Exactly `width` columns, text at the left. */
export function left(text: string, width: number): string {
  const fitting = cut(text, width);
  return fitting + ' '.repeat(Math.max(0, width - widthOf(fitting)));
}

/** Exactly `width` columns, text at the right, as numbers stand. */
export function right(text: string, width: number): string {
  const fitting = cut(text, width);
  return ' '.repeat(Math.max(0, width - widthOf(fitting))) + fitting;
}

/** Lines of at most `width` columns, broken between words; a longer word is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) > width && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((each) => cut(each, width));
}

/** A text behind a mark, with further lines below the text and not below the mark. */
export function hanging(mark: string, text: string, columns: number): string[] {
  const indent = ' '.repeat(widthOf(mark));
  return wrap(printable(text), columns - widthOf(mark)).map(
    (line, index) => (index === 0 ? mark : indent) + line,
  );
}

function isWide(code: number): boolean {
  return wide.some(([first, last]) => code >= first && code <= last);
}

function isActive(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
  return (
    (code >= 0x200e && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}
