// The arguments of a program as somebody wrote them in one line: split at spaces, quotes hold a word together. Pure.

/** `/a "b c"` is `/a` and `b c`; a list is taken as it is. */
export function wordsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string') return [];
  return (value.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'));
}
