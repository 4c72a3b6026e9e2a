// docs/metrics.md tells every metric and every alert, and none that does not exist.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { families } from '../../metrics/metrics.ts';

const root = join(import.meta.dirname, '..', '..');
const rows = readFileSync(join(root, 'docs', 'metrics.md'), 'utf8').split('\n');

t.test('every metric is documented with its type, labels and meaning', (t) => {
  const expected = families.map(({ name, type, labels, help }) => {
    const words = labels.map((label) => `\`${label}\``).join(' ') || '-';
    return `| \`${name}\` | ${type} | ${words} | ${help} |`;
  });
  t.same(
    rows.filter((row) => row.startsWith('| `fairlead_') && row.split('|').length === 6),
    expected,
  );
  t.end();
});

t.test('every alert is documented with its severity', (t) => {
  const rules: { groups: { rules: { alert: string; labels: { severity: string } }[] }[] } = parse(
    readFileSync(join(root, 'metrics', 'alerts.yml'), 'utf8'),
  );
  t.same(
    rows.filter((row) => row.startsWith('| `Fairlead')).map((row) => row.split('|').slice(1, 3).join('')),
    rules.groups.flatMap(({ rules }) =>
      rules.map(({ alert, labels }) => ` \`${alert}\`  ${labels.severity} `),
    ),
  );
  t.end();
});
