// What `fairlead start` loads before it serves: each file costs a quarter of a millisecond, compiled or not. What is
// named here comes later, or not at all.

import t from 'tap';
import { files, imports, packagesOf } from './support/source-imports.ts';

/** The command line, and the verb it loads. */
const beginnings = ['bin/fairlead.ts', 'main.ts', 'main/verbs/start.ts'];

const laterPackages: Readonly<Record<string, string>> = {
  mssql: 'where the database is away nobody waits for its driver',
  tedious: 'as mssql, which stands on it',
  ssh2: 'wanted where a server has SSH',
  selfsigned: 'wanted by the demo',
  ajv: 'the configuration is checked without compiling its schema',
  'prom-client': 'nobody scrapes what does not serve yet',
  'typebox/value': 'nothing is checked with it on the way to the first answer',
};

const laterFiles: Readonly<Record<string, string>> = {
  'demo/': 'the demo is another verb',
  'main/demo/': 'the demo is another verb',
  'admin/cli/verbs/': 'other verbs',
  'cluster/doctor/': 'wanted when somebody asks the doctor',
  'cluster/maintenance/perform.ts': 'tasks of the plan begin later',
  'balancer/safe/': 'wanted where it is configured',
  'balancer/workers/crew.ts': 'wanted where there are workers',
};

const loadedWith = Map.groupBy(
  imports.filter(({ typeOnly, later }) => !typeOnly && !later),
  ({ from }) => from,
);

/** Each file that is loaded, with the file it was first wanted by. */
function loaded(): ReadonlyMap<string, string> {
  const wantedBy = new Map(beginnings.map((file) => [file, 'the command']));
  for (const [file] of wantedBy)
    for (const { to } of loadedWith.get(file) ?? []) if (!wantedBy.has(to)) wantedBy.set(to, file);
  return wantedBy;
}

t.test('a start loads nothing that comes later', async (t) => {
  const start = loaded();
  t.ok(start.has('balancer/http1/core-engine.ts') && start.has('admin/server.ts'), 'it is what serves');
  const tooEarly = Object.entries(laterFiles).flatMap(([place, because]) =>
    [...start]
      .filter(([file]) => file.startsWith(place))
      .map(([file, by]) => `${by} loads ${file}: ${because}`),
  );
  t.same(tooEarly, []);
  const packages = [...start.keys()].flatMap((file) =>
    packagesOf(file)
      .filter((name) => name in laterPackages)
      .map((name) => `${file} loads ${name}: ${laterPackages[name]}`),
  );
  t.same(packages, [], 'load it where it is used: `await import(...)`');
});

t.test('what comes later is still there', async (t) => {
  for (const place of Object.keys(laterFiles))
    t.ok(
      files.some((file) => file.startsWith(place)),
      place,
    );
  t.ok(packagesOf('admin/server.ts').includes('fastify'), 'packages are read');
});
