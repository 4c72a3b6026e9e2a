// Takes one cookie out of the Cookie fields of a request and leaves every other byte as it is.
// Does not know what the value means.

/** `value` is undefined for a cookie that stands there twice or is not a plain token. */
export type TakenCookie = {
  readonly found: boolean;
  readonly value: string | undefined;
  /** The fields without it, joined as one; undefined where nothing but it was there. Meaningful if found. */
  readonly rest: string | undefined;
};

const none: TakenCookie = { found: false, value: undefined, rest: undefined };
const longestValue = 200;

/**
 * Finds the cookie `name` (compared exactly, RFC 6265 section 5.4). Quotes protect nothing: a quoted value is no
 * token, and a semicolon always parts two cookies.
 */
export function takeCookie(fields: readonly string[], name: string): TakenCookie {
  if (!fields.some((field) => field.includes(name))) return none;
  let count = 0;
  let value = '';
  const rest: string[] = [];
  for (const field of fields) {
    const part = findPart(field, name);
    let kept = field;
    if (part !== undefined) {
      value = field.slice(part.valueStart, part.end).trim();
      kept = without(field, part);
      const again = findPart(kept, name) !== undefined;
      if (again) kept = withoutAll(kept, name);
      count += again ? 2 : 1;
    }
    if (kept !== '') rest.push(kept);
  }
  if (count === 0) return none;
  return {
    found: true,
    value: count === 1 && isToken(value) ? value : undefined,
    rest: rest.length === 0 ? undefined : rest.join('; '),
  };
}

/** One cookie of a field: from behind the semicolon before it to the semicolon after it. */
type Part = { readonly start: number; readonly valueStart: number; readonly end: number };

function findPart(field: string, name: string): Part | undefined {
  for (let at = field.indexOf(name); at >= 0; at = field.indexOf(name, at + 1)) {
    const start = skipBack(field, at);
    if (start > 0 && field[start - 1] !== ';') continue;
    const semicolon = field.indexOf(';', at);
    const end = semicolon < 0 ? field.length : semicolon;
    const after = skipForward(field, at + name.length);
    if (after >= end) return { start, valueStart: end, end };
    if (field[after] === '=') return { start, valueStart: after + 1, end };
  }
  return undefined;
}

/** The semicolon goes with its cookie; the space behind a removed first cookie goes too. */
function without(field: string, part: Part): string {
  if (part.start > 0) return field.slice(0, part.start - 1) + field.slice(part.end);
  return field.slice(skipForward(field, part.end + 1));
}

/** For the odd case of duplicates: one pass, however many there are. */
function withoutAll(field: string, name: string): string {
  const parts = field.split(';');
  const kept = parts.filter((part) => (part.split('=', 1)[0] ?? '').trim() !== name);
  return kept[0] === parts[0] ? kept.join(';') : kept.join(';').trimStart();
}

function skipBack(field: string, index: number): number {
  let at = index;
  while (at > 0 && isSpace(field.charCodeAt(at - 1))) at -= 1;
  return at;
}

function skipForward(field: string, index: number): number {
  let at = index;
  while (at < field.length && isSpace(field.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function isToken(value: string): boolean {
  return value.length <= longestValue && /^[A-Za-z0-9_.~-]+$/.test(value);
}
