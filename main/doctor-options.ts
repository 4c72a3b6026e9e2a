// What the doctor is told, made from the configuration: for the running product and for a look from the command line.

import type { DoctorOptions } from '../cluster/doctor/doctor.ts';
import type { ServerId } from '../cluster/model.ts';
import type { Configuration } from '../config/schema.ts';
import type { Settings } from './make-parts.ts';
import { configuredRoles } from './manage/configured-roles.ts';
import { checkSettings, originDefaults, readUpstreamCa, shownUrl } from './part-options.ts';

export type DoctorWorld = Pick<DoctorOptions, 'query' | 'runner' | 'nowMs' | 'keptRoles'> & {
  readonly idOf: (name: string) => ServerId;
  /** Where the one URL really listens; as configured if not said. */
  readonly port?: number;
};

/** `profile` has its paths filled in. Rejects where the file of the authorities cannot be read. */
export async function doctorOptions(
  { configuration, profile }: Settings,
  { port, ...world }: DoctorWorld,
): Promise<DoctorOptions> {
  const { database, doctor, servers, budget, files, peers } = configuration;
  const { timeoutMs, ...limits } = doctor;
  const authorities = await readUpstreamCa(configuration);
  return {
    ...world,
    profile,
    servers,
    defaults: originDefaults(configuration),
    wanted: database !== null,
    encrypt: database?.encrypt ?? false,
    pools: profile.pools,
    reserve: budget.reserve,
    check: { ...checkSettings(configuration, profile), authorities, nowMs: world.nowMs },
    authorities,
    limits,
    timeoutMs,
    peers: peers.name === null ? [] : Object.keys(peers.others),
    library: { path: files.library.path ?? undefined, user: files.library.user ?? undefined },
    url: urlOf(configuration, port ?? configuration.listen.port),
    roles: configuredRoles(configuration, profile),
    serviceAccount: { account: configuration.crm.serviceAccount ?? undefined, profile },
  };
}

/** Where Fairlead itself speaks TLS its own listener is asked; else whatever stands in front of it. */
function urlOf(configuration: Configuration, port: number): DoctorOptions['url'] {
  const { host, publicUrl, tls } = configuration.listen;
  const shown = shownUrl(configuration, port);
  const names = publicUrl === null ? [] : [new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, '$1')];
  const origin = tls === null ? shown : `https://${new URL(shown).host}`;
  const own = host === '0.0.0.0' ? '127.0.0.1' : host.replace(/^::$/, '::1');
  return { shown, door: { origin, names, ...(tls !== null && { host: own, port }) } };
}
