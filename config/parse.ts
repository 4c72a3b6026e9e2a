// The text of fairlead.yaml -> a configuration, or everything that is wrong with it, in one pass.
// Only joins: what is wrong is decided in rules/, what stands where is known to document.ts.

import { dirname, resolve } from 'node:path';
import { findCertificateFaults } from './certificates.ts';
import { type ConfigurationDocument, placeKey, readDocument } from './document.ts';
import type { Fault, Finding, Path } from './errors.ts';
import { placeFaults } from './place-faults.ts';
import { resolveReferences, type World } from './references.ts';
import { findRemoteFaults } from './remote-files.ts';
import { resolveProfile } from './resolve-profile.ts';
import { findCrossings } from './rules/crossings.ts';
import { explain } from './rules/explain.ts';
import { fit } from './rules/fit.ts';
import { prune } from './rules/prune.ts';
import type { SchemaNode } from './rules/schema-node.ts';
import { mapTexts } from './rules/texts.ts';
import { tidyCrossings, tidySettings } from './rules/tidy.ts';
import { withDefaults } from './rules/with-defaults.ts';
import { type Configuration, ConfigurationSchema } from './schema.ts';
import { errorsOf } from './validate.ts';

export type ParseResult =
  | { readonly ok: true; readonly configuration: Configuration; readonly warnings: readonly Fault[] }
  /** Faults and warnings together, sorted by line; at least one is a fault. */
  | {
      readonly ok: false;
      readonly faults: readonly Fault[];
      /** What is good of it, and defaults for the rest: nothing to run with, but it tells where a running one may be. */
      readonly readable: Pick<Configuration, 'admin'>;
    };

/** `file` is how the file is named in faults; relative paths in the configuration begin at its folder. */
export type ParseOptions = World & { readonly file: string };

const schema = ConfigurationSchema as SchemaNode;

/** Never throws because of `text`. JSON is YAML: a configuration made by a program may come as JSON text. */
export function parseConfiguration(text: string, options: ParseOptions): ParseResult {
  const document = readDocument(text.replace(/^\uFEFF/, ''));
  const { value, settings, faulty } = checkSettings(document, options);
  const configuration = completed(value, faulty, options.file);
  const crossings = checkCrossings(configuration, { document, faulty, options });
  const faults = placeFaults(document, { settings, crossings }, options.file);
  if (faults.some(({ severity }) => severity === 'fault'))
    return { ok: false, faults, readable: configuration };
  return { ok: true, configuration: frozen(configuration), warnings: faults };
}

/** Each setting by itself. */
function checkSettings(document: ConfigurationDocument, options: ParseOptions) {
  const { value: resolved, references, findings } = resolveReferences(document.value, options.file, options);
  const value = fit(schema, resolved, { isReference: (path) => references.has(placeKey(path)), path: [] });
  const explained = errorsOf(schema, withDefaults(schema, value))
    .map((error) => explain(schema, error, (path) => references.get(placeKey(path))))
    .filter((each) => each !== undefined);
  const faulty = [...findings, ...explained].map(({ path }) => path);
  return { value, settings: tidySettings(findings, explained), faulty };
}

/** What is good of the value, with defaults for the rest: enough to look for further faults. */
function completed(value: unknown, faulty: readonly Path[], file: string): Configuration {
  const filled = withDefaults(schema, prune(schema, value, faulty));
  const folder = dirname(resolve(file));
  return mapTexts(schema, filled, (text, { format }) =>
    format === 'file' ? resolve(folder, text) : text,
  ) as Configuration;
}

type Checked = {
  readonly document: ConfigurationDocument;
  readonly faulty: readonly Path[];
  readonly options: ParseOptions;
};

/** Settings against each other, and against the files they name. */
function checkCrossings(configuration: Configuration, { document, faulty, options }: Checked): Finding[] {
  const crossings = findCrossings(configuration, {
    profile: resolveProfile(configuration),
    written: (path) => document.places.has(placeKey(path)),
    platform: options.platform,
  });
  const files = [
    ...findCertificateFaults(configuration, options),
    ...findRemoteFaults(configuration, options),
  ];
  return tidyCrossings([...crossings, ...files], faulty);
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
}
