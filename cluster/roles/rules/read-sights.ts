// How a role stands on one server, from what the server tells of its services and of what lies in Tomcat's folder. Pure.

import type { WindowsService } from '../../remote/commands/services.ts';
import type { WebApplication } from '../../remote/commands/web-application.ts';
import type { RoleMeans, SightState } from '../role.ts';

export type Seen = {
  readonly state: SightState;
  readonly text: string;
  /** Stopped, and started by a restart of the machine. */
  readonly startsItself?: true;
};

/** What a server told: the services that were asked for, and each web application by its name. */
export type ServerTells = {
  readonly services: readonly WindowsService[];
  readonly applications: ReadonlyMap<string, WebApplication>;
};

/** A role that a parameter names, or that nobody can see, is unknown here. */
export function seenOn(means: RoleMeans, { services, applications }: ServerTells): Seen {
  switch (means.kind) {
    case 'service': {
      const found = services.filter(({ name }) => isLike(name, means.service));
      const [service] = found;
      if (service === undefined) return { state: 'absent', text: `there is no service ${means.service}` };
      // Where a pattern fits several, one that runs is enough, or one that will.
      const runs = found.find(({ state }) => state !== 'stopped');
      return serviceSeen(runs ?? found.find(({ start }) => start === 'automatic') ?? service);
    }
    case 'web-application':
      return applicationSeen(means, services, applications.get(means.application));
    case 'parameter':
    case 'none':
      return { state: 'unknown', text: 'it does not show on a server' };
  }
}

function serviceSeen({ name, state, start }: WindowsService): Seen {
  switch (state) {
    case 'running':
      return { state: 'running', text: `the service ${name} runs` };
    case 'stopped': {
      const text = `the service ${name} is stopped (${start})`;
      return { state: 'stopped', text, ...(start === 'automatic' && { startsItself: true }) };
    }
    case 'starting':
    case 'stopping':
    case 'continuing':
    case 'pausing':
    case 'paused':
      return { state: 'changing', text: `the service ${name} is ${state}` };
    case 'unknown':
      return { state: 'unknown', text: `the service ${name} is in a state that nobody knows` };
  }
}

/** What lies in the folder runs as soon as Tomcat does. */
function applicationSeen(
  means: Extract<RoleMeans, { kind: 'web-application' }>,
  services: readonly WindowsService[],
  application: WebApplication | undefined,
): Seen {
  const { application: name, folder } = means;
  if (application === undefined) return { state: 'unknown', text: `nobody told whether ${name} is there` };
  if (!application.deployed) {
    // Where it is another folder that Tomcat looks in, it may well run.
    if (!application.folderFound) return { state: 'unknown', text: `there is no folder ${folder}` };
    if (application.parked) return { state: 'stopped', text: `${name} is parked` };
    return { state: 'absent', text: `${name} is neither in ${folder} nor parked` };
  }
  const tomcat = services.find((each) => isLike(each.name, means.service));
  if (tomcat?.state === 'running')
    return { state: 'running', text: `${name} is in ${folder}, and Tomcat runs` };
  return { state: 'changing', text: `${name} is in ${folder} and runs as soon as Tomcat does` };
}

/** `*` as PowerShell's `-like` takes it, without regard to case. */
export function isLike(text: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const lower = text.toLowerCase();
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return lower === first;
  if (!lower.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = lower.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return lower.length - at >= last.length && lower.endsWith(last);
}
