// Programs on a simulated server beside the setups: the installer of a component, the tool for a licence key (F7), and
// robocopy. What they do to files and database is invented.

import type { WindowsMachine } from './machine.ts';
import { type Ending, ended, ScriptError } from './rules/ending.ts';
import { installFolder } from './seed.ts';
import { type SetupWorld, simulatedKey } from './setups.ts';
import { folderAt, treeOf } from './storage.ts';

export const componentFile = 'C:\\Setup\\Component\\install.exe';
export const componentPage = `${installFolder}\\WWWRoot\\CustomPages\\SIM_Component\\Start.asp`;
export const licenceToolFile = 'C:\\Program Files (x86)\\Sage\\CRM\\LicenseKeyUpdate.exe';
export const licenceLog = `${installFolder}\\Logs\\LicenseKeyUpdate.log`;
/** Files that somebody has put on every server, to be copied into place. */
export const newFiles = 'C:\\Setup\\CustomPages';

/** The version that a fresh simulated cluster has. */
const presentVersion = '7.2';
const componentParameter = 'SIM_Component';

/** Puts them on a machine. */
export function installTools(machine: WindowsMachine, world: SetupWorld): void {
  const { files, programs } = machine;
  for (const file of [componentFile, licenceToolFile])
    files.write(file, 'SIMULATED 1.0.0.0', machine.nowMs());
  files.write(`${newFiles}\\Company\\Offers.asp`, '<%\n// A new custom page.\n%>\n', machine.nowMs());
  programs.set(componentFile.toLowerCase(), async (words) => installComponent(words, machine, world));
  programs.set(licenceToolFile.toLowerCase(), async (words, _machine, { FAIRLEAD_LICENCE_KEY }) =>
    updateKey(words, FAIRLEAD_LICENCE_KEY, { machine, world }),
  );
  programs.set('robocopy.exe', async ([from = '', to = '']) => robocopy(from, to, machine));
}

/** Refuses where people are on the server, and a secondary before the master (F7). */
async function installComponent(
  words: readonly string[],
  machine: WindowsMachine,
  { store, members }: SetupWorld,
): Promise<Ending> {
  if (!words.includes('/unattended')) return refused(5, 'This wizard needs a person at the screen.');
  const { sessions } = machine.crm.details();
  if (sessions > 0) return refused(6, `${sessions} people are logged on to ${machine.name}.`);
  const [master] = members;
  const isMaster = master?.name === machine.name;
  if (!isMaster && store.parameter(componentParameter) === undefined)
    return refused(4, `The database does not know the component: install it on ${master?.name} first.`);
  await machine.delay(machine.settings.setupMs);
  const { setupFails } = machine.settings;
  if (setupFails !== undefined) return refused(1603, setupFails);
  if (isMaster) store.setParameter(componentParameter, '1.0');
  machine.files.write(componentPage, '<%\n// A page of the component.\n%>\n', machine.nowMs());
  return ended(0, 'The component is installed.\r\n');
}

/** All users must be logged off (F7). */
function updateKey(
  words: readonly string[],
  key: string | undefined,
  { machine, world }: { readonly machine: WindowsMachine; readonly world: SetupWorld },
): Ending {
  if (!words.includes('/unattended')) return refused(5, 'This wizard needs a person at the screen.');
  if (key !== simulatedKey(presentVersion))
    return refused(7, `The licence key is not one of ${presentVersion}.`);
  const busy = world.members.find((each) => each.truth().sessions > 0);
  if (busy !== undefined) return refused(6, `People are logged on to ${busy.name}.`);
  machine.files.write(licenceLog, 'The licence key was updated.\r\n', machine.nowMs());
  return ended(0, 'The licence key was updated.\r\n');
}

/** As the real one: 0 where nothing was to be copied, 1 where something was, 16 where it could not begin. */
function robocopy(from: string, to: string, machine: WindowsMachine): Ending {
  const place = { machine, withPassword: false };
  try {
    const target = treeOf(to, place);
    const changed = folderAt(from, place).files.filter(
      ({ path, bytes }) => target.read(`${to}\\${path}`)?.bytes.equals(bytes) !== true,
    );
    for (const { path, bytes, modifiedAtMs } of changed) target.write(`${to}\\${path}`, bytes, modifiedAtMs);
    return ended(changed.length > 0 ? 1 : 0, `Files copied: ${changed.length}\r\n`);
  } catch (error) {
    if (error instanceof ScriptError) return refused(16, error.message);
    throw error;
  }
}

const refused = (exitCode: number, text: string): Ending => ended(exitCode, '', `${text}\r\n`);
