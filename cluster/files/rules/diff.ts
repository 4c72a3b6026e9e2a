// Where a folder of a server differs from the master's. Names are compared as Windows does, without regard to case;
// times tell nothing of a difference, only hashes do. Pure.

import type { SeenFile } from '../model.ts';
import { isIgnored } from './ignored.ts';

export type Difference = {
  /** As on the master, where it has the file. */
  readonly path: string;
  /** Closed set; `extra`: the master has no such file. */
  readonly kind: 'missing' | 'different' | 'extra';
  readonly master: SeenFile | undefined;
  readonly there: SeenFile | undefined;
};

/** In order of the path. */
export function differencesOf(
  master: readonly SeenFile[],
  there: readonly SeenFile[],
  ignore: readonly string[],
): readonly Difference[] {
  const [wanted, seen] = [byName(master, ignore), byName(there, ignore)];
  const names = [...new Set([...wanted.keys(), ...seen.keys()])].sort();
  return names.flatMap((name) => differenceOf(wanted.get(name), seen.get(name)));
}

function byName(files: readonly SeenFile[], ignore: readonly string[]): ReadonlyMap<string, SeenFile> {
  const kept = files.filter(({ path }) => !isIgnored(path, ignore));
  return new Map(kept.map((file) => [file.path.toLowerCase(), file]));
}

function differenceOf(master: SeenFile | undefined, there: SeenFile | undefined): readonly Difference[] {
  if (master === undefined) {
    return there === undefined ? [] : [{ path: there.path, kind: 'extra', master, there }];
  }
  if (there === undefined) return [{ path: master.path, kind: 'missing', master, there }];
  if (master.hash === there.hash) return [];
  return [{ path: master.path, kind: 'different', master, there }];
}
