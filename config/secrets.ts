// Which texts of a configuration are secret. They are kept out of what is written by admin/rules/mask.ts.

import type { SchemaNode } from './rules/schema-node.ts';
import { secretTexts } from './rules/texts.ts';
import { type Configuration, ConfigurationSchema } from './schema.ts';

/** Every secret of the configuration as it is used, references resolved; no duplicates, the longest first. */
export function secretsOf(configuration: Configuration): readonly string[] {
  const found = secretTexts(ConfigurationSchema as SchemaNode, configuration);
  return [...new Set(found)].sort((a, b) => b.length - a.length);
}
