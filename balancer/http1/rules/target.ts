// The forms of a request target (RFC 9112 3.2). Servers only ever see the origin form, or `*` for OPTIONS.

export type Target =
  | { readonly kind: 'origin'; readonly target: string }
  /** Absolute form: `authority` takes the place of Host (RFC 9112 3.2.2). */
  | { readonly kind: 'absolute'; readonly target: string; readonly authority: string }
  | { readonly kind: 'invalid' };

const invalid: Target = { kind: 'invalid' };
const absoluteForm = /^https?:\/\/([^/?]+)(.*)$/i;

/** Reads a target that is known to hold target characters only. */
export function parseTarget(method: string, text: string): Target {
  if (text.charCodeAt(0) === 0x2f) return { kind: 'origin', target: text };
  if (text === '*') return method === 'OPTIONS' ? { kind: 'origin', target: text } : invalid;
  const match = absoluteForm.exec(text);
  if (match === null) return invalid;
  const [, authority = '', rest = ''] = match;
  return { kind: 'absolute', authority, target: originForm(method, rest) };
}

/** RFC 9112 3.2.1 and 3.2.4: an empty path is `/`, but `*` for OPTIONS without a query. */
function originForm(method: string, rest: string): string {
  if (rest.startsWith('/')) return rest;
  if (rest === '' && method === 'OPTIONS') return '*';
  return `/${rest}`;
}
