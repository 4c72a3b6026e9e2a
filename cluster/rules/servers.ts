// Makes the servers of a topology from the names in the list: origin, names, weight, the operator's overrides.

import type { OriginDefaults, ServerOverride } from '../crm.ts';
import type { Notice, Server, ServerId } from '../model.ts';
import { formatOrigin, parseHost, parseOrigin } from './origin.ts';

export type ServersInput = {
  readonly names: readonly string[];
  /** By position; blank or missing entries mean the short name (F1). */
  readonly fullNames: readonly string[];
  readonly crmPort: number | undefined;
  readonly defaults: OriginDefaults;
  readonly overrides: readonly ServerOverride[];
  readonly idOf: (name: string) => ServerId;
};

export type MadeServers = {
  readonly servers: readonly Server[];
  /** Why the list cannot be served from; empty when it can. */
  readonly reasons: readonly string[];
  readonly remarks: readonly Notice[];
};

/** One server per name that is not blank. Blank entries in the middle keep the positions of the other lists. */
export function createServers(input: ServersInput): MadeServers {
  const listed = input.names.map((name, index) => ({ name, index })).filter(({ name }) => name !== '');
  const reasons: string[] = duplicates(listed.map(({ name }) => name.toLowerCase())).map(
    (name) => `The server list names "${name}" more than once.`,
  );
  const servers: Server[] = [];
  for (const [position, { name, index }] of listed.entries()) {
    const made = createServer(input, name, input.fullNames[index] ?? '', position);
    if (typeof made === 'string') reasons.push(made);
    else servers.push(made);
  }
  return { servers, reasons, remarks: [...sharedOrigins(servers), ...uselessOverrides(input)] };
}

function createServer(
  input: ServersInput,
  name: string,
  fullName: string,
  position: number,
): Server | string {
  const override = input.overrides.find((each) => each.name.trim().toLowerCase() === name.toLowerCase());
  const place = placeOf(input, name, fullName, override?.origin ?? undefined);
  if (typeof place === 'string') return place;
  const { scheme, host, port } = place;
  const full = parseHost(fullName)?.host;
  return {
    id: input.idOf(name),
    name,
    position,
    origin: formatOrigin(scheme, host, port),
    hostNames: [...new Set([name.toLowerCase(), ...(full === undefined ? [] : [full]), host])],
    weight: override?.weight ?? 1,
    maxUsers: override?.maxUsers ?? undefined,
    verifyCertificate: override?.verifyCertificate ?? true,
  };
}

function placeOf(input: ServersInput, name: string, fullName: string, origin: string | undefined) {
  if (origin !== undefined) {
    return parseOrigin(origin) ?? `The origin "${origin}" given for ${name} is no http(s)://host:port.`;
  }
  const host = parseHost(fullName === '' ? name : fullName);
  if (host === undefined) return `The server list has "${fullName || name}", which is no name of a machine.`;
  const { scheme } = input.defaults;
  return {
    scheme,
    host: host.host,
    port: host.port ?? input.defaults.port ?? usualPort(scheme, input.crmPort),
  };
}

/** HTTPPort is the CRM's plain port (F1): 80 there says nothing of where it speaks TLS. */
function usualPort(scheme: 'http' | 'https', crmPort: number | undefined): number {
  const plain = crmPort ?? 80;
  return scheme === 'https' && plain === 80 ? 443 : plain;
}

/** Values that stand more than once, each told once. */
export function duplicates(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function sharedOrigins(servers: readonly Server[]): Notice[] {
  return duplicates(servers.map((server) => server.origin)).map((origin) => ({
    severity: 'warning',
    code: 'origin-shared',
    text: `${namesAt(servers, origin)} have the same origin ${origin}, so they are one server for every request.`,
    mend: 'Correct the fully qualified names, or give each server its own origin in the configuration.',
  }));
}

function namesAt(servers: readonly Server[], origin: string): string {
  return servers
    .filter((server) => server.origin === origin)
    .map((server) => server.name)
    .join(' and ');
}

function uselessOverrides(input: ServersInput): Notice[] {
  const known = new Set(input.names.map((name) => name.toLowerCase()));
  return input.overrides
    .filter((override) => !known.has(override.name.trim().toLowerCase()))
    .map((override) => ({
      severity: 'info',
      code: 'override-unused',
      text: `The configuration says something of server "${override.name}", which the cluster does not list.`,
      mend: 'Correct the name in the configuration, or take the entry out.',
    }));
}
