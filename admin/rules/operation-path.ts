// Paths of operations: whether one fits a request, what stands in its fields, and the path for given fields. Pure.

/** What stands in the fields of `pattern`; undefined where `path` (without query) does not fit or is not well encoded. */
export function fieldsOf(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const found = path.split('/');
  if (wanted.length !== found.length) return undefined;
  const fields: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const text = found[index] ?? '';
    if (!segment.startsWith(':')) {
      if (segment !== text) return undefined;
      continue;
    }
    const decoded = decodedSegment(text);
    if (decoded === undefined || decoded === '') return undefined;
    fields[segment.slice(1)] = decoded;
  }
  return fields;
}

/** The path for these fields, and the fields that are not in it. */
export function pathFor(
  pattern: string,
  fields: Readonly<Record<string, unknown>>,
): { readonly path: string; readonly rest: Readonly<Record<string, unknown>> } {
  const used = new Set<string>();
  const path = pattern
    .split('/')
    .map((segment) => {
      if (!segment.startsWith(':')) return segment;
      const name = segment.slice(1);
      used.add(name);
      return encodeURIComponent(String(fields[name] ?? ''));
    })
    .join('/');
  return { path, rest: Object.fromEntries(Object.entries(fields).filter(([name]) => !used.has(name))) };
}

function decodedSegment(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: such a path names nothing.
    return undefined;
  }
}
