// What is run on a CRM server, as data, and how it ended. Types only: rules make commands, runners run them.

import type { Server } from '../model.ts';
import type { RemoteError } from './errors.ts';

/** What a script gets as `$arguments`: plain values under names. */
export type ScriptArguments = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A script for Windows PowerShell 5.1, or a program with its arguments, quoted by `rules/windows-quote.ts`. */
export type RemoteProgram =
  | { readonly kind: 'powershell'; readonly script: string; readonly arguments: ScriptArguments }
  | { readonly kind: 'argv'; readonly argv: readonly string[] };

/** A remote command as data: compared in tests, shown to people, run by one file. */
export type RemoteCommand = {
  /** One sentence of what it does, for people: shown in journals and instructions. */
  readonly purpose: string;
  readonly program: RemoteProgram;
  /** Secrets by name, sent on standard input, never in a command line: read by the script as `$secrets.NAME`. */
  readonly secrets?: readonly string[];
  /** True where the arguments are contents, such as of a file: those go through standard input, never in a line. */
  readonly onInput?: boolean;
  /** From the moment it was sent; waiting for a connection or for its turn does not count. */
  readonly timeoutMs: number;
  /** False where running it twice does harm: after a cut connection its effect cannot be known. */
  readonly repeatable: boolean;
};

/** What a command wrote; lines end in `\n`, and of too much the head and the tail are kept. */
export type CommandOutput = {
  readonly stdout: string;
  readonly stderr: string;
  /** True where something was left out of either. */
  readonly truncated: boolean;
};

/** It ran to its end; whatever its exit code says. */
export type CommandDone = CommandOutput & {
  readonly outcome: 'done';
  readonly exitCode: number;
  readonly durationMs: number;
};

export type CommandResult =
  | CommandDone
  /** Refused, host key, log-on, connect time-out: nothing has happened on the server. */
  | { readonly outcome: 'not-started'; readonly error: RemoteError }
  /** Cut off or timed out: its effect is unknown. */
  | (CommandOutput & { readonly outcome: 'unknown'; readonly error: RemoteError })
  /** Cancelled by the caller; `started` false means that nothing has happened on the server. */
  | (CommandOutput & {
      readonly outcome: 'cancelled';
      readonly started: boolean;
      readonly error: RemoteError;
    });

/** How a server was found when a harmless command was run on it. */
export type RemoteProbe =
  | {
      readonly outcome: 'ready';
      /** Such as `SHA256:...`, as `ssh-keygen -l` shows it; undefined where no key was seen (by hand). */
      readonly hostKey: string | undefined;
      readonly user: string;
      readonly machine: string;
      readonly powershell: string;
      /** True where the user has administrator's rights, which services and IIS want. */
      readonly administrator: boolean;
      readonly durationMs: number;
    }
  | { readonly outcome: 'failed'; readonly error: RemoteError };

export interface RemoteRunner {
  /** Never rejects: every failure is a result. */
  run(server: Server, command: RemoteCommand, signal?: AbortSignal): Promise<CommandResult>;
  /** False: this server has no SSH; the step goes to a person. */
  available(server: Server): boolean;
  /** Connects, runs a harmless command, tells host key, user and PowerShell's version. */
  probe(server: Server, signal?: AbortSignal): Promise<RemoteProbe>;
  /** Cancels what runs and closes every connection. */
  close(): Promise<void>;
}

/** What a parser made of an answer: the value, or what is wrong with it in half a sentence. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string };

/** A command together with what its answer means. */
export type RemoteQuestion<Value> = {
  readonly command: RemoteCommand;
  /** Reads the standard output of a command that ended with exit code 0. */
  readonly parse: (stdout: string) => Parsed<Value>;
};
