// The schema itself: the validator does not look at it at each start, so it is looked at here.

import { Ajv } from 'ajv';
import t from 'tap';
import { formats } from '../../config/rules/formats.ts';
import type { SchemaNode } from '../../config/rules/schema-node.ts';
import { ConfigurationSchema } from '../../config/schema.ts';
import { createValidator } from '../../config/validate.ts';

t.test('the schema of the configuration is a JSON Schema without unknown words', (t) => {
  const ajv = new Ajv({ allowUnionTypes: true, strict: true });
  ajv.addVocabulary(['unit', 'secret']);
  for (const name of Object.keys(formats)) ajv.addFormat(name, true);
  t.ok(ajv.validateSchema(ConfigurationSchema), ajv.errorsText());
  t.doesNotThrow(() => ajv.compile(ConfigurationSchema));
  t.end();
});

t.test('a validator tells every error and fills in every default', (t) => {
  const { errors, complete } = createValidator(ConfigurationSchema as SchemaNode);
  t.same(errors({ database: null }), []);
  t.same(
    errors({ database: null, listen: { port: 'x' }, admin: { prot: 1 } }).map(({ keyword }) => keyword),
    ['type', 'additionalProperties'],
  );
  t.match(complete({ database: null }), { admin: { port: 9090 }, database: null });
  t.end();
});
