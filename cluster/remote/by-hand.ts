// A runner for servers without SSH: every command becomes an instruction, and a person confirms it. Who asks the
// person is somebody else's; here is only what is asked, and what the answer means.

import type { Server } from '../model.ts';
import type { CommandResult, RemoteCommand, RemoteRunner } from './command.ts';
import { RemoteError } from './errors.ts';
import { type Instruction, instructionOf } from './rules/instruction.ts';

/** What a person tells of an instruction. */
export type HandAnswer =
  /** `said` is what was printed, where the instruction asks for it. */
  | { readonly kind: 'done'; readonly said: string }
  | { readonly kind: 'failed'; readonly said: string }
  /** Not tried. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The face that shows an instruction and waits for a person. Rejects only where it was aborted. */
export type AskPerson = (
  server: Server,
  instruction: Instruction,
  signal?: AbortSignal,
) => Promise<HandAnswer>;

export type ByHandOptions = { readonly askPerson: AskPerson; readonly nowMs: () => number };

/** Takes every server. Time limits of commands do not hold: a person takes the time it takes. */
export function createByHandRunner({ askPerson, nowMs }: ByHandOptions): RemoteRunner {
  const closing = new AbortController();

  async function run(server: Server, command: RemoteCommand, signal?: AbortSignal): Promise<CommandResult> {
    const stop = signal ? AbortSignal.any([closing.signal, signal]) : closing.signal;
    if (stop.aborted) return cancelled(server, command);
    const startedAtMs = nowMs();
    try {
      const answer = await askPerson(server, instructionOf(server.name, command), stop);
      return resultOf(server, command, { answer, durationMs: nowMs() - startedAtMs });
    } catch (error) {
      if (stop.aborted) return cancelled(server, command);
      throw error;
    }
  }

  return {
    run,
    available: () => true,
    async probe(server) {
      const text = `${server.name} is not reached by SSH: a person does there what has to be done.`;
      const mend = 'Write the section remote to have Fairlead do it.';
      return { outcome: 'failed', error: new RemoteError({ code: 'CLU_REMOTE_NONE', text, mend }) };
    },
    async close() {
      closing.abort();
    },
  };
}

type Answered = { readonly answer: HandAnswer; readonly durationMs: number };

function resultOf(
  { name }: Server,
  { purpose }: RemoteCommand,
  { answer, durationMs }: Answered,
): CommandResult {
  const shared = { truncated: false, durationMs };
  switch (answer.kind) {
    case 'done':
      return { outcome: 'done', exitCode: 0, stdout: answer.said, stderr: '', ...shared };
    case 'failed':
      return { outcome: 'done', exitCode: 1, stdout: '', stderr: answer.said, ...shared };
    case 'refused': {
      const text = `On ${name}: "${purpose}" was not done: ${answer.reason}.`;
      const error = new RemoteError({
        code: 'CLU_REMOTE_BY_HAND',
        text,
        mend: 'Ask again when it can be done.',
      });
      return { outcome: 'not-started', error };
    }
  }
}

/** Nobody knows whether the person had begun. */
function cancelled({ name }: Server, { purpose }: RemoteCommand): CommandResult {
  const text = `On ${name}: "${purpose}" is not waited for any more; a person may have begun it.`;
  const error = new RemoteError({ code: 'CLU_REMOTE_CANCELLED', text, mend: 'Ask the person.' });
  return { outcome: 'cancelled', started: true, error, stdout: '', stderr: '', truncated: false };
}
