// Scripts about services.

import { answered } from '../rules/ending.ts';
import { isLike, textOf, textsOf } from '../rules/values.ts';
import type { ServiceStatus, SimulatedService } from '../services.ts';
import type { ScriptHandler } from './handler.ts';

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
