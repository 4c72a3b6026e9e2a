// `fairlead status`: asks once or again and again, shows a table or the document itself, and ends with the exit
// code of what it saw last.

import { AdminError } from '../errors.ts';
import { exitCodeOf, exitCodes } from '../rules/exit-code.ts';
import { statusTable } from '../rules/status-table.ts';
import { printable } from '../rules/text-width.ts';
import { type Answer, fetchStatus } from './fetch-status.ts';
import { pauseOrInterrupt } from './pause-or-interrupt.ts';
import { createScreen } from './screen.ts';
import type { Terminal } from './terminal.ts';

export type StatusCommand = {
  readonly adminUrl: string;
  readonly output: 'table' | 'json';
  /** Undefined: once. */
  readonly watchSeconds: number | undefined;
  /** False with `--no-color`. */
  readonly color: boolean;
  readonly terminal: Terminal;
  /** For one answer; default 10 seconds. */
  readonly timeoutMs?: number;
};

type Look = { readonly answer: Answer } | { readonly failure: AdminError };

/** Resolves with the exit code. */
export async function runStatus(command: StatusCommand): Promise<number> {
  const { terminal, watchSeconds } = command;
  if (watchSeconds !== undefined) return watch(command, watchSeconds * 1000);
  const look = await lookOnce(command);
  if (look === undefined) return exitCodes.interrupted;
  if ('failure' in look) {
    terminal.errors.write(`fairlead: ${look.failure.message}\n`);
    return look.failure.code === 'ADM_TIMED_OUT' ? exitCodes['timed-out'] : exitCodes.error;
  }
  terminal.output.write(command.output === 'json' ? look.answer.text : tableOf(look.answer, command));
  return exitCodeOf(look.answer.status.state);
}

/** Goes on until it is interrupted: a Fairlead that restarts is waited for. */
async function watch(command: StatusCommand, everyMs: number): Promise<number> {
  const show = createShow(command);
  const { interrupted } = command.terminal;
  try {
    while (!interrupted.aborted) {
      const look = await lookOnce(command);
      if (look !== undefined) show.look(look);
      await pauseOrInterrupt(everyMs, interrupted);
    }
  } finally {
    show.close();
  }
  return exitCodes.interrupted;
}

/** Undefined where the user interrupted it. */
async function lookOnce(command: StatusCommand): Promise<Look | undefined> {
  const { adminUrl, terminal, timeoutMs = 10_000 } = command;
  const { interrupted } = terminal;
  try {
    return { answer: await fetchStatus({ adminUrl, timeoutMs, interrupted }) };
  } catch (error) {
    if (interrupted.aborted) return undefined;
    if (error instanceof AdminError) return { failure: error };
    throw error;
  }
}

type Show = { look(look: Look): void; close(): void };

function createShow(command: StatusCommand): Show {
  if (command.output === 'json') return createLines(command);
  return command.terminal.interactive ? createTableScreen(command) : createTables(command);
}

/** One document a line, for programs that read along. */
function createLines({ terminal }: StatusCommand): Show {
  return {
    look(look) {
      if ('failure' in look) terminal.errors.write(`fairlead: ${look.failure.message}\n`);
      else terminal.output.write(`${JSON.stringify(look.answer.status)}\n`);
    },
    close() {
      // Nothing was taken over.
    },
  };
}

/** Where there is no screen: each table that differs from the one before. */
function createTables(command: StatusCommand): Show {
  let last = '';
  return {
    look(look) {
      const text = 'failure' in look ? `fairlead: ${look.failure.message}\n` : tableOf(look.answer, command);
      if (text !== last) command.terminal.output.write(last === '' ? text : `\n${text}`);
      last = text;
    },
    close() {
      // Nothing was taken over.
    },
  };
}

/** In place; the last table stays on the screen when it is left. A window of another size is drawn at once. */
function createTableScreen(command: StatusCommand): Show {
  const { terminal } = command;
  const screen = createScreen(terminal);
  let last: Answer | undefined;
  let problem = '';
  const text = () => (last ? tableOf(last, command) : '') + problem;
  const redraw = () => screen.draw(text());
  terminal.output.on('resize', redraw);
  return {
    look(look) {
      if ('answer' in look) last = look.answer;
      problem = 'failure' in look ? `✖ ${printable(look.failure.message)}\n` : '';
      redraw();
    },
    close() {
      terminal.output.off('resize', redraw);
      screen.close();
      terminal.output.write(text());
    },
  };
}

function tableOf({ status }: Answer, { terminal, color }: StatusCommand): string {
  return statusTable(status, { columns: terminal.size().columns, color: color && terminal.color });
}
