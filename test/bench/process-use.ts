// CPU time and memory of a process and its children, where the system tells them (/proc); else undefined.

import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second on every platform Node runs on. */
const ticksPerSecond = 100;

/** CPU seconds, user and system, so far. */
export function cpuSeconds(pid: number): number | undefined {
  return overFamily(pid, (each) => {
    const fields = statFields(each);
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  });
}

/** Resident memory in MiB. */
export function residentMiB(pid: number): number | undefined {
  return overFamily(pid, (each) => {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${each}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) / 1024;
  });
}

function overFamily(pid: number, ask: (pid: number) => number): number | undefined {
  try {
    return family(pid).reduce((sum, each) => sum + ask(each), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** nginx works in children of the process that was started. */
function family(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => parentOf(each) === pid);
  return [pid, ...children];
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(statFields(pid)[1]);
  } catch (error) {
    // It ended while we looked.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Fields of /proc/PID/stat after the name, which may hold blanks. */
function statFields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
