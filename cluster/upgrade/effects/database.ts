// What steps do to the database: back it up, read the backup back, put it back, drop what the tuning advisor left, run
// a statement, and ask who is connected.

import { pause } from '../../pause.ts';
import { counted } from '../../rules/counted.ts';
import type { PlannedStep } from '../plan-model.ts';
import { type KeptFile, kept, keptFiles } from '../rules/kept.ts';
import { runNamed } from '../rules/kept-run.ts';
import { stepsBefore } from '../rules/steps.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';
import { keptDatabaseOf } from './kept-runs.ts';
import { targetsOf } from './on-server.ts';
import { changeRows } from './rows.ts';

const lookAgainMs = 2000;

/** Asks until none of its servers is connected, of all but those in `except`; what holds on is told meanwhile (F7). */
export async function assertDisconnected(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const except = textsOf(step.with.except).map((name) => name.toLowerCase());
  while (true) {
    const connected = await site.database.connected();
    const asked = step.targets.length > 0 ? targetsOf(site, step) : site.servers();
    const holding = asked
      .filter(({ name }) => !except.includes(name.toLowerCase()))
      .flatMap((server) => {
        const programs = connected.get(server.name.toLowerCase()) ?? [];
        return programs.length === 0 ? [] : [`${server.name} (${programs.join(', ')})`];
      });
    if (holding.length === 0) return { outcome: 'done', text: 'the database sees no connection of a server' };
    const text = `still connected: ${holding.join(', ')}`;
    work.tell(text);
    if (await overAfter(lookAgainMs, work.limit)) return { outcome: 'failed', text };
  }
}

export async function backUpDatabase(site: Site, _step: PlannedStep, work: Work): Promise<StepOutcome> {
  const { file, bytes } = await site.database.backup(progress(work, 'backup'));
  return kept([{ server: '', of: 'database', file, bytes, hash: '' }]);
}

export async function verifyDatabase(site: Site, backup: PlannedStep, work: Work): Promise<StepOutcome> {
  const [copy] = keptFiles(work.state, backup);
  if (copy === undefined) return { outcome: 'failed', text: `${backup.id} has kept nothing to verify` };
  return verifyKeptDatabase(site, copy.file, work);
}

export async function verifyKeptDatabase(site: Site, file: string, work: Work): Promise<StepOutcome> {
  await site.database.verify(file, progress(work, 'reading back'));
  return { outcome: 'done', text: `${file} is whole`, evidence: { verified: file } };
}

/** From what an earlier run has kept (`with.run`), the file that the step names, or the last backup before the step. */
export async function restoreDatabase(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const copy = runNamed(step) === undefined ? lastCopy(step, work) : (await keptDatabaseOf(site, step)).file;
  await site.database.restore(copy, progress(work, 'restore'));
  return { outcome: 'done', text: `the database is as in ${copy}` };
}

function lastCopy(step: PlannedStep, { plan, state }: Work): string {
  if (typeof step.with.databaseBackup === 'string') return step.with.databaseBackup;
  const copies = stepsBefore(plan, step)
    .filter(({ kind }) => kind === 'backup-database')
    .flatMap((each): readonly KeptFile[] => keptFiles(state, each));
  const last = copies.at(-1);
  if (last === undefined) throw new Error('no backup of the database was made in this run');
  return last.file;
}

/** Restoring the database brings them back. */
export async function dropTuningObjects(site: Site, _step: PlannedStep, work: Work): Promise<StepOutcome> {
  const found = await site.database.tuningObjects();
  for (const object of found) {
    work.tell(object.name);
    await site.database.run(object.drop, work.limit);
  }
  const text = found.length === 0 ? 'there were none' : counted(found.length, 'was dropped', 'were dropped');
  return { outcome: 'done', text, evidence: { dropped: found.map(({ name }) => name) } };
}

/** The statement stands in the plan, so that it was reviewed; or it is a backup that is put back, or rows of settings. */
export async function runStatement(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const { statement, change, databaseBackup } = step.with;
  if (change !== undefined) return changeRows(site, step, work);
  if (databaseBackup !== undefined) return restoreDatabase(site, step, work);
  if (typeof statement !== 'string') return { outcome: 'failed', text: 'the step has no `statement`' };
  const rows = await site.database.run(statement, work.limit);
  return { outcome: 'done', text: `it ran to its end, ${counted(rows, 'row')}`, evidence: { rows } };
}

function progress({ limit, tell }: Work, what: string) {
  return { signal: limit, onProgress: (share: number) => tell(`${what} ${bar(share)}`) };
}

/** Such as `[#######-------------]  35 %`. */
function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * 20);
  return `[${'#'.repeat(filled)}${'-'.repeat(20 - filled)}] ${String(Math.round(share * 100)).padStart(3)} %`;
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** True where the time was over first. */
async function overAfter(ms: number, limit: AbortSignal): Promise<boolean> {
  await pause(ms, limit);
  return limit.aborted;
}
