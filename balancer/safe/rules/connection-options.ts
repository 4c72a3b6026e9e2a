// What the Connection fields of a head say (RFC 9110 7.6.1), and which names in them count.

import { type FlatFields, valuesOf } from './fields.ts';

export type ConnectionOptions = {
  readonly upgrade: boolean;
  /** Lower-case names of fields that are left out because they are for this hop only. */
  readonly named: readonly string[];
};

const token = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** What is said to whom, by whom and in what form: nobody strips it by naming it. */
const neverNamed = /^(?:host|cookie|set-cookie|authorization|expect|date|content-.*)$/;
const understood: ReadonlySet<string> = new Set(['close', 'keep-alive', 'upgrade']);

/** Reads all Connection fields; undefined if one is not a list of tokens. */
export function readConnectionOptions(fields: FlatFields): ConnectionOptions | undefined {
  const options = valuesOf(fields, 'connection')
    .join(',')
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  if (!options.every((each) => token.test(each))) return undefined;
  return {
    upgrade: options.includes('upgrade'),
    named: options.filter((each) => !understood.has(each) && !neverNamed.test(each)),
  };
}
