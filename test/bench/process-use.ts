// CPU time and memory of a process and its children, where the system tells them (/proc); else undefined.

import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second on every platform Node runs on. */
const ticksPerSecond = 100;
const sampleMs = 20;

/** CPU seconds, user and system, so far. */
export function cpuSeconds(pid: number | undefined): number | undefined {
  return sumOver(family(pid), (each) => {
    const fields = statFields(each);
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  });
}

/** Resident memory in MiB. */
export function residentMiB(pid: number | undefined): number | undefined {
  return sumOver(family(pid), ownResidentMiB);
}

export type MemoryWatch = {
  /** From the first look to the highest so far. */
  growthMiB(): number | undefined;
  stop(): void;
};

/** Looks at the memory again and again until it is stopped. */
export function watchMemory(pid: number): MemoryWatch {
  const processes = family(pid);
  const look = () => sumOver(processes, ownResidentMiB);
  const first = look();
  let highest = first;
  const timer = setInterval(() => {
    highest = Math.max(highest ?? 0, look() ?? 0);
  }, sampleMs);
  return {
    growthMiB: () => (first === undefined || highest === undefined ? undefined : highest - first),
    stop: () => clearInterval(timer),
  };
}

function ownResidentMiB(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes ?? 0) / 1024;
}

function sumOver(pids: readonly number[], ask: (pid: number) => number): number | undefined {
  if (pids.length === 0) return undefined;
  try {
    return pids.reduce((sum, each) => sum + ask(each), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** nginx works in children of the process that was started. Empty where the system has no /proc. */
function family(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  try {
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((each) => parentOf(each) === pid);
    return [pid, ...children];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
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
