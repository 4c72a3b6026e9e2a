// Scripts about IIS and its one application pool that counts. They turn the simulated CRM server itself.

import { appPoolName, type WindowsMachine } from '../machine.ts';
import { processesOf } from '../processes.ts';
import { answered, ScriptError } from '../rules/ending.ts';
import { numberOf, textOf } from '../rules/values.ts';
import type { ScriptHandler } from './handler.ts';

export const iisReset: ScriptHandler = async ({ machine, values }) => {
  const action = textOf(values, 'action');
  if (action === 'stop') await machine.services.stop('W3SVC');
  else if (action === 'start') await machine.services.start('W3SVC');
  else await restartIis(machine);
  return answered({ said: saidBy(action) });
};

/** Also brings IIS up where it was stopped, as `iisreset` does. */
export async function restartIis(machine: WindowsMachine): Promise<void> {
  if (machine.crm.details().state === 'stopped') await machine.services.start('W3SVC');
  else await machine.crm.reset();
}

export function saidBy(action: string): string {
  const stopped = 'Internet services successfully stopped';
  const started = 'Internet services successfully started';
  if (action === 'stop') return stopped;
  return action === 'start' ? started : `${stopped}\r\n${started}`;
}

export const listAppPools: ScriptHandler = ({ machine }) => answered({ pools: [told(machine)] });

export const recycleAppPool: ScriptHandler = ({ machine, values }) => {
  checkName(textOf(values, 'name'));
  recyclePool(machine);
  return answered(told(machine));
};

export function recyclePool({ crm }: WindowsMachine): void {
  if (crm.details().poolRunning) crm.recycle();
  else crm.setPool(true);
}

export const stopAppPool: ScriptHandler = ({ machine, values }) => {
  checkName(textOf(values, 'name'));
  machine.crm.setPool(false);
  return answered(told(machine));
};

export const startAppPool: ScriptHandler = ({ machine, values }) => {
  checkName(textOf(values, 'name'));
  machine.crm.setPool(true);
  return answered(told(machine));
};

export const setAppPoolTimes: ScriptHandler = ({ machine, values }) => {
  checkName(textOf(values, 'name'));
  const { settings } = machine;
  const before = JSON.stringify(settings);
  settings.idleTimeoutMinutes = numberOf(values, 'idleMinutes');
  settings.periodicRestartMinutes = numberOf(values, 'restartMinutes');
  if (JSON.stringify(settings) !== before) machine.crm.recycle();
  return answered(told(machine));
};

export function checkName(name: string): void {
  if (name.toLowerCase() === appPoolName.toLowerCase()) return;
  throw new ScriptError(`Cannot find path 'IIS:\\AppPools\\${name}' because it does not exist.`);
}

function told(machine: WindowsMachine) {
  const { settings } = machine;
  return {
    name: appPoolName,
    state: machine.crm.details().poolRunning ? 'Started' : 'Stopped',
    processes: processesOf(machine)
      .filter(({ pool }) => pool === appPoolName)
      .map(({ id }) => ({ id })),
    enable32Bit: settings.enable32Bit,
    loadUserProfile: true,
    autoStart: true,
    idleMinutes: settings.idleTimeoutMinutes,
    restartMinutes: settings.periodicRestartMinutes,
  };
}
