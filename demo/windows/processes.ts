// The processes of a simulated server: those of its services, and the worker process of the CRM's application pool,
// whose id and start change with every recycle.

import { appPoolName, type WindowsMachine } from './machine.ts';

export type SimulatedProcess = {
  readonly id: number;
  readonly name: string;
  readonly startedMs: number;
  readonly pool: string | null;
};

export function processesOf(machine: WindowsMachine): readonly SimulatedProcess[] {
  const services = machine.services
    .list()
    .filter(({ processId }) => processId !== 0)
    .map(({ processId: id, program: name, startedAtMs: startedMs }) => ({ id, name, startedMs, pool: null }));
  const programs = [...machine.started].map(([id, each]) => ({ id, ...each, pool: null }));
  return [...services, ...programs, ...workerOf(machine)];
}

/** Every recycle is a new process: its id is made of how many there were. */
function workerOf({ crm, settings }: WindowsMachine): readonly SimulatedProcess[] {
  const { state, poolRunning, poolStartedAtMs, counters } = crm.details();
  if (state === 'stopped' || !poolRunning) return [];
  const startedMs = poolStartedAtMs + settings.clockSkewMs;
  return [{ id: 500_000 + 4 * counters.recycles, name: 'w3wp.exe', startedMs, pool: appPoolName }];
}

/** Ends a process as `taskkill /F` does; false where there is none. A worker process comes back by itself. */
export async function killProcess(machine: WindowsMachine, id: number): Promise<boolean> {
  const command = machine.running.get(id);
  if (command) {
    command.kill();
    return true;
  }
  const found = processesOf(machine).find((each) => each.id === id);
  if (!found) return false;
  const service = machine.services.list().find(({ processId }) => processId === id);
  if (service) await machine.services.stop(service.name);
  else machine.crm.recycle();
  return true;
}
