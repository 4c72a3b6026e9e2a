// What the tests of config/ share: a world without a real disk, and short ways to parse.

import t from 'tap';
import type { Fault } from '../../config/errors.ts';
import { parseConfiguration } from '../../config/parse.ts';
import type { World } from '../../config/references.ts';
import type { Configuration } from '../../config/schema.ts';

/** 2026-01-01, 00:00 UTC. */
export const nowMs = 1_767_225_600_000;

export type Files = Readonly<Record<string, string>>;

/** Files by absolute path. */
export function worldOf(files: Files = {}, environment: World['environment'] = {}): World {
  return {
    environment,
    nowMs,
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
      return text;
    },
  };
}

/** The least that is needed, in one line, so that further text begins at line 2. */
export const least = 'database: { host: sql1, user: fairlead, password: hunter2 }\n';

export function faultsOf(text: string, world: World = worldOf()): readonly Fault[] {
  const result = parseConfiguration(text, { ...world, file: 'fairlead.yaml' });
  return result.ok ? result.warnings : result.faults;
}

/** `line:column path: message` of each fault; enough to compare. */
export const short = (faults: readonly Fault[]) =>
  faults.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);

export function goodConfiguration(text: string, world: World = worldOf()): Configuration {
  const result = parseConfiguration(text, { ...world, file: 'fairlead.yaml' });
  if (result.ok) return result.configuration;
  t.fail(`expected no faults: ${short(result.faults).join('; ')}`);
  throw new Error('the configuration has faults');
}
