// Stands in for taskkill of Windows: ends a process with everything it started, by the parents /proc tells.

import { readdirSync, readFileSync } from 'node:fs';

const pid = Number(process.argv[process.argv.indexOf('/PID') + 1]);

function parents(): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^[0-9]+$/.test(each))) {
    try {
      const parent = /^PPid:\t([0-9]+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      found.set(Number(name), Number(parent));
    } catch (error) {
      // It ended while we were looking.
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  return found;
}

function treeOf(root: number, of: ReadonlyMap<number, number>): readonly number[] {
  const children = [...of].filter(([, parent]) => parent === root).map(([child]) => child);
  return [root, ...children.flatMap((child) => treeOf(child, of))];
}

const known = parents();
if (!known.has(pid)) {
  process.stderr.write(`ERROR: The process "${pid}" not found.\r\n`);
  process.exit(128);
}
for (const each of treeOf(pid, known)) {
  try {
    process.kill(each, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  process.stdout.write(`SUCCESS: The process with PID ${each} has been terminated.\r\n`);
}
