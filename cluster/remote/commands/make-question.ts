// How a command of this folder is made: a named script for Windows PowerShell 5.1, and the reading of its answer.
// Scripts `throw` what is wrong and never `exit`, so that a person can paste them into a window of their own.

import type { RemoteCommand, RemoteQuestion, ScriptArguments } from '../command.ts';
import { type Fields, parseAnswer } from '../rules/answer.ts';

export type QuestionParts<Value> = {
  /** Lower case with dashes; stands in the first line of the script, `# fairlead: NAME`. */
  readonly name: string;
  readonly purpose: string;
  readonly script: string;
  readonly arguments?: ScriptArguments;
  readonly secrets?: readonly string[];
  /** The arguments are contents: see RemoteCommand. */
  readonly onInput?: boolean;
  readonly timeoutMs: number;
  /** True unless running it twice does harm. */
  readonly repeatable?: boolean;
  readonly read: (fields: Fields) => Value;
};

/** Time limit of what only looks at something small. */
export const lookMs = 60_000;

/** What a command needs beyond the time its own waiting may take: PowerShell starts, modules load. */
export const aroundMs = 30_000;

export function makeQuestion<Value>(parts: QuestionParts<Value>): RemoteQuestion<Value> {
  const { name, purpose, script, timeoutMs, repeatable = true, read } = parts;
  const command: RemoteCommand = {
    purpose,
    program: {
      kind: 'powershell',
      script: `# fairlead: ${name}\n${script}`,
      arguments: parts.arguments ?? {},
    },
    ...(parts.secrets && { secrets: parts.secrets }),
    ...(parts.onInput && { onInput: true }),
    timeoutMs,
    repeatable,
  };
  return { command, parse: (stdout) => parseAnswer(stdout, read) };
}
