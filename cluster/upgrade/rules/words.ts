// What a recipe says as a list or in one line: arguments of a program, names of checks and tests. Pure.

/** Each as it is; one text is one name, whatever spaces are in it. Nothing where it is neither. */
export function namesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value !== '' ? [value] : [];
}

/** Arguments, split at spaces; quotes hold a word together: `/a "b c"` is `/a` and `b c`; a list is taken as it is. */
export function wordsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string') return [];
  return (value.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'));
}
