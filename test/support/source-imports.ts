// All source files of the product and what each of them imports, read from their texts: for the tests that hold the
// arrows of the house.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

export const root = dirname(dirname(import.meta.dirname));

const places = [
  'bin',
  'main.ts',
  'main',
  'config',
  'balancer',
  'cluster',
  'admin',
  'metrics',
  'demo',
] as const;

/** A folder with source files, or a file that stands beside them. */
export type Place = (typeof places)[number];

/** Paths from the root of the project on, with `/`. */
export type Import = {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
  /** Loaded when the line is reached, not with the file it stands in. */
  readonly later: boolean;
};

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
    later: match[3] !== undefined,
  }));
}

/** Packages that are loaded with a file, as it names them; those of Node are left out. */
export function packagesOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(?!type\s)(?:[^'";]*?\sfrom\s+)?'([^.'][^']*)'/gm);
  return [...statements].flatMap(([, name = '']) => (name.startsWith('node:') ? [] : [name]));
}

export const files: readonly string[] = places.flatMap((name) => {
  const path = join(root, name);
  if (!statSync(path, { throwIfNoEntry: false })) return [];
  return statSync(path).isDirectory() ? sourceFiles(path) : [name];
});

export const imports: readonly Import[] = files.flatMap(importsOf);
