// Scripts about services.

import { answered, ScriptError } from '../rules/ending.ts';
import { isLike, textOf, textsOf } from '../rules/values.ts';
import type { ServiceStatus, SimulatedService } from '../services.ts';
import type { ScriptCall, ScriptHandler } from './handler.ts';

/** Numbers of ServiceControllerStatus. */
const numbers: Readonly<Record<ServiceStatus, number>> = {
  Stopped: 1,
  StartPending: 2,
  StopPending: 3,
  Running: 4,
};

const told = ({ name, displayName, status, startType }: SimulatedService) => ({
  name,
  displayName,
  status: numbers[status],
  startType,
});

export const listServices: ScriptHandler = ({ machine, values }) => {
  const patterns = textsOf(values, 'patterns');
  const found = machine.services
    .list()
    .filter(({ name }) => patterns.some((pattern) => isLike(name, pattern)))
    .sort((a, b) => a.name.localeCompare(b.name));
  return answered({ services: found.map(told) });
};

export const startService: ScriptHandler = async ({ machine, values }) =>
  answered(told(await machine.services.start(textOf(values, 'name'))));

export const stopService: ScriptHandler = async ({ machine, values }) =>
  answered(told(await machine.services.stop(textOf(values, 'name'))));

const startTypes: Readonly<Record<string, number>> = { Automatic: 2, Manual: 3, Disabled: 4 };

export const setServiceStart: ScriptHandler = ({ machine, values }) => {
  const startType = startTypes[textOf(values, 'start')] ?? manual;
  machine.services.setStartType(textOf(values, 'name'), startType);
  return answered({ startType });
};

/** Those that fit a name or a pattern; none is an error, as the script says it. */
function fitting({ machine, values }: ScriptCall): readonly string[] {
  const pattern = textOf(values, 'service');
  const found = machine.services.list().filter(({ name }) => isLike(name, pattern));
  if (found.length === 0) throw new ScriptError(`there is no service ${pattern}`);
  return found.map(({ name }) => name);
}

const stands = ({ machine }: ScriptCall, names: readonly string[]) => {
  const now = machine.services.list().filter(({ name }) => names.includes(name));
  return answered({ services: names, running: now.some(({ status }) => status !== 'Stopped') });
};

export const standDownService: ScriptHandler = async (call) => {
  const names = fitting(call);
  for (const name of names) {
    call.machine.services.setStartType(name, manual);
    await call.machine.services.stop(name);
  }
  return stands(call, names);
};

export const standUpService: ScriptHandler = async (call) => {
  const names = fitting(call);
  for (const name of names) {
    call.machine.services.setStartType(name, manual);
    await call.machine.services.start(name);
    call.machine.services.setStartType(name, automatic);
  }
  return stands(call, names);
};

const automatic = 2;
const manual = 3;
