// The pages made from the schema.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import t from 'tap';
import { parse } from 'yaml';
import { configurationJsonSchema, configurationMarkdown } from '../../config/describe.ts';
import type { SchemaNode } from '../../config/rules/schema-node.ts';
import { ConfigurationSchema } from '../../config/schema.ts';

const root = resolve(import.meta.dirname, '..', '..');
const textOf = (name: string) => readFileSync(resolve(root, name), 'utf8').replaceAll('\r\n', '\n');

t.test('the pages in docs are those of the schema: run `npm run docs` where this fails', (t) => {
  t.equal(textOf('docs/configuration.md'), configurationMarkdown());
  t.equal(textOf('docs/fairlead.schema.json'), configurationJsonSchema());
  t.end();
});

t.test(
  'an editor takes the example, references and empty sections, and refuses what the program refuses',
  (t) => {
    const validate = new Ajv({ strict: false, formats: { regex: true } }).compile(
      JSON.parse(configurationJsonSchema()),
    );
    t.ok(validate(parse(textOf('fairlead.example.yaml'))), JSON.stringify(validate.errors));
    t.ok(validate(parse('database: null\nhealth:\nlisten: { port: "$' + '{env:PORT}" }')));
    t.notOk(validate(parse('database: null\nlisten: { prot: 1 }')));
    t.notOk(validate(parse('database: null\nlisten: { port: "8080" }')));
    t.notOk(validate(parse('listen: {}')));
    t.end();
  },
);

t.test('every setting says what it means, and its default keeps its own bounds', (t) => {
  const wrong: string[] = [];
  const look = (node: SchemaNode, path: string) => {
    if (!node.description && !path.endsWith('[]') && !path.endsWith('.*'))
      wrong.push(`${path}: no description`);
    if (
      typeof node.default === 'number' &&
      !(node.default >= (node.minimum ?? 0) && node.default <= (node.maximum ?? 0))
    ) {
      wrong.push(`${path}: default out of bounds`);
    }
    if (node.enum && node.default !== undefined && !node.enum.includes(node.default))
      wrong.push(`${path}: default is no choice`);
    for (const [key, child] of Object.entries(node.properties ?? {})) look(child, `${path}.${key}`);
    if (node.items) look(node.items, `${path}[]`);
    if (typeof node.additionalProperties === 'object') look(node.additionalProperties, `${path}.*`);
  };
  look(ConfigurationSchema as SchemaNode, '');
  t.same(wrong, []);
  t.end();
});
