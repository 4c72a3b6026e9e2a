// The dashboard: valid, over metrics that exist, with queries that Prometheus understands.

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { stringify } from 'yaml';
import { families } from '../../metrics/metrics.ts';
import { createRuntimeRegistry } from '../../metrics/runtime.ts';
import { findProgram, needs } from '../support/needs.ts';

type Panel = {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string }[];
};
type Dashboard = {
  uid: string;
  panels: Panel[];
  templating: { list: { name: string; query: string | { query: string } }[] };
};

const file = join(import.meta.dirname, '..', '..', 'metrics', 'grafana.json');
const dashboard: Dashboard = JSON.parse(readFileSync(file, 'utf8'));
const queries = dashboard.panels.flatMap((panel) => (panel.targets ?? []).map((target) => target.expr));

t.test('panels have their own id and do not overlap', (t) => {
  t.ok(dashboard.panels.length > 15);
  t.equal(new Set(dashboard.panels.map((panel) => panel.id)).size, dashboard.panels.length);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  t.equal(new Set(cells).size, cells.length);
  t.ok(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24));
  t.end();
});

t.test('every query is about metrics that exist', (t) => {
  const runtime = createRuntimeRegistry().getMetricsAsArray();
  const names = new Set([...families, ...runtime].map((each) => each.name));
  const variables = dashboard.templating.list.map(({ query }) =>
    typeof query === 'string' ? query : query.query,
  );
  const asked = [...queries, ...variables].flatMap(
    (text) => text.match(/(fairlead|nodejs|process)_\w+/g) ?? [],
  );
  t.ok(asked.length > 20);
  t.same(
    asked.filter((name) => !names.has(name.replace(/_bucket$/, ''))),
    [],
  );
  t.end();
});

t.test('variables that queries use are defined', (t) => {
  const defined = dashboard.templating.list.map((variable) => `$${variable.name}`);
  const used = new Set(queries.flatMap((text) => text.match(/\$\w+/g) ?? []));
  used.delete('$__rate_interval');
  t.same(
    [...used].filter((name) => !defined.includes(name)),
    [],
  );
  t.end();
});

t.test('Prometheus understands every query', needs('promtool'), async (t) => {
  const rules = queries.map((expr, index) => ({
    record: `panel:${index}`,
    expr: expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*'),
  }));
  const path = join(t.testdir({}), 'queries.yml');
  writeFileSync(path, stringify({ groups: [{ name: 'dashboard', rules }] }));
  const { stdout } = await promisify(execFile)(findProgram('promtool') ?? 'promtool', [
    'check',
    'rules',
    path,
  ]);
  t.match(stdout, `${queries.length} rules found`);
});
