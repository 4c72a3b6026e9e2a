// The arrows of the house: who may import whom. Reads the imports of every source file and fails on any other.

import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import t from 'tap';
import { files, type Import, imports, type Place, root } from './support/source-imports.ts';

/** Folder -> what it may import beside itself; `types:` means `import type` only. */
const allowed: Readonly<Record<Place, readonly string[]>> = {
  bin: ['main.ts'],
  'main.ts': ['main', 'config', 'metrics', 'cluster', 'balancer', 'admin', 'demo'],
  main: ['config', 'metrics', 'cluster', 'balancer', 'admin', 'demo'],
  config: [],
  balancer: ['types:cluster/model.ts'],
  cluster: [],
  admin: ['types:cluster', 'types:balancer'],
  metrics: [],
  demo: [],
};

const place = (file: string) => (file.split('/')[0] ?? file) as Place;

function permitted({ from, to, typeOnly }: Import): boolean {
  if (place(from) === place(to)) return true;
  return allowed[place(from)].some((rule) => {
    const target = rule.replace('types:', '');
    return (typeOnly || !rule.startsWith('types:')) && (to === target || to.startsWith(`${target}/`));
  });
}

t.test('arrows between folders point one way', (t) => {
  t.ok(imports.length > 0, `${imports.length} imports of ${files.length} files were read`);
  t.same(
    imports.filter((each) => !permitted(each)).map((each) => `${each.from} -> ${each.to}`),
    [],
  );
  t.end();
});

t.test('a deciding file imports types and other deciding files only', (t) => {
  const decides = (file: string) => file.includes('/rules/');
  const wrong = imports.filter((each) => decides(each.from) && !each.typeOnly && !decides(each.to));
  t.same(
    wrong.map((each) => `${each.from} -> ${each.to}`),
    [],
  );
  t.end();
});

t.test('every source file says first what it is for', (t) => {
  const silent = files.filter((file) => !/^(#!.*\n)?\/\/ \S/.test(readFileSync(join(root, file), 'utf8')));
  t.same(silent, []);
  t.end();
});

t.test('there are no barrels', (t) => {
  t.same(
    files.filter((file) => posix.basename(file) === 'index.ts'),
    [],
  );
  t.end();
});
