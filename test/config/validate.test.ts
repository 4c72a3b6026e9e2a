// The check of the configuration against ajv, over every setting with every kind of value, and over the schema itself:
// a word that was never held against ajv may mean something else here.

import { isDeepStrictEqual } from 'node:util';
import { Ajv } from 'ajv';
import t from 'tap';
import type { ValidatorError } from '../../config/rules/explain.ts';
import { formats } from '../../config/rules/formats.ts';
import { childOf, type SchemaNode } from '../../config/rules/schema-node.ts';
import { withDefaults } from '../../config/rules/with-defaults.ts';
import { ConfigurationSchema } from '../../config/schema.ts';
import { errorsOf } from '../../config/validate.ts';

const schema = ConfigurationSchema as SchemaNode;
const ajv = new Ajv({
  allowUnionTypes: true,
  strict: true,
  allErrors: true,
  verbose: true,
  useDefaults: true,
});
ajv.addVocabulary(['unit', 'secret']);
for (const [name, { problem }] of Object.entries(formats))
  ajv.addFormat(name, (text: string) => problem(text) === undefined);
const fill = ajv.compile(schema);

const known = [
  ...['type', 'enum', 'minimum', 'maximum', 'minLength', 'minItems', 'maxItems', 'format', 'required'],
  ...['properties', 'additionalProperties', 'propertyNames', 'items', 'default'],
  ...['description', 'examples', 'unit', 'secret'],
];
const types = ['null', 'array', 'object', 'number', 'integer', 'string', 'boolean'];

type Path = readonly (string | number)[];

/** Every node with one way to it; a section of free names is entered by `a name`, a list by its first. */
function nodesOf(node: SchemaNode, path: Path = []): readonly (readonly [Path, SchemaNode])[] {
  const named = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    nodesOf(child, [...path, key]),
  );
  const free =
    childOf(node, 'a name') && !node.properties
      ? nodesOf(childOf(node, 'a name') ?? {}, [...path, 'a name'])
      : [];
  return [[path, node], ...named, ...free, ...(node.items ? nodesOf(node.items, [...path, 0]) : [])];
}

/** A value with `leaf` at the path and nothing else. */
const valueWith = ([key, ...rest]: Path, leaf: unknown): unknown => {
  if (key === undefined) return leaf;
  const inside = valueWith(rest, leaf);
  return typeof key === 'number' ? [inside] : { [key]: inside };
};

/** In an order of their own; what a name is refused for is told by ajv once more, and it shows the value around a key. */
const toldOf = (errors: readonly ValidatorError[]) =>
  errors
    .filter(({ keyword }) => keyword !== 'propertyNames')
    .map(({ keyword, instancePath, params, propertyName, data }) => {
      const { missingProperty, additionalProperty } = params;
      const key = missingProperty ?? additionalProperty ?? propertyName;
      return JSON.stringify([instancePath, keyword, key, key === undefined ? data : null]);
    })
    .sort();

function byAjv(value: unknown) {
  const filled = structuredClone(value);
  const errors = fill(filled) ? [] : (fill.errors ?? []);
  return { filled, told: toldOf(errors as readonly ValidatorError[]) };
}

/** What stands in a file and what cannot: each is tried at every setting. */
const leaves: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    '',
    'x',
    'a name',
    'ä/~ö',
    '/no/such/file',
    'http://a:1',
    '10.0.0.0/8',
    '1',
    '0 3 * * *',
  ],
  ...[0, 1, -1, 7, 0.5, 1e9, 1e300, Number.NaN, Number.POSITIVE_INFINITY],
  ...[[], [1], ['x', null]],
  ...[{}, { x: 1 }, { 'a/b~c': {}, '': null }, { host: 1, port: 'x' }, { toString: 1 }],
];

/** Those, what the schema names, and what is just too much; a file has no undefined. */
function leavesOf(node: SchemaNode): readonly unknown[] {
  const { enum: choices = [], examples = [], default: usual, minimum, maximum, maxItems } = node;
  const bounds = [minimum, minimum && minimum - 1, maximum, maximum && maximum + 1];
  const tooMany = maxItems === undefined ? undefined : Array.from({ length: maxItems + 1 }, () => 'x');
  return [...leaves, ...choices, ...examples, usual, ...bounds, tooMany].filter((leaf) => leaf !== undefined);
}

t.test('the schema of the configuration is a JSON Schema of words that are held against ajv', async (t) => {
  t.ok(ajv.validateSchema(schema), ajv.errorsText());
  for (const [path, node] of nodesOf(schema)) {
    const words = Object.keys(node).filter((word) => !known.includes(word));
    const strange = [node.type ?? []].flat().filter((type) => !types.includes(type));
    const deep = (node.enum ?? []).filter((each) => typeof each === 'object' && each !== null);
    if (words.length + strange.length + deep.length > 0) t.fail(`${path.join('.')}: ${words} ${strange}`);
  }
});

t.test('every value at every setting is judged and completed as by ajv', async (t) => {
  let compared = 0;
  const different: string[] = [];
  for (const [path, node] of nodesOf(schema)) {
    for (const leaf of leavesOf(node)) {
      const value = valueWith(path, leaf);
      const { filled, told } = byAjv(value);
      const own = withDefaults(schema, value);
      compared += 1;
      const same = isDeepStrictEqual([own, toldOf(errorsOf(schema, own))], [filled, told]);
      if (!same) different.push(`${path.join('.')}: ${JSON.stringify(leaf)}`);
    }
  }
  t.same(different, []);
  t.ok(compared > 5000, `${compared} values`);
});

t.test('nothing of the schema is in what it completes', async (t) => {
  const one = withDefaults(schema, {}) as { readonly servers: Record<string, unknown> };
  one.servers.CRM01 = {};
  t.same((withDefaults(schema, {}) as typeof one).servers, {});
});
