// Reads the one line of JSON that `Write-Answer` prints, field by field. Output of a server is unknown until here.

import type { Parsed } from '../command.ts';

/** A field that is not what it should be; caught by `parseAnswer` and nobody else. */
class Unfit extends Error {}

/** Fields of an object of the answer; each reading names the field in its complaint. */
export type Fields = {
  readonly text: (name: string) => string;
  readonly number: (name: string) => number;
  readonly flag: (name: string) => boolean;
  /** Undefined where the field is missing or null. */
  readonly optionalText: (name: string) => string | undefined;
  readonly optionalNumber: (name: string) => number | undefined;
  readonly texts: (name: string) => readonly string[];
  readonly numbers: (name: string) => readonly number[];
  /** A list of objects, each read by `read`. */
  readonly list: <Item>(name: string, read: (fields: Fields) => Item) => readonly Item[];
};

/** The last line of `stdout` must be a JSON object; what scripts print before it is their own affair. */
export function parseAnswer<Value>(stdout: string, read: (fields: Fields) => Value): Parsed<Value> {
  const line = stdout.trimEnd().split('\n').at(-1)?.trim() ?? '';
  if (line === '') return { ok: false, problem: 'nothing was answered' };
  try {
    return { ok: true, value: read(fieldsOf(JSON.parse(line), 'the answer')) };
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, problem: error.message };
    if (error instanceof SyntaxError) return { ok: false, problem: `the answer is no JSON: ${shown(line)}` };
    throw error;
  }
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Unfit(`${what} is no object: ${shown(JSON.stringify(value))}`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const as = <Type>(name: string, kind: string): Type => {
    if (typeof fields[name] === kind) return fields[name] as Type;
    throw new Unfit(`${what} has no ${kind} under "${name}": ${shown(JSON.stringify(fields[name]))}`);
  };
  const missing = (name: string) => fields[name] === undefined || fields[name] === null;
  return {
    text: (name) => as(name, 'string'),
    number: (name) => as(name, 'number'),
    flag: (name) => as(name, 'boolean'),
    optionalText: (name) => (missing(name) ? undefined : as(name, 'string')),
    optionalNumber: (name) => (missing(name) ? undefined : as(name, 'number')),
    texts: (name) =>
      listOf(fields[name], name).map((each) => {
        if (typeof each === 'string') return each;
        throw new Unfit(`"${name}" has something that is no text: ${shown(JSON.stringify(each))}`);
      }),
    numbers: (name) =>
      listOf(fields[name], name).map((each) => {
        if (typeof each === 'number') return each;
        throw new Unfit(`"${name}" has something that is no number: ${shown(JSON.stringify(each))}`);
      }),
    list: (name, read) =>
      listOf(fields[name], name).map((each, index) => read(fieldsOf(each, `"${name}" ${index + 1}`))),
  };
}

/** PowerShell 5.1 sometimes writes a list as `{ value, Count }`, and an empty one as null. */
function listOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined) return [];
  const wrapped = (value as { value?: unknown }).value;
  if (typeof value === 'object' && 'Count' in value && Array.isArray(wrapped)) return wrapped;
  throw new Unfit(`"${name}" is no list: ${shown(JSON.stringify(value))}`);
}

function shown(text: string | undefined): string {
  if (text === undefined) return 'nothing';
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
}
