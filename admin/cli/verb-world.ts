// What every verb that operates a running Fairlead has in common: one question, and one way to tell what was answered.

import type { Command } from 'commander';
import type { Static, TObject, TSchema } from 'typebox';
import { AdminError } from '../errors.ts';
import type { Operation, OperationAnswer } from '../operation.ts';
import type { DoctorDocument } from '../operations/doctor.ts';
import { exitCodes } from '../rules/exit-code.ts';
import { callOperation } from './call-operation.ts';
import type { Terminal } from './terminal.ts';
import type { CheckRecipeOptions } from './verb-options.ts';
import { configOption, outputOption, urlOption } from './where-options.ts';

export type VerbWorld = {
  readonly terminal: Terminal;
  /** Where the admin listener is by the configuration; undefined is the usual file. */
  readonly adminUrl: (config: string | undefined) => Promise<string>;
  readonly exit: (code: number) => void;
  /** Tells every fault of a recipe; resolves with the exit code. */
  readonly checkRecipe: (options: CheckRecipeOptions) => Promise<number>;
  /** Examines from this process; undefined where the configuration has faults, which are told. */
  readonly doctorHere: (config: string | undefined) => Promise<DoctorDocument | undefined>;
};

/** What the common options say. */
export type Where = {
  readonly url?: string | undefined;
  readonly config?: string | undefined;
  readonly output: 'table' | 'json';
};

/** Adds `--output`, `--url` and `--config`. */
export function withWhere(command: Command): Command {
  return command.addOption(outputOption()).addOption(urlOption()).addOption(configOption());
}

/** For one answer; what takes longer is asked again. */
const timeoutMs = 30_000;

/** Asks once. Rejects with an AdminError where nobody answers as they should. */
export async function ask<Input extends TObject, Output extends TSchema>(
  world: VerbWorld,
  where: Where & { readonly timeoutMs?: number | undefined },
  operation: Operation<Input, Output>,
  input: Static<Input>,
): Promise<OperationAnswer<Static<Output>>> {
  const adminUrl = where.url ?? (await world.adminUrl(where.config));
  return callOperation(
    { adminUrl, timeoutMs: where.timeoutMs ?? timeoutMs, interrupted: world.terminal.interrupted },
    operation,
    input,
  );
}

/**
 * Runs a verb that asks once: the value as JSON or as `text` makes it, a refusal with its mend on standard error.
 * Ends with `exitCode` of the value (0 if not said), 1 for a refusal.
 */
export async function askAndTell<Input extends TObject, Output extends TSchema>(
  world: VerbWorld,
  where: Where,
  asked: {
    readonly operation: Operation<Input, Output>;
    readonly input: Static<Input>;
    readonly text: (value: Static<Output>) => string;
    readonly exitCode?: (value: Static<Output>) => number;
  },
): Promise<void> {
  const { terminal, exit } = world;
  await told(world, async () => {
    const answer = await ask(world, where, asked.operation, asked.input);
    if (!answer.ok) {
      tellRefusal(world, where, answer);
      return exit(exitCodes.error);
    }
    const { value } = answer;
    terminal.output.write(
      where.output === 'json' ? `${JSON.stringify(value, undefined, 2)}\n` : asked.text(value),
    );
    return exit(asked.exitCode?.(value) ?? 0);
  });
}

/** A refusal: what stood in the way on standard error, and as JSON on standard output where that was asked for. */
export function tellRefusal(
  { terminal }: VerbWorld,
  { output }: Where,
  answer: Extract<OperationAnswer<unknown>, { ok: false }>,
): void {
  const { code, text, mend } = answer;
  if (output === 'json')
    terminal.output.write(`${JSON.stringify({ error: { code, message: text, mend } }, undefined, 2)}\n`);
  terminal.errors.write(`fairlead: ${text}\n  ${mend}\n`);
}

/** Runs `work`; an AdminError is told in one sentence and ends with 1, or 6 where time ran out. */
export async function told({ terminal, exit }: VerbWorld, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (terminal.interrupted.aborted) return exit(exitCodes.interrupted);
    if (!(error instanceof AdminError)) throw error;
    terminal.errors.write(`fairlead: ${error.message}\n`);
    exit(error.code === 'ADM_TIMED_OUT' ? exitCodes['timed-out'] : exitCodes.error);
  }
}
