// Which files are left out of a comparison, and which paths are plain enough to be written on another server. Pure.

/** Ends what is on its way to a server; never compared. */
export const onItsWay = '.fairlead-new';

/**
 * True where a pattern fits the whole path, without regard to case: `*` is any part of a name, `**` any number of
 * folders and names, `?` one character.
 */
export function isIgnored(path: string, patterns: readonly string[]): boolean {
  return path.endsWith(onItsWay) || patterns.some((pattern) => expressionOf(pattern).test(path));
}

function expressionOf(pattern: string): RegExp {
  const plain = pattern.replaceAll('\\', '/').replace(/^\//, '');
  const source = plain
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((piece) => wild[piece] ?? piece.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
  return new RegExp(`^${source}$`, 'i');
}

const wild: Readonly<Record<string, string>> = {
  '**/': '(?:[^/]+/)*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};

/** What a server tells is written elsewhere under that name, so it must not lead out of the folder. */
export function isPlainPath(path: string): boolean {
  return path.length <= 400 && path.split('/').every(isPlainName);
}

/** No parent, no drive, no stream of a file, nothing Windows would not write. */
function isPlainName(name: string): boolean {
  const written = !/[\\:*?"<>|]/.test(name) && [...name].every((each) => each >= ' ');
  return written && name !== '' && !/^\.{1,2}$/.test(name) && !/[ .]$/.test(name);
}
