// The terminal as the commands see it: where to write, how wide it is, whether it shows colours, and when its
// user asks to stop. Made from the process in one place, so that tests hand in another one.

import type { Writable } from 'node:stream';

export type Terminal = {
  readonly output: Writable;
  readonly errors: Writable;
  /** True where `output` is a screen that can be redrawn. */
  readonly interactive: boolean;
  /** False with `NO_COLOR`, or where nobody looks. */
  readonly color: boolean;
  /** Asked each time, since windows change. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Aborted by Ctrl-C, and when nobody reads the output any more. */
  readonly interrupted: AbortSignal;
};

const usual = { columns: 80, rows: 24 };

/** The terminal of this process. From now on Ctrl-C only aborts `interrupted`; whoever runs must then end. */
export function createTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const interrupt = new AbortController();
  process.on('SIGINT', () => interrupt.abort());
  // `fairlead status -w | head` closes the pipe: then there is nobody left to tell.
  for (const stream of [stdout, stderr]) stream.on('error', (cause) => interrupt.abort(cause));
  return {
    output: stdout,
    errors: stderr,
    interactive: stdout.isTTY === true,
    color: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    size: () => ({
      columns: stdout.columns ?? (Number(env.COLUMNS) || usual.columns),
      rows: stdout.rows ?? usual.rows,
    }),
    interrupted: interrupt.signal,
  };
}
