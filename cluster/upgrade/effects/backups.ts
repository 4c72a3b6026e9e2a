// Backups of files and registry keys of the servers: one archive a folder, one file a key, in a folder of this run on
// the server itself, each with its hash; read back to be verified; put back one by one.

import { hashFolder } from '../../remote/commands/file-hashes.ts';
import { archiveFolder, restoreFolder } from '../../remote/commands/folders.ts';
import { exportRegistryKey, importRegistryFile } from '../../remote/commands/registry.ts';
import { counted } from '../../rules/counted.ts';
import type { RunState } from '../model.ts';
import type { PlannedStep } from '../plan-model.ts';
import { type KeptFile, kept, keptFiles, nameOfCopy, runName } from '../rules/kept.ts';
import { stepsBefore } from '../rules/steps.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';
import { answerOf, targetsOf } from './on-server.ts';
import { roomFault } from './room.ts';

const mostFiles = 10_000;

export async function backUpFiles(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const files: KeptFile[] = [];
  for (const server of targetsOf(site, step)) {
    const fault = await roomFault(site, server, work);
    if (fault !== undefined) return { outcome: 'failed', text: fault };
    for (const folder of foldersOf(site, step)) {
      work.tell(`${server.name}: ${folder}`);
      const file = `${folderOf(site, work)}\\${nameOfCopy(step.key, folder)}.zip`;
      const made = await answerOf(site, server, archiveFolder(folder, file), work);
      files.push({ server: server.name, of: folder, file, bytes: made.archiveBytes, hash: made.archiveHash });
    }
  }
  return kept(files);
}

/** `with.folders`, where not all is changed that a version would change. */
function foldersOf(site: Site, { with: { folders } }: PlannedStep): readonly string[] {
  return Array.isArray(folders) ? folders.map(String) : site.settings().folders;
}

export async function backUpRegistry(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const files: KeptFile[] = [];
  for (const server of targetsOf(site, step)) {
    for (const key of site.settings().registryKeys) {
      const file = `${folderOf(site, work)}\\${nameOfCopy(step.key, key)}.reg`;
      const made = await answerOf(site, server, exportRegistryKey(key, file), work);
      files.push({ server: server.name, of: key, file, bytes: made.bytes, hash: made.hash });
    }
  }
  return kept(files);
}

/** Reads every file of an earlier step again: it must be there with the hash it was written with. */
export async function verifyFiles(site: Site, backup: PlannedStep, work: Work): Promise<StepOutcome> {
  const files = keptFiles(work.state, backup);
  if (files.length === 0) return { outcome: 'failed', text: `${backup.id} has kept nothing to verify` };
  for (const server of targetsOf(site, backup)) {
    work.tell(`${server.name}: reading back`);
    const { files: found } = await answerOf(site, server, hashFolder(folderOf(site, work), mostFiles), work);
    for (const { file, hash } of files.filter((each) => each.server === server.name)) {
      const name = file.slice(folderOf(site, work).length + 1);
      const there = found.find((each) => each.path.toLowerCase() === name.toLowerCase());
      if (there === undefined) return { outcome: 'failed', text: `${server.name}: ${file} is not there` };
      if (there.hash !== hash)
        return { outcome: 'failed', text: `${server.name}: ${file} is not what was written: ${there.hash}` };
    }
  }
  return {
    outcome: 'done',
    text: counted(files.length, 'file is whole', 'files are whole'),
    evidence: { verified: files.length },
  };
}

/** Puts the folders of a step's servers back as they were; `from` says which step kept them. */
export async function restoreFiles(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const files = copiesFor(work, step, 'backup-files');
  for (const { server, file, hash, of } of inOrder(site, step, files)) {
    work.tell(`${server.name}: ${of}`);
    await answerOf(site, server, restoreFolder(file, hash, of), work);
  }
  return { outcome: 'done', text: counted(files.length, 'folder is as it was', 'folders are as they were') };
}

export async function restoreRegistry(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const files = copiesFor(work, step, 'backup-registry');
  for (const { server, file, hash } of inOrder(site, step, files))
    await answerOf(site, server, importRegistryFile(file, hash), work);
  return { outcome: 'done', text: counted(files.length, 'key is as it was', 'keys are as they were') };
}

/** The copies of the last such step before `step` on the same servers. Throws where there is none. */
function copiesFor({ plan, state }: Work, step: PlannedStep, kind: PlannedStep['kind']): readonly KeptFile[] {
  const before = stepsBefore(plan, step);
  const files = step.targets.flatMap((name) => {
    const own = before.findLast((each) => each.kind === kind && each.targets.includes(name));
    return own === undefined ? [] : keptFiles(state, own).filter((each) => each.server === name);
  });
  if (files.length > 0) return files;
  throw new Error(`no ${kind} of ${step.targets.join(', ')} was kept in this run`);
}

function inOrder(site: Site, step: PlannedStep, files: readonly KeptFile[]) {
  return targetsOf(site, step).flatMap((server) =>
    files.filter((each) => each.server === server.name).map((each) => ({ ...each, server })),
  );
}

/** Of this run: its number and its plan, so that no two runs share a folder. */
function folderOf(site: Site, { state }: { readonly state: RunState }): string {
  return `${site.settings().backupFolder}\\${runName(state)}`;
}
