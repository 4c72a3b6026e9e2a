// Reading a request target without trusting it: path as IIS would see it, parameters without decoding that throws.
// Says nothing about what a path means.

/** A path, lower case. `plain` is false where it had to be decoded or cleaned, so that its meaning is a guess. */
export type ReadPath = { readonly path: string; readonly plain: boolean };

/** A parameter's decoded value and where its raw value stands in the target. */
export type Parameter = { readonly value: string; readonly start: number; readonly end: number };

const slash = 0x2f;
const dot = 0x2e;

/** Index of the first character after the path: that of `?`, or the length. */
export function endOfPath(target: string): number {
  const mark = target.indexOf('?');
  return mark < 0 ? target.length : mark;
}

/**
 * The path in lower case. Percent escapes, backslashes, doubled slashes and dot segments are resolved as IIS does
 * before it looks for a file; undefined where that leads out of the root or cannot be read.
 */
export function readPath(target: string, end: number): ReadPath | undefined {
  const raw = target.slice(0, end);
  if (isPlain(raw)) return { path: raw.toLowerCase(), plain: true };
  const decoded = percentDecode(raw);
  if (decoded === undefined || hasControl(decoded) || decoded.includes('%')) return undefined;
  const cleaned = resolveSegments(decoded.replaceAll('\\', '/'));
  return cleaned === undefined ? undefined : { path: cleaned.toLowerCase(), plain: false };
}

/**
 * A query parameter; its name (given in lower case) is compared without regard to case. Undefined where it is
 * missing, cannot be decoded, or stands there twice with different values.
 */
export function readParameter(target: string, pathEnd: number, name: string): Parameter | undefined {
  let found: Parameter | undefined;
  let start = pathEnd + 1;
  while (start < target.length) {
    const next = target.indexOf('&', start);
    const end = next < 0 ? target.length : next;
    if (namedAt(target, start, name)) {
      const value = percentDecode(target.slice(start + name.length + 1, end));
      if (value === undefined || (found && found.value !== value)) return undefined;
      found ??= { value, start: start + name.length + 1, end };
    }
    start = end + 1;
  }
  return found;
}

/** Percent escapes to latin1 characters; undefined where an escape is broken. Never throws. */
export function percentDecode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** True where nothing in the path needs cleaning: no escape, backslash, control, `//` or segment that begins with a dot. */
function isPlain(path: string): boolean {
  let last = 0;
  for (let index = 0; index < path.length; index++) {
    const code = path.charCodeAt(index);
    if (code === 0x25 || code === 0x5c || code <= 0x20 || code >= 0x7f) return false;
    if (last === slash && (code === slash || code === dot)) return false;
    last = code;
  }
  return true;
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function resolveSegments(path: string): string | undefined {
  const kept: string[] = [];
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  for (const segment of segments) {
    if (segment !== '..') kept.push(segment);
    else if (kept.pop() === undefined) return undefined;
  }
  return `/${kept.join('/')}${kept.length > 0 && /\/\.{0,2}$/.test(path) ? '/' : ''}`;
}

/** True where `name=` stands at `start`; `name` is given in lower case, the target may say it in any. */
export function namedAt(target: string, start: number, name: string): boolean {
  if (target.charCodeAt(start + name.length) !== 0x3d) return false;
  return target.slice(start, start + name.length).toLowerCase() === name;
}
