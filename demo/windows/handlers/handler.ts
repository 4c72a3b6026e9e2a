// What a handler of one named script is: arguments and secrets in, an ending out. Types only.

import type { WindowsMachine } from '../machine.ts';
import type { ScriptValues, Secrets } from '../rules/command-line.ts';
import type { Ending } from '../rules/ending.ts';

export type ScriptCall = {
  readonly machine: WindowsMachine;
  readonly values: ScriptValues;
  readonly secrets: Secrets;
};

/** Rejects with a `ScriptError` for what PowerShell would write in red. */
export type ScriptHandler = (call: ScriptCall) => Ending | Promise<Ending>;
