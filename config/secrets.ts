// Which texts of a configuration are secret, and how they are kept out of logs and answers.

import type { SchemaNode } from './rules/schema-node.ts';
import { secretTexts } from './rules/texts.ts';
import { type Configuration, ConfigurationSchema } from './schema.ts';

/** Every secret of the configuration as it is used, references resolved; no duplicates, the longest first. */
export function secretsOf(configuration: Configuration): readonly string[] {
  const found = secretTexts(ConfigurationSchema as SchemaNode, configuration);
  return [...new Set(found)].sort((a, b) => b.length - a.length);
}

/** `text` with every secret replaced by `***`. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
