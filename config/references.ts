// `${env:NAME}` and `${file:PATH}` in texts: what they stand for, read from the world handed in.
// What they stand for is never part of a message.

import { dirname, resolve } from 'node:path';
import { placeKey } from './document.ts';
import type { Finding, Path } from './errors.ts';
import { nearest } from './rules/nearest.ts';

/** What a configuration is read with beside its own text. */
export type World = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whole text of a file (UTF-8); throws where it cannot be read. */
  readonly readFile: (path: string) => string;
  readonly nowMs: number;
  /** The system it is for, as in `process.platform`; undefined: not known, and not judged. */
  readonly platform?: string | undefined;
};

export type ResolvedReferences = {
  readonly value: unknown;
  /** The reference each value came from, by `placeKey(path)`. */
  readonly references: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
};

const allowed = '${' + 'env:NAME} or ${' + 'file:PATH}; $${ stands for ${ itself';
const largestFile = 65_536;

/** Resolves every reference in every text of `value`; paths begin at the folder of the configuration `file`. */
export function resolveReferences(value: unknown, file: string, world: World): ResolvedReferences {
  const references = new Map<string, string>();
  const findings: Finding[] = [];
  const context = { references, findings, world, folder: dirname(resolve(file)) };
  return { value: resolveIn(value, [], context), references, findings };
}

type Context = {
  readonly references: Map<string, string>;
  readonly findings: Finding[];
  readonly world: World;
  readonly folder: string;
};

type Answer = { readonly text: string } | { readonly problem: string; readonly suggestion: string | null };

function resolveIn(value: unknown, path: Path, context: Context): unknown {
  if (typeof value === 'string') return value.includes('${') ? resolveText(value, path, context) : value;
  if (Array.isArray(value)) return value.map((each, index) => resolveIn(each, [...path, index], context));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, resolveIn(each, [...path, key], context)]),
  );
}

function resolveText(text: string, path: Path, context: Context): string {
  return text.replace(/\$\$\{|\$\{([^}]*)(\}?)/g, (whole, body: string | undefined, end: string) => {
    if (body === undefined) return '${';
    const answer = end === '' ? unknownReference(body) : answerTo(body, context);
    if ('text' in answer) {
      context.references.set(placeKey(path), whole === text ? whole : 'the value');
      return answer.text;
    }
    const { problem: message, suggestion } = answer;
    const finding = {
      severity: 'fault',
      code: 'CFG_REFERENCE',
      path,
      at: 'value',
      message,
      allowed,
      suggestion,
    } as const;
    context.findings.push(finding);
    return whole;
  });
}

function answerTo(body: string, { world, folder }: Context): Answer {
  const [, kind, name = ''] = /^(env|file):(.+)$/.exec(body) ?? [];
  if (kind === 'env') return fromEnvironment(name, world);
  return kind === 'file' ? fromFile(resolve(folder, name), world) : unknownReference(body);
}

function fromEnvironment(name: string, { environment }: World): Answer {
  const text = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (text !== undefined) return { text };
  const meant = nearest(name, Object.keys(environment));
  const suggestion =
    meant === undefined ? `set ${name} for the service that runs Fairlead` : `did you mean ${meant}?`;
  return { problem: `the environment variable ${name} is not set`, suggestion };
}

function fromFile(path: string, { readFile }: World): Answer {
  try {
    const text = readFile(path);
    if (text.length <= largestFile) return { text: text.replace(/^\uFEFF/, '').replace(/\r?\n$/, '') };
    return { problem: `the file ${path} is longer than ${largestFile} characters`, suggestion: null };
  } catch (error) {
    return { problem: `the file ${path} ${unreadable(error)}`, suggestion: null };
  }
}

/** Why a file cannot be read, as the end of a sentence. */
export function unreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by the user Fairlead runs as';
  if (code === 'EISDIR') return 'is a folder';
  return `cannot be read (${code ?? 'no code'})`;
}

/** What stands in the braces may be a piece of a secret: it is shown only where it was clearly meant as a name. */
function unknownReference(body: string): Answer {
  const name = /^env:\s*([A-Z][A-Z0-9_]*)\s*$/i.exec(body)?.[1];
  return {
    problem: 'there is a ${ that begins no reference',
    suggestion: name === undefined ? 'write $${ if it is text' : `did you mean \${env:${name}}?`,
  };
}
