// What a reload did, as lines for a person. Pure; faults of the file are shown by whoever knows files.

import type { ReloadAnswer } from '../reload-schema.ts';
import { printable } from './text-width.ts';

/** Lines with their line feeds. */
export function reloadText({ ok, problem, applied, restart, remarks }: ReloadAnswer): string {
  if (!ok)
    return `${[...told(problem), 'nothing was changed: the configuration of before goes on'].join('\n')}\n`;
  const lines = [
    ...applied.map((path) => `${path} is in use`),
    ...restart.map((path) => `${path} changes with the next start`),
    ...remarks,
  ];
  return `${(lines.length === 0 ? ['nothing has changed'] : lines).map(printable).join('\n')}\n`;
}

const told = (problem: string | null) => (problem === null ? [] : [printable(problem)]);
