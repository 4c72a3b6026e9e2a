// Runs one command of a simulated server: by its name, with the faults that were ordered for it.

import type { Fault } from './faults.ts';
import * as parts from './handlers/file-parts.ts';
import * as files from './handlers/files.ts';
import type { ScriptHandler } from './handlers/handler.ts';
import * as iis from './handlers/iis.ts';
import * as looks from './handlers/looks.ts';
import * as registry from './handlers/registry.ts';
import * as services from './handlers/services.ts';
import * as webApplications from './handlers/web-applications.ts';
import type { WindowsMachine } from './machine.ts';
import type { AskedFor } from './rules/command-line.ts';
import { type Ending, ended, ScriptError } from './rules/ending.ts';
import { runTyped } from './typed.ts';

const scripts: Readonly<Record<string, ScriptHandler>> = {
  'archive-folder': files.archiveFolder,
  clock: looks.clock,
  'copy-folder': files.copyFolder,
  'delete-files': files.deleteFiles,
  'deploy-web-application': webApplications.deployWebApplication,
  'disk-space': files.diskSpace,
  'export-registry': registry.exportRegistry,
  'file-hash': files.fileHash,
  'file-version': files.fileVersion,
  'hash-folder': files.hashFolder,
  iisreset: iis.iisReset,
  'import-registry': registry.importRegistry,
  'list-app-pools': iis.listAppPools,
  'list-processes': looks.listProcesses,
  'list-services': services.listServices,
  'look-at-web-application': webApplications.lookAtWebApplication,
  'park-web-application': webApplications.parkWebApplication,
  'path-access': files.pathAccess,
  'place-file': parts.placeFile,
  program: looks.runProgram,
  'read-file-part': parts.readFilePart,
  'run-setup': looks.runProgram,
  'read-text-file': files.readTextFile,
  'registry-value': registry.registryValue,
  'recycle-app-pool': iis.recycleAppPool,
  'restore-folder': files.restoreFolder,
  'set-app-pool-times': iis.setAppPoolTimes,
  'set-file-aside': parts.setFileAside,
  'set-service-start': services.setServiceStart,
  'stand-down-service': services.standDownService,
  'stand-up-service': services.standUpService,
  'start-app-pool': iis.startAppPool,
  'start-service': services.startService,
  'stop-app-pool': iis.stopAppPool,
  'stop-service': services.stopService,
  'who-am-i': looks.whoAmI,
  'write-file-part': parts.writeFilePart,
};

/** How it ended, or `cut` where the connection is to be broken in the middle. */
export type CommandEnd = Ending | 'cut';

/** `killed` resolves when `taskkill` ends it. Never rejects for what a script would say in red. */
export async function runCommand(
  asked: Exclude<AskedFor, { kind: 'reader' }>,
  machine: WindowsMachine,
  killed: Promise<void>,
): Promise<CommandEnd> {
  const name = asked.kind === 'script' ? asked.name : (asked.words[0]?.toLowerCase() ?? '');
  const fault = machine.faults.take(name);
  const work = fault ? faulty(fault, machine, () => perform(asked, machine)) : perform(asked, machine);
  return Promise.race([work, killed.then(() => ended(1))]);
}

async function faulty(
  fault: Fault,
  { faults }: WindowsMachine,
  perform: () => Promise<Ending>,
): Promise<CommandEnd> {
  switch (fault.kind) {
    case 'hang':
      return new Promise(() => undefined);
    case 'cut':
      if (fault.done) await perform();
      for (const name of fault.blinds ?? [])
        faults.add({ kind: 'exit', exitCode: 5, stderr: 'Access is denied.' }, { name });
      return 'cut';
    case 'exit':
      return ended(fault.exitCode, '', `${fault.stderr}\r\n`);
    case 'output':
      return ended(0, fault.stdout);
  }
}

async function perform(
  asked: Exclude<AskedFor, { kind: 'reader' }>,
  machine: WindowsMachine,
): Promise<Ending> {
  try {
    if (asked.kind === 'typed') return await runTyped(asked.words, machine);
    const handler = Object.hasOwn(scripts, asked.name) ? scripts[asked.name] : undefined;
    if (!handler) throw new ScriptError(`This simulated server does not know the script '${asked.name}'.`);
    return await handler({ machine, values: asked.values, secrets: asked.secrets });
  } catch (error) {
    if (error instanceof ScriptError) return ended(1, '', `${error.message}\r\n`);
    throw error;
  }
}
