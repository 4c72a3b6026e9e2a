// The doctor: looks at everything once, servers side by side and within a time limit, and has it judged. Changes
// nothing.

import { createReader } from '../directory/reader.ts';
import type { LibraryQuestion } from '../files/files-look.ts';
import type { Server } from '../model.ts';
import type { Role } from '../roles/role.ts';
import { loadStatements } from '../sql/statements.ts';
import { type DatabaseLook, lookAtDatabase } from './look-database.ts';
import { type Door, lookAtDoor } from './look-door.ts';
import { lookAtRoles } from './look-roles.ts';
import { lookAtServer, type ServerLook } from './look-server.ts';
import { type AccountLook, lookAtServiceAccount } from './look-service-account.ts';
import { lookAtSettings, type SettingsLook, type SettingsSeen } from './look-settings.ts';
import type { DatabaseFacts, DoctorFacts, DoctorFinding, Expectations, RoleSeen } from './model.ts';
import { examineAll } from './rules/examine.ts';
import { entryFor } from './rules/lists.ts';

export type DoctorOptions = SettingsLook &
  Pick<DatabaseLook, 'query' | 'encrypt' | 'pools' | 'reserve'> &
  Pick<ServerLook, 'check' | 'runner' | 'authorities'> & {
    readonly limits: Omit<
      Expectations,
      'library' | 'idleMinutes' | 'appPool' | 'install' | 'probePath' | 'addressCheckingOff' | 'peers'
    >;
    /** For all of it. */
    readonly timeoutMs: number;
    /** The one URL as people open it, and how its certificate is looked at. */
    readonly url: { readonly shown: string; readonly door: Door };
    /** Those that are watched. */
    readonly roles: readonly Role[];
    /** The look of a keeper of roles where one runs, so that both say the same; without it the doctor looks itself. */
    readonly keptRoles?: (signal: AbortSignal) => Promise<readonly RoleSeen[]>;
    readonly serviceAccount: Omit<AccountLook, 'options'>;
    /** The document library as configured; undefined: what the CRM says, and the user of the SSH log-on. */
    readonly library: { readonly path: string | undefined; readonly user: string | undefined };
    /** Other Fairleads of the configuration, by their names. */
    readonly peers: readonly string[];
  };

/** Every finding. Rejects only for faults of this code; `signal` ends the looking early. */
export async function examineCluster(
  options: DoctorOptions,
  signal: AbortSignal,
): Promise<readonly DoctorFinding[]> {
  const { profile, query, nowMs, url: address } = options;
  const stop = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]);
  const statements = loadStatements(profile.sql, profile.parameters.secret.length);
  const reader = createReader({ query }, statements, profile, nowMs);
  const { servers, ...told } = await lookAtSettings(options, reader);
  const database = await lookAtDatabase({ ...options, reader, statements, servers });
  const library = libraryOf(options, database);
  const look = serverLook(options, told, library);
  const account = { ...options.serviceAccount, options: options.check };
  const [url, serviceLogOns, roles, ...looks] = await Promise.all([
    lookAtDoor(address.door, look),
    lookAtServiceAccount(servers, account, stop),
    rolesOf(options, { servers, ...told, database }, stop),
    ...servers.map((server) => lookAtServer(server, look, stop)),
  ]);
  const expected = expectationsOf(options);
  const shared = { nowMs: nowMs(), expected, servedUrl: address.shown, serviceLogOns, roles };
  return examineAll({ ...shared, ...told, servers: looks, url, database });
}

/** What every server is asked about; undefined where nobody says where it is. */
function libraryOf(
  { library: { path, user } }: DoctorOptions,
  { libraryPath }: DatabaseFacts,
): LibraryQuestion | undefined {
  const told = path ?? (libraryPath.seen ? libraryPath.value : undefined);
  return told === undefined ? undefined : { path: told, user };
}

function rolesOf(
  { keptRoles, roles, runner, nowMs }: DoctorOptions,
  { servers, topology, database }: SettingsSeen & Pick<DoctorFacts, 'database'>,
  signal: AbortSignal,
): Promise<readonly RoleSeen[]> {
  if (keptRoles !== undefined) return keptRoles(signal);
  const { detachedScripts: scripts } = database;
  const read = topology.seen ? topology.value.topology : undefined;
  const detachedScripts = scripts.seen ? scripts.value : undefined;
  return lookAtRoles({ roles, servers, topology: read, detachedScripts, runner, nowMs }, signal);
}

function serverLook(
  options: DoctorOptions,
  { settings, topology }: Omit<SettingsSeen, 'servers'>,
  library: LibraryQuestion | undefined,
): ServerLook {
  const { check, runner, authorities, nowMs, profile } = options;
  const dtlsServer = topology.seen ? topology.value.topology.flags.dtlsServer : undefined;
  const namesOf = (server: Server) => {
    const full = settings.seen ? entryFor(server.name, settings.value) : undefined;
    return namesFor(server, full, dtlsServer);
  };
  const { windows } = profile;
  return { check, runner, authorities, nowMs, windows, library, namesOf, timeoutMs: check.timeoutMs };
}

/** Its full name, or the name it is reached by; of interest is what the settings call it as the DTLS server (F1). */
function namesFor(server: Server, full: string | undefined, dtlsServer: string | undefined) {
  const host = new URL(server.origin).hostname.replace(/^\[(.*)\]$/, '$1');
  const names = [full ?? host, ...(server.verifyCertificate ? [host] : [])];
  return { names, otherNames: dtlsServer === undefined ? [] : [dtlsServer] };
}

function expectationsOf({ profile, limits, peers, library }: DoctorOptions): Expectations {
  const { session, windows, install, probe } = profile;
  return {
    ...limits,
    install,
    library,
    peers,
    idleMinutes: session.idleMinutes,
    probePath: probe.path,
    appPool: windows.appPool,
    addressCheckingOff: windows.addressCheckingOff,
  };
}
