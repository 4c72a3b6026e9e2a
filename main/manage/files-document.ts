// What is known of the files of the servers, in the words of the API. Every key is there; what is not known is null.

import { createHash } from 'node:crypto';
import type { FilesDocument, FilesPlan } from '../../admin/operations/files.ts';
import { isoTime } from '../../admin/rules/iso-time.ts';
import type { FilesView, SyncProgress } from '../../cluster/files/files-keeper.ts';
import type { FolderStanding, LibraryView } from '../../cluster/files/files-look.ts';
import type { Difference } from '../../cluster/files/rules/diff.ts';
import { bytesOf, type SyncPlan, type SyncStep } from '../../cluster/files/rules/sync-plan.ts';

type ServerDocument = FilesDocument['folders'][number]['servers'][number];

const mostListed = 1_000;

export function filesDocument({ looking, lookedAtMs, folders, library, sync }: FilesView): FilesDocument {
  return {
    version: 1,
    looking,
    lookedAt: timeOrNull(lookedAtMs),
    folders: folders.map(({ folder, servers }) => ({
      folder: folder.name,
      path: folder.path,
      servers: servers.map(({ server, standing }) => serverDocument(server.name, standing)),
    })),
    library: library === undefined ? null : libraryDocument(library),
    sync: sync === undefined ? null : syncDocument(sync),
  };
}

function serverDocument(server: string, standing: FolderStanding): ServerDocument {
  const nothing = { server, files: null, differences: [], more: 0, problem: null, mend: null };
  switch (standing.kind) {
    case 'master':
      return { ...nothing, state: 'master', files: standing.files.length };
    case 'unknown':
      return { ...nothing, state: 'unknown', problem: standing.text, mend: standing.mend };
    case 'seen': {
      const { differences, files } = standing;
      return {
        ...nothing,
        state: differences.length === 0 ? 'same' : 'different',
        files: files.length,
        differences: differences.slice(0, mostListed).map(differenceDocument),
        more: Math.max(0, differences.length - mostListed),
      };
    }
  }
}

function differenceDocument({
  path,
  kind,
  master,
  there,
}: Difference): ServerDocument['differences'][number] {
  return {
    path,
    kind,
    masterBytes: master?.bytes ?? null,
    masterModified: timeOrNull(master?.modifiedAtMs),
    bytes: there?.bytes ?? null,
    modified: timeOrNull(there?.modifiedAtMs),
  };
}

function libraryDocument({ path, servers }: LibraryView): FilesDocument['library'] {
  return {
    path,
    servers: servers.map(({ server, access }) => ({
      server: server.name,
      state: access.kind,
      problem: access.kind === 'reached' ? null : access.text,
    })),
  };
}

function syncDocument(sync: SyncProgress): FilesDocument['sync'] {
  const { run, by, reason, plan, startedAtMs, endedAtMs, done, bytesDone, current, end } = sync;
  const at = end?.kind === 'failed' ? end.step : current;
  return {
    run,
    state: end?.kind ?? 'running',
    by,
    reason: reason ?? null,
    startedAt: isoTime(startedAtMs),
    endedAt: timeOrNull(endedAtMs),
    done,
    of: plan.steps.length,
    bytesDone,
    bytes: plan.bytes,
    current: at === undefined ? null : stepDocument(at),
    ...whyStopped(end),
  };
}

function whyStopped(end: SyncProgress['end']): { problem: string | null; mend: string | null } {
  if (end === undefined || end.kind === 'done') return { problem: null, mend: null };
  if (end.kind === 'failed') return { problem: end.text, mend: end.mend };
  return end.because === 'not-leader'
    ? { problem: 'Another Fairlead leads now.', mend: 'Ask that one to copy what is left.' }
    : { problem: 'Fairlead was stopped.', mend: 'Look again, then copy what is left.' };
}

function stepDocument(step: SyncStep): FilesPlan['steps'][number] {
  const { server, folder, path, kind } = step;
  return { server: server.name, folder, path, kind, bytes: bytesOf(step) };
}

/** The name of a plan is made of all that it does, so that only what was shown can be done. */
export function planDocument(plan: SyncPlan, { lookedAtMs, folders }: FilesView, backup: string): FilesPlan {
  const unknown = folders.flatMap(({ folder, servers }) =>
    servers.flatMap(({ server, standing }) =>
      standing.kind === 'unknown' ? [`${server.name} ${folder.name}: ${standing.text}`] : [],
    ),
  );
  return {
    version: 1,
    plan: planName(plan),
    lookedAt: timeOrNull(lookedAtMs),
    steps: plan.steps.map(stepDocument),
    bytes: plan.bytes,
    leftOut: [...plan.leftOut],
    tooMuch: plan.tooMuch,
    unknown,
    backup,
  };
}

export function planName({ steps }: SyncPlan): string {
  const told = steps.map((step) => [
    step.server.id,
    step.folder,
    step.path,
    step.kind,
    step.kind === 'set-aside' ? '' : step.file.hash,
    step.kind === 'add' ? '' : step.was.hash,
  ]);
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16);
}

const timeOrNull = (ms: number | undefined) => (ms === undefined ? null : isoTime(ms));
