// Scripts that only look: who we are, what time it is, which processes run. And programs, which may do anything.

import { processesOf } from '../processes.ts';
import { answered, ended, ScriptError } from '../rules/ending.ts';
import { isLike, textOf, textsOf } from '../rules/values.ts';
import type { ScriptHandler } from './handler.ts';

export const whoAmI: ScriptHandler = ({ machine }) =>
  answered({
    user: `${machine.name}\\fairlead`,
    machine: machine.name,
    powershell: '5.1.17763.0',
    administrator: machine.settings.administrator,
  });

export const clock: ScriptHandler = ({ machine }) => answered({ utcMs: machine.nowMs(), offsetMinutes: 60 });

export const listProcesses: ScriptHandler = ({ machine, values }) => {
  const patterns = textsOf(values, 'patterns');
  const found = processesOf(machine).filter(({ name }) => patterns.some((each) => isLike(name, each)));
  return answered({ processes: found });
};

/** Runs what was put there with `programs`; its file must be there, as on a real machine. A bare name is Windows' own. */
export const runProgram: ScriptHandler = async ({ machine, values, secrets }) => {
  const file = textOf(values, 'file');
  const program = machine.programs.get(file.toLowerCase());
  if (!program || (file.includes('\\') && !machine.files.read(file))) {
    throw new ScriptError('The system cannot find the file specified');
  }
  const [key, attestation] = Object.values(secrets);
  const environment = {
    ...(key !== undefined && { FAIRLEAD_LICENCE_KEY: key }),
    ...(attestation !== undefined && { FAIRLEAD_ATTESTATION_KEY: attestation }),
  };
  const words = textOf(values, 'line').match(/"[^"]*"|\S+/g) ?? [];
  const id = machine.nextProcessId();
  machine.started.set(id, { name: file.split('\\').at(-1) ?? file, startedMs: machine.nowMs() });
  try {
    const plain = words.map((word) => word.replace(/^"(.*)"$/, '$1'));
    const { exitCode, stdout, stderr } = await program(plain, machine, environment);
    return ended(exitCode, stdout, stderr);
  } finally {
    machine.started.delete(id);
  }
};
