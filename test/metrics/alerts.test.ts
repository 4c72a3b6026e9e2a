// Alert rules: valid for Prometheus, each with a case in alerts.yml, each over metrics that exist.

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { parse, stringify } from 'yaml';
import { families } from '../../metrics/metrics.ts';
import { findProgram, needs } from '../support/needs.ts';

type Rule = {
  alert: string;
  expr: string;
  annotations?: Record<string, string>;
  labels: { severity: string };
};
type Rules = { groups: { name: string; rules: Rule[] }[] };
type Cases = {
  tests: { name: string; alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
};

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const rulesFile = join(root, 'metrics', 'alerts.yml');
const rules: Rules = parse(readFileSync(rulesFile, 'utf8'));
const cases: Cases = parse(readFileSync(join(import.meta.dirname, 'alerts.yml'), 'utf8'));
const all = rules.groups.flatMap((group) => group.rules);
const promtool = () => findProgram('promtool') ?? 'promtool';

t.test('every alert is a sentence, a description and a known severity', (t) => {
  t.ok(all.length > 10);
  for (const { alert, annotations, labels } of all) {
    t.match(annotations?.summary, /\S/, alert);
    t.match(annotations?.description, /\.$/, alert);
    t.ok(['critical', 'warning', 'info'].includes(labels.severity), alert);
  }
  t.end();
});

t.test('every alert fires in at least one case', (t) => {
  const fired = cases.tests
    .flatMap((each) => each.alert_rule_test)
    .filter((each) => each.exp_alerts.length > 0)
    .map((each) => each.alertname);
  t.same(
    all.map((rule) => rule.alert).filter((name) => !fired.includes(name)),
    [],
  );
  t.end();
});

t.test('alerts ask only for metrics that exist', (t) => {
  const names = new Set(families.map((family) => family.name));
  const asked = all.flatMap((rule) => rule.expr.match(/fairlead_\w+/g) ?? []);
  t.ok(asked.length > 0);
  t.same(
    asked.filter((name) => !names.has(name)),
    [],
  );
  t.end();
});

t.test('Prometheus accepts the rules', needs('promtool'), async (t) => {
  const { stdout } = await run(promtool(), ['check', 'rules', rulesFile]);
  t.match(stdout, /SUCCESS/);
});

t.test('the rules fire when they should and not before', needs('promtool'), async (t) => {
  const bare = {
    groups: rules.groups.map((group) => ({
      ...group,
      rules: group.rules.map(({ annotations: _, ...rule }) => rule),
    })),
  };
  const folder = t.testdir({});
  writeFileSync(join(folder, 'rules.yml'), stringify(bare));
  writeFileSync(join(folder, 'cases.yml'), stringify({ rule_files: ['rules.yml'], ...cases }));
  const { stdout } = await run(promtool(), ['test', 'rules', join(folder, 'cases.yml')], { cwd: folder });
  t.match(stdout, /SUCCESS/);
});
