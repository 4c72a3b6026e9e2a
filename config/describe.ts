// The schema as documentation: a page for people and a JSON Schema for editors. Texts about single settings stand in
// schema/; here is only what frames them.

import { profiles } from './profiles.ts';
import { allowedText, type SchemaNode, typesOf } from './rules/schema-node.ts';
import { ConfigurationSchema } from './schema.ts';

const schema = ConfigurationSchema as SchemaNode;

/** The whole of docs/configuration.md. */
export function configurationMarkdown(): string {
  const sections = Object.entries(schema.properties ?? {}).map(([key, node]) => sectionText(key, node));
  return `${introduction}\n${sections.join('\n')}\n${overridesText()}`;
}

/** The whole of docs/fairlead.schema.json: what an editor checks while one writes. */
export function configurationJsonSchema(): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Fairlead configuration' };
  return `${JSON.stringify({ ...head, ...forEditors(schema) }, null, 2)}\n`;
}

const introduction = `# Configuration

<!-- Generated from config/schema.ts by \`npm run docs\`. Change the schema, not this page. -->

Fairlead reads one file, \`fairlead.yaml\`. Only \`database\` must be there, with host, user and password:

\`\`\`yaml
# yaml-language-server: $schema=docs/fairlead.schema.json
database:
  host: sql1.example.com
  user: fairlead
  password: \${file:sql-password.txt}
\`\`\`

\`fairlead.example.yaml\` is a longer one with comments. \`fairlead check\` tells everything that is wrong with a file in
one go, with line and column, what is allowed, and what was probably meant. A setting that does not exist is a fault.

- **Secrets and the environment.** In any text \`\${env:NAME}\` stands for an environment variable and \`\${file:PATH}\` for
  the text of a file without its last line feed. A number or a yes-or-no may come that way too. \`$\${\` stands for \`\${\`
  itself. Values of secret settings are never printed.
- **Paths** begin at the folder of the configuration file.
- **null** says "not set" everywhere.
- **Times** end in \`Ms\` and are milliseconds; shares go from 0 to 1.
- F1 to F10 name the facts about the CRM a setting rests on; [L] is likely, [U] is unknown: check it on your site.
`;

type Row = { readonly name: string; readonly node: SchemaNode };

function sectionText(key: string, node: SchemaNode): string {
  const rows = rowsOf(node, '').filter(({ name }) => !name.startsWith('overrides.'));
  const lines = rows.length === 0 ? [rowText({ name: key, node })] : rows.map(rowText);
  const head = `## ${key}\n\n${rows.length === 0 ? '' : `${node.description}\n\n`}`;
  return `${head}| setting | meaning | allowed | default |\n|---|---|---|---|\n${lines.join('\n')}\n`;
}

/** One row a setting; sections within sections become longer names. */
function rowsOf(node: SchemaNode, prefix: string): Row[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = `${prefix}${key}`;
    if (child.items?.properties) return [{ name, node: child }, ...rowsOf(child.items, `${name}[].`)];
    return child.properties && key !== 'overrides' ? rowsOf(child, `${name}.`) : [{ name, node: child }];
  });
  const named = node.additionalProperties;
  return typeof named === 'object' ? [...own, ...rowsOf(named, `${prefix}NAME.`)] : own;
}

function rowText({ name, node }: Row): string {
  const secret = node.secret ? ' **Secret.**' : '';
  const allowed = name === 'overrides' ? 'see below' : node.items?.properties ? 'a list' : allowedText(node);
  const standard = node.default === undefined ? '*required*' : `\`${JSON.stringify(node.default)}\``;
  return `| \`${name}\` | ${cell(node.description ?? '')}.${secret} | ${cell(allowed)} | ${standard} |`;
}

function overridesText(): string {
  const profile = profiles['sage-crm'];
  const overrides = schema.properties?.crm?.properties?.overrides ?? {};
  const lines = rowsOf(overrides, '').map(({ name, node }) => {
    const value = name
      .split('.')
      .reduce<unknown>((each, key) => (each as Record<string, unknown> | undefined)?.[key], profile);
    // A setting of each entry of a list has no value of its own.
    const shown = value === undefined ? '' : `\`${cell(JSON.stringify(value))}\``;
    return `| \`${name}\` | ${cell(node.description ?? '')} | ${shown} |`;
  });
  return `## crm.overrides

${overrides.description}. Lists are replaced whole.
\`fairlead discover\` writes the names of parameters that nobody documented; \`fairlead check --live\` tries the profile
out on your site.

| setting | meaning | in the profile sage-crm |
|---|---|---|
${lines.join('\n')}
`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Editors know neither our formats nor references: both are put in words they understand. */
function forEditors(node: SchemaNode): Record<string, unknown> {
  const { format, unit, secret, properties, items, additionalProperties, propertyNames, ...rest } = node;
  const types = typesOf(node);
  const mapped = properties && Object.entries(properties).map(([key, child]) => [key, forEditors(child)]);
  const open =
    typeof additionalProperties === 'object' ? forEditors(additionalProperties) : additionalProperties;
  return {
    ...rest,
    ...(node.description && { description: descriptionWith(node) }),
    ...(types.length > 0 && editorType(node, types)),
    ...(format === 'regex' && { format }),
    ...(mapped && { properties: Object.fromEntries(mapped) }),
    ...(items && { items: forEditors(items) }),
    ...(open !== undefined && { additionalProperties: open }),
  };
}

const descriptionWith = ({ description, unit, secret }: SchemaNode) =>
  `${description}${unit ? ` [${unit}]` : ''}${secret ? ' [secret]' : ''}`;

function editorType(node: SchemaNode, types: readonly string[]): Record<string, unknown> {
  const scalar = types.some((type) => type === 'integer' || type === 'number' || type === 'boolean');
  if (scalar) return { type: [...types, 'string'], pattern: '^\\$\\{(env|file):[^}]+\\}$' };
  const mayBeEmpty =
    types.includes('object') && !types.includes('null') && (node.required ?? []).length === 0;
  return { type: mayBeEmpty ? [...types, 'null'] : node.type };
}
