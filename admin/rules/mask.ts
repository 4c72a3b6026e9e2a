// Keeps secrets out of what is written: replaces every occurrence in texts of a value, keys and numbers left
// alone. Pure.

/** Shown instead of a secret. */
export const mask = '***';

/** The forms in which a secret can stand in a text: as it is, in JSON, in a URL. Longest first, empty ones never. */
export function secretForms(secrets: readonly string[]): readonly string[] {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret.toWellFormed()),
    ]);
  return [...new Set(forms)].sort((first, second) => second.length - first.length);
}

/** A copy of plain data with every form replaced in its texts. */
export function masked(value: unknown, forms: readonly string[]): unknown {
  if (typeof value === 'string') return forms.reduce((text, form) => text.replaceAll(form, mask), value);
  if (Array.isArray(value)) return value.map((each) => masked(each, forms));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, forms)]));
}
