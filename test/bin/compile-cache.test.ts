// Where compiled code is kept for the next start, and that it is.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cacheFolder } from '../../bin/compile-cache.ts';
import { program, temporaryFolder } from '../support/fairlead-process.ts';

const rows: readonly [string, NodeJS.Platform, Record<string, string>, string | undefined][] = [
  ['systemd gives one', 'linux', { CACHE_DIRECTORY: '/var/cache/fairlead' }, '/var/cache/fairlead/code'],
  ['the first of several', 'linux', { CACHE_DIRECTORY: '/a:/b', HOME: '/home/u' }, '/a/code'],
  ['the user says where', 'linux', { XDG_CACHE_HOME: '/x', HOME: '/home/u' }, '/x/fairlead/code'],
  ['the usual place', 'linux', { HOME: '/home/u' }, '/home/u/.cache/fairlead/code'],
  ['of a Mac', 'darwin', { HOME: '/Users/u' }, '/Users/u/Library/Caches/fairlead/code'],
  ['of Windows', 'win32', { LOCALAPPDATA: 'C:/L', HOME: '/h' }, 'C:/L/fairlead/code'],
  ['a service on Windows without a profile', 'win32', { HOME: '/h' }, undefined],
  ['a user without a home', 'linux', {}, undefined],
  ['whose home is nobody’s', 'linux', { HOME: '/' }, undefined],
];

t.test('compiled code is kept in a folder of the user’s own, never in a shared one', (t) => {
  for (const [name, platform, environment, expected] of rows)
    t.equal(cacheFolder(platform, environment), expected && join(expected), name);
  t.end();
});

t.test('a run leaves its compiled code for the next one', (t) => {
  const folder = temporaryFolder(t);
  const { NODE_COMPILE_CACHE: _, ...inherited } = process.env;
  const run = (wishes: Record<string, string>) =>
    spawnSync(process.execPath, [program, 'version'], {
      env: { ...inherited, CACHE_DIRECTORY: folder, ...wishes },
      encoding: 'utf8',
    });
  t.match(run({ NODE_DISABLE_COMPILE_CACHE: '1' }).stdout, /^fairlead \d/);
  t.same(readdirSync(folder), [], 'nothing is written where nobody wants it');
  t.match(run({}).stdout, /^fairlead \d/);
  t.ok(readdirSync(join(folder, 'code'), { recursive: true }).length > 1);
  t.match(run({}).stdout, /^fairlead \d/, 'and runs from it');
  t.end();
});
