// The cookies of one person for the one URL: name and value, the newest counts, an expired one is dropped.

/** Cookies after an answer's `Set-Cookie` fields; the old jar stays as it is. */
export function keepCookies(
  jar: ReadonlyMap<string, string>,
  setCookies: readonly string[],
): ReadonlyMap<string, string> {
  const next = new Map(jar);
  for (const line of setCookies) {
    const [pair = '', ...attributes] = line.split(';');
    const mark = pair.indexOf('=');
    if (mark < 1) continue;
    const name = pair.slice(0, mark).trim();
    const gone = attributes.some((each) => /^\s*max-age\s*=\s*(0|-\d+)\s*$/i.test(each));
    if (gone) next.delete(name);
    else next.set(name, pair.slice(mark + 1).trim());
  }
  return next;
}

/** Value of the `Cookie` field, or undefined for an empty jar. */
export function cookieField(jar: ReadonlyMap<string, string>): string | undefined {
  if (jar.size === 0) return undefined;
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}
