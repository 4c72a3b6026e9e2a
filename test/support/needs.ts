// What a test needs beside Node. On a bare machine such a test is left out with its reason; in CI it never is.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs the suite knows, and the Debian package each comes from. */
const packages = {
  caddy: 'caddy',
  chromium: 'chromium',
  haproxy: 'haproxy',
  nginx: 'nginx',
  promtool: 'prometheus',
  ssh: 'openssh-client',
  sshd: 'openssh-server',
  taskset: 'util-linux',
  tsql: 'freetds-bin',
  wrk: 'wrk',
} as const;

export type Program = keyof typeof packages;

/** Full path of a program, or undefined where it is not installed. */
export function findProgram(program: Program): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/**
 * Options for `t.test`: empty where the program is there, else a skip with its reason.
 * With `CI` set a missing program is no reason: the test runs and fails by itself.
 */
export function needs(program: Program): { readonly skip?: string } {
  if (process.env.CI || findProgram(program)) return {};
  return { skip: `left out: ${program} is not installed (Debian: apt-get install ${packages[program]})` };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
