// Looks at one CRM server: its log-on page, its addresses, its certificate, and over SSH the machine itself.

import { lookup } from 'node:dns/promises';
import type { WindowsNames } from '../crm.ts';
import { type LibraryQuestion, libraryAccess } from '../files/files-look.ts';
import { type CheckOptions, checkServer } from '../health/check.ts';
import type { Server } from '../model.ts';
import { ask } from '../remote/ask.ts';
import type { CommandResult, RemoteRunner } from '../remote/command.ts';
import { listAppPools } from '../remote/commands/app-pools.ts';
import { serverClock } from '../remote/commands/clock.ts';
import { fileVersion } from '../remote/commands/file-version.ts';
import type { PathAccess } from '../remote/commands/path-access.ts';
import { registryValue } from '../remote/commands/registry-value.ts';
import { whoAmI } from '../remote/commands/who-am-i.ts';
import { lookRemotely, noSsh, type RemoteLook } from './look.ts';
import { type Door, type DoorLook, lookAtDoor } from './look-door.ts';
import type { ClockSeen, Looked, ServerFacts, SshSeen, WindowsFacts } from './model.ts';
import { notSeen, seen } from './rules/finding.ts';

export type ServerLook = DoorLook & {
  readonly check: CheckOptions;
  readonly windows: WindowsNames;
  readonly runner: RemoteRunner;
  /** Undefined: not known, so that nobody can be asked for it. */
  readonly library: LibraryQuestion | undefined;
  /** Names the certificate of a server must have, and others that are of interest. */
  readonly namesOf: (server: Server) => Pick<Door, 'names' | 'otherNames'>;
  readonly nowMs: () => number;
};

/** Never rejects for what is wrong with the server. */
export async function lookAtServer(
  server: Server,
  options: ServerLook,
  signal: AbortSignal,
): Promise<ServerFacts> {
  const { origin } = server;
  const [check, addresses, door, windows] = await Promise.all([
    checkServer(server, options.check, signal),
    lookUp(new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1')),
    lookAtDoor({ origin, ...options.namesOf(server) }, options),
    lookAtWindows(server, options, signal),
  ]);
  return { server, check, addresses, door, windows };
}

async function lookUp(host: string): Promise<Looked<readonly string[]>> {
  try {
    return seen((await lookup(host, { all: true })).map(({ address }) => address));
  } catch (error) {
    return notSeen(`No address is known for ${host}: ${(error as Error).message}.`, 'See that DNS knows it.');
  }
}

async function lookAtWindows(
  server: Server,
  { windows, runner, library: asked, nowMs }: ServerLook,
  signal: AbortSignal,
): Promise<WindowsFacts> {
  if (!runner.available(server)) {
    return {
      ssh: noSsh,
      appPools: noSsh,
      clock: noSsh,
      library: noSsh,
      addressChecking: noSsh,
      program: noSsh,
    };
  }
  const look: RemoteLook = { runner, server, signal };
  const same = <Value>(value: Value) => value;
  const [ssh, appPools, clock, library, addressChecking, program] = await Promise.all([
    lookAtAccount(look),
    lookRemotely(look, listAppPools(), same),
    lookRemotely(look, serverClock(), ({ utcMs }, result) => clockOf(utcMs, nowMs(), result)),
    asked === undefined
      ? notSeen<PathAccess>('The path of the document library is not known.', '')
      : lookRemotely(look, libraryAccess(asked), same),
    lookRemotely(look, registryValue(windows.registryKey, windows.addressChecking), same),
    lookRemotely(look, fileVersion(windows.program), same),
  ]);
  return { ssh, appPools, clock, library, addressChecking, program };
}

/** That SSH is configured and does not work is a finding of its own, not something unseen. */
async function lookAtAccount({ runner, server, signal }: RemoteLook): Promise<Looked<SshSeen>> {
  const answer = await ask(runner, server, whoAmI(), signal);
  if (answer.ok) return seen({ works: true, ...answer.value });
  return seen({ works: false, text: answer.error.message, mend: answer.error.mend });
}

/** The clock was read between the moment the command went and the moment its answer was there. */
function clockOf(utcMs: number, toMs: number, result: CommandResult): ClockSeen {
  const durationMs = result.outcome === 'done' ? result.durationMs : 0;
  return { utcMs, fromMs: toMs - durationMs, toMs };
}
