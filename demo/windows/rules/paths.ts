// Paths of Windows as texts: drives, shares, parents.

/** One kind of slash, none doubled but at the start of a share, none at the end. */
export function cleanPath(path: string): string {
  const slashes = path.replaceAll('/', '\\');
  const share = slashes.startsWith('\\\\');
  const single = slashes.replace(/\\+/g, '\\').replace(/\\$/, '');
  return share ? `\\${single}` : single;
}

/** Undefined for a drive and for a share. */
export function parentOf(path: string): string | undefined {
  const cut = path.lastIndexOf('\\');
  if (cut < 0 || /^\\\\[^\\]+\\[^\\]+$/.test(path)) return undefined;
  return path.slice(0, cut);
}

export const isShare = (path: string) => path.startsWith('\\\\');

/** `\\server\share` of a path on one, lower case. */
export function shareName(path: string): string | undefined {
  return /^\\\\[^\\]+\\[^\\]+/.exec(cleanPath(path))?.[0].toLowerCase();
}
