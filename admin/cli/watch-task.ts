// Watches a task of the maintenance plan until it ends. Leaving the watch ends nothing but the watch.

import { listMaintenance, type MaintenanceRun, maintenanceHistory } from '../operations/maintenance.ts';
import { exitCodes } from '../rules/exit-code.ts';
import { endText, progressLine } from '../rules/maintenance-text.ts';
import { cut } from '../rules/text-width.ts';
import { pauseOrInterrupt } from './pause-or-interrupt.ts';
import { ask, tellRefusal, type VerbWorld, type Where } from './verb-world.ts';

const lookEveryMs = 500;

/** Resolves with the exit code: 0 only when it is done. */
export async function watchTask(world: VerbWorld, where: Where, begun: MaintenanceRun): Promise<number> {
  const { terminal } = world;
  const columns = Math.min(80, terminal.size().columns);
  let last = '';
  while (!terminal.interrupted.aborted) {
    const answer = await ask(world, where, listMaintenance, {});
    if (!answer.ok) return refusedWith(world, where, answer);
    const { active } = answer.value;
    if (active === null || active.run.run !== begun.run) return tellEnd(world, where, begun);
    const line = cut(progressLine(active), columns - 1);
    if (where.output === 'table' && line !== last)
      terminal.output.write(terminal.interactive ? `\r${line.padEnd(columns - 1)}` : `${line}\n`);
    last = line;
    await pauseOrInterrupt(lookEveryMs, terminal.interrupted);
  }
  terminal.errors.write(`fairlead: ${begun.task} goes on; fairlead maintenance cancel would end it\n`);
  return exitCodes.interrupted;
}

/** What came of it stands in the history. */
async function tellEnd(world: VerbWorld, where: Where, begun: MaintenanceRun): Promise<number> {
  const { terminal } = world;
  const answer = await ask(world, where, maintenanceHistory, { task: begun.task, limit: '50' });
  if (!answer.ok) return refusedWith(world, where, answer);
  const ended = answer.value.runs.find(({ run }) => run === begun.run) ?? begun;
  const clear = terminal.interactive && where.output === 'table' ? `\r${' '.repeat(79)}\r` : '';
  terminal.output.write(
    where.output === 'json'
      ? `${JSON.stringify({ version: 1, run: ended }, undefined, 2)}\n`
      : `${clear}${endText(ended, 80)}`,
  );
  return ended.outcome === 'done' ? 0 : exitCodes.error;
}

function refusedWith(world: VerbWorld, where: Where, answer: Parameters<typeof tellRefusal>[2]): number {
  tellRefusal(world, where, answer);
  return exitCodes.error;
}
