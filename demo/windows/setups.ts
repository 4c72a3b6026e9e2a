// Programs on a simulated server that change the CRM: the setup of each version (F7), the tool for a licence key, and
// the few of Windows that recipes call. What a setup does to files, registry and database is invented.

import type { CrmClusterMember } from '../crm/cluster.ts';
import type { Store } from '../store/store.ts';
import type { SimulatedProgram, WindowsMachine } from './machine.ts';
import { type Ending, ended } from './rules/ending.ts';
import { installFolder, nameOf } from './seed.ts';
import { upgradeLogPage } from './upgrade-log.ts';

export type SetupWorld = {
  readonly store: Pick<Store, 'parameter' | 'setParameter'>;
  /** All servers of the cluster, the master first. */
  readonly members: readonly CrmClusterMember[];
};

/** Version of the CRM -> version of its files. */
const fileVersions: Readonly<Record<string, string>> = {
  '7.3': '7.3.0.1',
  '8.1': '8.1.0.1',
  '2017 R1': '17.1.0.1',
  '2017 R3': '17.3.0.1',
  '2019 R2': '19.2.0.1',
  '2020 R1': '20.1.0.1',
};

const program = `${installFolder}\\WWWRoot\\eware.dll`;

/** The licence key of a version; any other is refused. */
export const simulatedKey = (version: string) => `SIM-${version.replaceAll(' ', '')}-KEY`;

/** What the migration preparation tool of Sage 100 CRM would have given (F7). */
export const simulatedAttestation = 'SIM-ATTESTATION-KEY';

export const setupFile = (version: string) => `C:\\Setup\\${version}\\setup.exe`;

/** Puts the programs on a machine, and ties the version its pages tell to its files. */
export function installSetups(machine: WindowsMachine, world: SetupWorld): void {
  const { files, programs, crm } = machine;
  for (const [version, fileVersion] of Object.entries(fileVersions)) {
    const file = setupFile(version);
    files.write(file, `SIMULATED ${fileVersion}`, machine.nowMs());
    programs.set(file.toLowerCase(), setupOf(version, fileVersion, world));
  }
  programs.set('regsvr32.exe', async () => ended(0));
  programs.set('iisreset.exe', async (_words, { services }) => {
    await services.stop('W3SVC');
    await services.start('W3SVC');
    return ended(0, 'Internet services successfully restarted\r\n');
  });
  crm.setInstalled(() => nameOf(files.read(program)?.bytes));
}

/**
 * Refuses what the guides forbid: a wrong key, another server that is connected, a secondary before the master; and to
 * run without `/unattended`, because a wizard needs a person.
 */
function setupOf(version: string, fileVersion: string, { store, members }: SetupWorld): SimulatedProgram {
  return async (words, machine, environment) => {
    if (!words.includes('/unattended')) return refused(5, 'This wizard needs a person at the screen.');
    if (environment.FAIRLEAD_LICENCE_KEY !== simulatedKey(version))
      return refused(7, `The licence key is not one of ${version}.`);
    if (wantsAttestation(version, store) && environment.FAIRLEAD_ATTESTATION_KEY !== simulatedAttestation)
      return refused(8, 'The attestation key of the migration preparation tool is missing.');
    const others = members.filter(({ name }) => name !== machine.name);
    const connected = others.find((each) => holds(each));
    if (connected) return refused(3, `${connected.name} is connected to the database.`);
    const isMaster = members[0]?.name === machine.name;
    if (!isMaster && store.parameter('Version') !== version)
      return refused(
        4,
        `The database is for ${store.parameter('Version')}: run this on ${members[0]?.name} first.`,
      );
    machine.setupsBegun.push(version);
    await machine.delay(machine.settings.setupMs);
    const { setupFails } = machine.settings;
    if (setupFails !== undefined) return refused(1603, setupFails);
    if (isMaster) store.setParameter('Version', version);
    machine.files.write(program, `SIMULATED ${fileVersion} ${version}`, machine.nowMs());
    const log = upgradeLogPage(machine.settings.setupFindings);
    machine.files.write(`${installFolder}\\Setup\\upgradelog.html`, log, machine.nowMs());
    await machine.services.start('W3SVC');
    return ended(0, `${version} is installed.\r\n`);
  };
}

/** Sage 100 CRM 8.1 over a 7.x (F7); the database is at 8.1 once the master is. */
function wantsAttestation(version: string, { parameter }: SetupWorld['store']): boolean {
  return version === '8.1' && parameter('Version')?.startsWith('7.') === true;
}

function holds(member: CrmClusterMember): boolean {
  const { dll, tomcat } = member.details().databaseUse;
  return dll + tomcat > 0;
}

const refused = (exitCode: number, text: string): Ending => ended(exitCode, '', `${text}\r\n`);
