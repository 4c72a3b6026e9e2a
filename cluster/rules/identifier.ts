// Names of tables and columns from a profile, made safe to stand in a statement. Values never come this way.

/** The quoted name, or why it is none. */
export type QuotedName =
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'refused'; readonly because: string };

const plain = /^[\p{L}_#@][\p{L}\p{N}_#@$]{0,127}$/u;

/**
 * Quotes a column (`parts` 1) or a table that may carry database and schema (`parts` 3), each part in brackets.
 * Only plain identifiers pass: whoever writes a profile must not be able to write a statement with it.
 */
export function quoteName(name: string, parts: 1 | 3): QuotedName {
  const given = name.split('.').map((part) => part.replace(/^\[(.*)\]$/, '$1'));
  if (given.length > parts) {
    return { kind: 'refused', because: `"${name}" has ${given.length} parts, at most ${parts} are allowed` };
  }
  const wrong = given.find((part) => !plain.test(part));
  if (wrong !== undefined) {
    return {
      kind: 'refused',
      because: `"${name}" is no plain identifier: letters, digits and _ @ # $ only, a letter first`,
    };
  }
  return { kind: 'quoted', text: given.map((part) => `[${part}]`).join('.') };
}

/** Last part of a table's name, as INFORMATION_SCHEMA tells it. */
export function bareName(name: string): string {
  return (name.split('.').at(-1) ?? name).replace(/^\[(.*)\]$/, '$1');
}
