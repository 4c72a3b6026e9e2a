// Whether the process may open as many files as its limits let it have connections. Pure.

import type { Notice } from '../../cluster/model.ts';

export type DescriptorFacts = {
  /** Most open files of this process; undefined where the system has no such limit or does not tell it. */
  readonly mostOpenFiles: number | undefined;
  readonly clientConnections: number;
  readonly connectionsPerServer: number;
  readonly servers: number;
};

/** Listeners, the admin listener's own 64, the database, logs, certificates, and what Node itself holds. */
const reserve = 192;

/** A warning with what to set, or nothing. */
export function descriptorNotices(facts: DescriptorFacts): readonly Notice[] {
  const { mostOpenFiles, clientConnections, connectionsPerServer, servers } = facts;
  const needed = clientConnections + servers * connectionsPerServer + reserve;
  if (mostOpenFiles === undefined || mostOpenFiles >= needed) return [];
  const left = Math.max(1, mostOpenFiles - servers * connectionsPerServer - reserve);
  return [
    {
      severity: 'warning',
      code: 'too-few-descriptors',
      text:
        `This process may open ${mostOpenFiles} files, but its limits let it have ${needed}: ${clientConnections} clients, ` +
        `${servers} servers with ${connectionsPerServer} connections each, and ${reserve} of its own.`,
      mend:
        `Raise the limit to ${needed} or more (systemd: LimitNOFILE=${needed}; shell: ulimit -n ${needed}) and restart, or lower ` +
        `traffic.limits.clientConnections to ${left} or traffic.limits.connectionsPerServer.`,
    },
  ];
}

/** The soft limit in the text of /proc/self/limits; undefined where there is none in it, or no limit at all. */
export function openFilesOf(limits: string): number | undefined {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? undefined : Number(soft);
}
