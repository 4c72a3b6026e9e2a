// The arrows of the house: who may import whom. Reads the imports of every source file and fails on any other.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import t from 'tap';

const root = dirname(import.meta.dirname);

/** Folder -> what it may import beside itself; `types:` means `import type` only. */
const allowed: Readonly<Record<string, readonly string[]>> = {
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

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? sourceFiles(join(folder, entry.name)) : join(folder, entry.name),
    )
    .filter((path) => path.endsWith('.ts'))
    .map((path) =>
      relative(root, join(root, relative(root, path)))
        .split(sep)
        .join('/'),
    );
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'(\.[^']+)'|import\('(\.[^']+)'\)/g,
  );
  return [...statements].map((match) => ({
    from: file,
    to: posix.normalize(posix.join(posix.dirname(file), match[2] ?? match[3] ?? '')),
    typeOnly: match[1] !== undefined,
  }));
}

const place = (file: string) => (file.includes('/') ? (file.split('/')[0] ?? file) : file);

function permitted({ from, to, typeOnly }: Import): boolean {
  if (place(from) === place(to)) return true;
  return (allowed[place(from)] ?? []).some((rule) => {
    const target = rule.replace('types:', '');
    return (typeOnly || !rule.startsWith('types:')) && (to === target || to.startsWith(`${target}/`));
  });
}

const files = Object.keys(allowed).flatMap((name) => {
  const path = join(root, name);
  if (!statSync(path, { throwIfNoEntry: false })) return [];
  return statSync(path).isDirectory() ? sourceFiles(path) : [name];
});
const imports = files.flatMap(importsOf);

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
