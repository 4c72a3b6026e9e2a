// What the Connection fields of a head say (RFC 9110 7.6.1). Asks for nothing but their values.

import { fieldKind } from './field-kinds.ts';
import type { FieldSection } from './field-section.ts';

export type ConnectionOptions = {
  readonly close: boolean;
  readonly keepAlive: boolean;
  readonly upgrade: boolean;
  /** Lower-case names of fields that are for this hop only and are to be left out. */
  readonly named: readonly string[];
};

const nothing: ConnectionOptions = { close: false, keepAlive: false, upgrade: false, named: [] };
const onlyKeepAlive: ConnectionOptions = { ...nothing, keepAlive: true };
const onlyClose: ConnectionOptions = { ...nothing, close: true };
const token = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;

/** Fields that a client must not be able to strip by naming them: what is said to whom, by whom, and in what form. */
const neverNamed = /^(?:host|cookie|set-cookie|authorization|expect|date|content-.*)$/;
const understood: ReadonlySet<string> = new Set(['close', 'keep-alive', 'upgrade']);

/** Reads all Connection fields; undefined if one is not a list of tokens. */
export function readConnectionOptions(section: FieldSection): ConnectionOptions | undefined {
  const first = section.indexOfKind(fieldKind.connection);
  if (first < 0) return nothing;
  if (section.kinds.indexOf(fieldKind.connection, first + 1) >= 0) {
    return parseOptions(section.valuesOfKind(fieldKind.connection).join(','));
  }
  const value = section.value(first);
  if (value === 'keep-alive' || value === 'Keep-Alive') return onlyKeepAlive;
  if (value === 'close') return onlyClose;
  return parseOptions(value);
}

function parseOptions(list: string): ConnectionOptions | undefined {
  const options = list
    .toLowerCase()
    .split(',')
    .map((each) => each.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((each) => each !== '');
  if (!options.every((each) => token.test(each))) return undefined;
  return {
    close: options.includes('close'),
    keepAlive: options.includes('keep-alive'),
    upgrade: options.includes('upgrade'),
    named: options.filter((each) => !understood.has(each) && !neverNamed.test(each)),
  };
}
