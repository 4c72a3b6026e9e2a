// Where the numbers come from: machine and versions, without its name or any path.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus, release, totalmem, type } from 'node:os';
import { findProgram, type Program } from '../support/needs.ts';
import { generator } from './load.ts';

/** One line a fact. `cores` is what there was before this process was pinned. */
export function describeMachine(pinned: boolean): readonly string[] {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${cpu?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${memory} GiB, ${type()} ${release()}`,
    `Node.js ${process.versions.node}, ${versions().join(', ')}`,
    pinned
      ? 'every proxy pinned to core 0, load and upstream to core 1; the core is what is compared'
      : 'nothing pinned (taskset or a second core is missing): ratios are blurred',
    `load from ${generator()}`,
  ];
}

function versions(): string[] {
  const told: readonly (readonly [Program, readonly string[]])[] = [
    ['haproxy', ['-v']],
    ['nginx', ['-v']],
    ['caddy', ['version']],
  ];
  const { version } = createRequire(import.meta.url)('http-proxy/package.json') as { version: string };
  return [...told.flatMap(([program, words]) => versionOf(program, words)), `http-proxy ${version}`];
}

function versionOf(program: Program, words: readonly string[]): string[] {
  const file = findProgram(program);
  if (file === undefined) return [];
  const { stdout, stderr } = spawnSync(file, words, { encoding: 'utf8' });
  return [`${program} ${/\d+(\.\d+)+/.exec(stdout + stderr)?.[0] ?? 'of unknown version'}`];
}
