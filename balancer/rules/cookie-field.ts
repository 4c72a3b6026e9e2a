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
  let value: string | undefined;
  const rest: string[] = [];
  for (const field of fields) {
    const parts = field.split(';');
    const kept = parts.filter((part) => nameOf(part) !== name);
    if (kept.length === parts.length) {
      rest.push(field);
      continue;
    }
    count += parts.length - kept.length;
    value = textBehind(parts.find((part) => nameOf(part) === name) ?? '');
    const remaining = joinKept(parts, kept);
    if (remaining !== '') rest.push(remaining);
  }
  if (count === 0) return none;
  return {
    found: true,
    value: count === 1 && isToken(value) ? value : undefined,
    rest: rest.length === 0 ? undefined : rest.join('; '),
  };
}

/** The space behind a removed first cookie goes with it. */
function joinKept(parts: readonly string[], kept: readonly string[]): string {
  const joined = kept.join(';');
  return kept[0] === parts[0] ? joined : joined.replace(/^[ \t]+/, '');
}

function nameOf(part: string): string {
  const equals = part.indexOf('=');
  return (equals < 0 ? part : part.slice(0, equals)).trim();
}

function textBehind(part: string): string {
  const equals = part.indexOf('=');
  return equals < 0 ? '' : part.slice(equals + 1).trim();
}

function isToken(value: string | undefined): boolean {
  return value !== undefined && value.length <= longestValue && /^[A-Za-z0-9_.~-]+$/.test(value);
}
