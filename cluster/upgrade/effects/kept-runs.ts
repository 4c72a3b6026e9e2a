// What an earlier run of this environment has kept (`with.run`): whether it may go back, whether it is there with the
// hash its journal says, and back it goes, one copy after another.

import { ClusterError } from '../../errors.ts';
import type { Server } from '../../model.ts';
import { fileHash } from '../../remote/commands/file-hash.ts';
import { fileVersion } from '../../remote/commands/file-version.ts';
import { restoreFolder } from '../../remote/commands/folders.ts';
import { importRegistryFile } from '../../remote/commands/registry.ts';
import { counted } from '../../rules/counted.ts';
import type { PlannedStep } from '../plan-model.ts';
import { type KeptCopy, type KeptRun, keptDatabase, keptOf, runNamed } from '../rules/kept-run.ts';
import { restoreFault } from '../rules/restore-fault.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';
import type { Check } from './list-checks.ts';
import { answerOf, targetsOf } from './on-server.ts';

type Limit = Pick<Work, 'limit'>;

/** By the words of `with.what` of a check. */
export const keptChecks: Readonly<Record<string, Check>> = {
  /** `with.files: kept`: files and keys of its servers go back; `with.database: true`: the database does. */
  kept: async (site, step, work) => {
    if (runNamed(step) === undefined) return {};
    const { files, database } = step.with;
    const back = files === 'kept' ? step.targets : [];
    const stay = site.servers().filter(({ name }) => !back.includes(name));
    const now: Record<string, string> = {};
    // Where there is no SSH a person has looked at the version.
    for (const server of stay.filter(site.runner.available))
      now[server.name] = await versionOf(site, server, work);
    const wish = { database: database === true, files: back, byHand: files === 'by-hand', now };
    const fault = restoreFault({ kept: await keptRun(site, step), ...wish });
    return fault === undefined ? {} : { fault };
  },
};

async function versionOf(site: Site, server: Server, work: Limit): Promise<string> {
  return (await answerOf(site, server, fileVersion(site.settings().versionFile), work)).file;
}

/** The database of the run where the step has no servers; else every file and key of these. */
export async function verifyKept(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const servers = targetsOf(site, step);
  if (servers.length === 0) {
    const { file } = await keptDatabaseOf(site, step);
    await site.database.verify(file, { signal: work.limit, onProgress: () => work.tell(`reading ${file}`) });
    return { outcome: 'done', text: `${file} is whole`, evidence: { verified: file } };
  }
  const kept = await keptRun(site, step);
  const copies = servers.flatMap((server) => keptOf(kept, server.name).map((each) => ({ ...each, server })));
  for (const { server, file, hash } of copies) {
    work.tell(`${server.name}: reading ${file}`);
    const found = await answerOf(site, server, fileHash(file), work);
    const fault = found === undefined ? 'is not there' : `is not what was written: ${found}`;
    if (found !== hash) return { outcome: 'failed', text: `${server.name}: ${file} ${fault}` };
  }
  return {
    outcome: 'done',
    text: counted(copies.length, 'file is whole', 'files are whole'),
    evidence: { verified: copies.length },
  };
}

/** Files and keys of one server. Each is refused by the server itself where its hash is another. */
export async function restoreKept(
  site: Site,
  server: Server,
  step: PlannedStep,
  work: Work,
): Promise<string> {
  const copies = keptOf(await keptRun(site, step), server.name);
  for (const copy of copies) {
    work.tell(`${server.name}: ${copy.of}`);
    await restoreCopy(site, server, copy, work);
  }
  return copies.map(({ of }) => of).join(', ');
}

async function restoreCopy(site: Site, server: Server, { kind, file, hash, of }: KeptCopy, work: Limit) {
  if (kind === 'backup-registry') await answerOf(site, server, importRegistryFile(file, hash), work);
  else await answerOf(site, server, restoreFolder(file, hash, of), work);
}

/** Throws `CLU_UPGRADE` where the run has kept none. */
export async function keptDatabaseOf(site: Site, step: PlannedStep): Promise<KeptCopy> {
  const kept = await keptRun(site, step);
  const copy = keptDatabase(kept);
  if (copy !== undefined) return copy;
  throw new ClusterError('CLU_UPGRADE', `Run ${kept.run} has kept no backup of the database.`);
}

async function keptRun(site: Site, step: PlannedStep): Promise<KeptRun> {
  const run = runNamed(step);
  const kept = run === undefined ? undefined : await site.kept(run);
  if (kept?.environment === site.name) return kept;
  throw new ClusterError('CLU_UPGRADE', `There is no run ${run ?? ''} of the environment ${site.name}.`);
}
