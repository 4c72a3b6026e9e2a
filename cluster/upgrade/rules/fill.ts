// Fills `{{name}}` in the texts of a value, however deep. Pure.

export type Filled = { readonly value: unknown } | { readonly unknown: string };

/** The first name that nobody knows ends it. */
export function filled(value: unknown, values: ReadonlyMap<string, string>): Filled {
  if (typeof value === 'string') return filledText(value, values);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const each of value) {
      const item = filled(each, values);
      if ('unknown' in item) return item;
      items.push(item.value);
    }
    return { value: items };
  }
  if (typeof value !== 'object' || value === null) return { value };
  const entries: [string, unknown][] = [];
  for (const [name, each] of Object.entries(value)) {
    const item = filled(each, values);
    if ('unknown' in item) return item;
    entries.push([name, item.value]);
  }
  return { value: Object.fromEntries(entries) };
}

function filledText(text: string, values: ReadonlyMap<string, string>): Filled {
  const names = [...text.matchAll(/\{\{([\w.]+)\}\}/g)].map((match) => match[1] ?? '');
  const unknown = names.find((name) => !values.has(name));
  if (unknown !== undefined) return { unknown };
  return { value: text.replaceAll(/\{\{([\w.]+)\}\}/g, (_whole, name: string) => values.get(name) ?? '') };
}
