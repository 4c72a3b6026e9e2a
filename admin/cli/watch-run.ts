// Shows a run, once or until it ends or somebody has to do something. Where there is no screen, a line for each change.

import { setTimeout as pause } from 'node:timers/promises';
import { showUpgrade } from '../operations/upgrades.ts';
import { exitCodes } from '../rules/exit-code.ts';
import { runTree } from '../rules/run-tree.ts';
import { printable } from '../rules/text-width.ts';
import type { RunDocument } from '../run-schema.ts';
import { createScreen } from './screen.ts';
import { ask, askAndTell, tellRefusal, told, type VerbWorld, type Where } from './verb-world.ts';

const everyMs = 500;

/** The tree for the terminal of this process. */
export function treeOf(run: RunDocument, { terminal }: VerbWorld, steps: boolean): string {
  return runTree(run, { columns: terminal.size().columns, color: terminal.color, nowMs: Date.now(), steps });
}

/** Once. */
export function showRun(
  world: VerbWorld,
  where: Where & { readonly steps: boolean },
  run: string,
): Promise<void> {
  return askAndTell(world, where, {
    operation: showUpgrade,
    input: { run },
    text: (document) => treeOf(document, world, where.steps),
    exitCode: runExitCode,
  });
}

/** Until it has ended, or waits for a person. Ctrl-C ends the watching, not the run. */
export function watchRun(world: VerbWorld, where: Where, run: string): Promise<void> {
  const { terminal, exit } = world;
  return told(world, async () => {
    const show = createShow(world, where);
    let number = run;
    try {
      for (;;) {
        const answer = await ask(world, where, showUpgrade, { run: number });
        if (!answer.ok) {
          tellRefusal(world, where, answer);
          return exit(exitCodes.error);
        }
        number = answer.value.run;
        show.look(answer.value);
        if (isOver(answer.value)) return exit(runExitCode(answer.value));
        await pause(everyMs, undefined, { signal: terminal.interrupted });
      }
    } catch (error) {
      if (terminal.interrupted.aborted)
        terminal.errors.write(`Run ${number} goes on; fairlead upgrade show ${number} -w looks again.\n`);
      throw error;
    } finally {
      show.close();
    }
  });
}

/** It goes on without anybody, or it does not. */
function isOver({ status, statusText }: RunDocument): boolean {
  return (
    status === 'completed' ||
    status === 'rolled-back' ||
    status === 'aborted' ||
    status === 'failed' ||
    status === 'paused' ||
    statusText === 'Waiting for a person'
  );
}

/** 0 completed or rolled back as asked; 1 failed or aborted; 5 paused or waiting for a person. */
export function runExitCode({ status, statusText }: RunDocument): number {
  if (status === 'failed' || status === 'aborted') return exitCodes.error;
  if (status === 'paused' || statusText === 'Waiting for a person') return exitCodes.waiting;
  return 0;
}

function createShow(world: VerbWorld, { output }: Where) {
  const { terminal } = world;
  if (output === 'table' && terminal.interactive) return createTree(world);
  let last = '';
  return {
    look(run: RunDocument) {
      const line = output === 'json' ? JSON.stringify(run) : lineOf(run);
      if (line !== last) terminal.output.write(`${line}\n`);
      last = line;
    },
    close() {
      // Nothing was taken over.
    },
  };
}

function createTree(world: VerbWorld) {
  const screen = createScreen(world.terminal);
  let text = '';
  return {
    look(run: RunDocument) {
      text = treeOf(run, world, false);
      screen.draw(text);
    },
    close() {
      screen.close();
      world.terminal.output.write(text);
    },
  };
}

/** One line of what it is at. */
function lineOf(run: RunDocument): string {
  const at = run.at === null ? '' : `, ${run.at}`;
  const because = run.because === '' ? '' : `: ${printable(run.because)}`;
  return `Run ${run.run} ${run.statusText}, ${run.stepsDone}/${run.steps.length}${at}${because}`;
}
