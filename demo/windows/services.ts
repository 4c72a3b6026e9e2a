// Windows services of a simulated server (F6). IIS and Tomcat are the CRM server's own; the others are just there.

import type { CrmServer } from '../crm/server.ts';
import { roleServicesOf } from './role-services.ts';
import { ScriptError } from './rules/ending.ts';

export type ServiceStatus = 'Stopped' | 'StartPending' | 'StopPending' | 'Running';

export type SimulatedService = {
  readonly name: string;
  readonly displayName: string;
  /** Executable of its process. */
  readonly program: string;
  readonly status: ServiceStatus;
  /** 0 while it is stopped. */
  readonly processId: number;
  readonly startedAtMs: number;
  /** 2 automatic, 3 manual, 4 disabled. */
  readonly startType: number;
};

export type Services = {
  list(): readonly SimulatedService[];
  /** Rejects with a `ScriptError` where there is none, or it is disabled. */
  start(name: string): Promise<SimulatedService>;
  stop(name: string): Promise<SimulatedService>;
  setStartType(name: string, startType: number): void;
};

export type ServicesOptions = {
  /** What services turn on the CRM server. */
  readonly crm: Pick<CrmServer, 'details' | 'start' | 'stopSite' | 'startTomcat' | 'setTomcat'>;
  /** What starting and stopping one takes; looked at again each time. */
  readonly settings: { readonly serviceStartMs: number; readonly serviceStopMs: number };
  /** As in the list of servers: 0 is the master, where what runs once runs at first. */
  readonly position: number;
  readonly nextProcessId: () => number;
  readonly nowMs: () => number;
  readonly delay: (ms: number) => Promise<void>;
};

type Known = {
  name: string;
  displayName: string;
  program: string;
  pending: 'StartPending' | 'StopPending' | undefined;
  running: () => boolean;
  turn: (on: boolean) => void | Promise<void>;
  processId: number;
  startedAtMs: number;
  startType: number;
};

export function createServices(options: ServicesOptions): Services {
  const known = knownServices(options);

  const find = (name: string): Known => {
    const service = known.find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (service) return service;
    throw new ScriptError(`Cannot find any service with service name '${name}'.`);
  };

  async function turn(name: string, on: boolean): Promise<SimulatedService> {
    const service = find(name);
    if (on && service.startType === 4)
      throw new ScriptError(`Cannot start service ${service.name} on computer '.'.`);
    if (service.running() !== on && service.pending === undefined) {
      service.pending = on ? 'StartPending' : 'StopPending';
      await options.delay(on ? options.settings.serviceStartMs : options.settings.serviceStopMs);
      await service.turn(on);
      service.pending = undefined;
      service.processId = options.nextProcessId();
      service.startedAtMs = options.nowMs();
    }
    return told(service);
  }

  return {
    list: () => known.map(told),
    start: (name) => turn(name, true),
    stop: (name) => turn(name, false),
    setStartType(name, startType) {
      find(name).startType = startType;
    },
  };
}

function told({ name, displayName, program, pending, running, ...rest }: Known): SimulatedService {
  const status = pending ?? (running() ? 'Running' : 'Stopped');
  const { processId, startedAtMs, startType } = rest;
  return { name, displayName, program, status, processId: running() ? processId : 0, startedAtMs, startType };
}

function knownServices({ crm, position, nextProcessId, nowMs }: ServicesOptions): readonly Known[] {
  const make = (name: string, displayName: string, program: string, running = true): Known => {
    let on = running;
    return {
      name,
      displayName,
      program,
      pending: undefined,
      running: () => on,
      turn: (wanted) => {
        on = wanted;
      },
      processId: nextProcessId(),
      startedAtMs: nowMs(),
      startType: running ? 2 : 3,
    };
  };
  return [
    {
      ...make('W3SVC', 'World Wide Web Publishing Service', 'svchost.exe'),
      running: () => crm.details().state !== 'stopped',
      turn: (on) => (on ? crm.start() : crm.stopSite()),
    },
    {
      ...make('CRMTomcat7', 'CRM Tomcat 7', 'tomcat7.exe'),
      running: () => crm.details().tomcatAlive,
      turn: (on) => (on ? crm.startTomcat() : crm.setTomcat(false)),
    },
    make('SageCRMQuickFindService', 'CRM Quick Find Service', 'QuickFind.exe'),
    ...roleServicesOf(position).map(({ name, displayName, program, running }) =>
      make(name, displayName, program, running),
    ),
  ];
}
