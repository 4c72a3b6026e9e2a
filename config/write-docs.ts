// `npm run docs`: writes the pages that are made from the schema. A test fails while they are out of date.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationJsonSchema, configurationMarkdown } from './describe.ts';

const docs = join(import.meta.dirname, '..', 'docs');

for (const [name, text] of [
  ['configuration.md', configurationMarkdown()],
  ['fairlead.schema.json', configurationJsonSchema()],
] as const) {
  writeFileSync(join(docs, name), text);
  console.log(`docs/${name} written`);
}
