// What is on a fresh simulated server: a few files of the CRM, its keys in the registry. Contents are invented.

import type { FileTree } from './files.ts';
import type { RegistryKey } from './registry.ts';

export const installFolder = 'C:\\Program Files (x86)\\Sage\\CRM\\CRM';

export const webAppsFolder = 'C:\\Program Files (x86)\\Sage\\CRM\\tomcat\\webapps';
const parkedFolder = `${webAppsFolder}-parked`;
const engineName = 'CRMExchangeSyncEngine';

const version = '7.2.0.1';

/** The same on every server but for a log, as it should be (F5). */
export function seedFiles(
  files: FileTree,
  { name: server, position }: { readonly name: string; readonly position: number },
  nowMs: number,
): void {
  const write = (path: string, text: string) => files.write(`${installFolder}\\${path}`, text, nowMs);
  write('WWWRoot\\eware.dll', `SIMULATED ${version}`);
  write('WWWRoot\\CustomPages\\Company\\Summary.asp', '<%\n// A simulated custom page.\n%>\n');
  write('WWWRoot\\CustomPages\\Opportunity\\Forecast.asp', '<%\n// Another one.\n%>\n');
  write('WWWRoot\\CustomPages\\Tools\\common.js', 'function same() { return true; }\n');
  write('WWWRoot\\Themes\\ergonomic.css', 'body { color: #222; }\n');
  write('CustomDotNet\\Site.dll', 'SIMULATED 1.0.0.0');
  write('tomcat\\webapps\\CRMj.war', 'SIMULATED');
  write('Setup\\upgradelog.html', '<html><body><p>CustomPages.es: success</p></body></html>\n');
  // Every server is set up with the replication engine; on all but the master it was taken out (F6).
  files.write(`${position === 0 ? webAppsFolder : parkedFolder}\\${engineName}.war`, 'SIMULATED', nowMs);
  files.makeFolder(webAppsFolder);
  write('Logs\\system.log', `${server} was set up.\n`);
}

/** The CRM's keys have a `/` in their name (F7). */
export function seedRegistry(folder: string): readonly RegistryKey[] {
  const root = 'HKLM\\SOFTWARE\\eware';
  return [
    {
      path: `${root}\\Config\\/CRM`,
      values: { InstallDirName: 'CRM', TranslationsPath: folder, IPAddressChecking: 'Y' },
    },
    { path: `${root}\\Mappings`, values: { '/CRM': 'CRM' } },
  ];
}

/** What people call the version of a file; undefined where it is the one the server came with. */
export function nameOf(bytes: Buffer | undefined): string | undefined {
  return /^SIMULATED [0-9.]+ (.+)$/.exec(bytes?.toString('latin1').trim() ?? '')?.[1];
}

/** What is told as the version of a file: the number behind SIMULATED, where it has one. */
export function versionOf(bytes: Buffer): string | undefined {
  return /^SIMULATED ([0-9]+(?:\.[0-9]+){3})/.exec(bytes.toString('latin1'))?.[1];
}
