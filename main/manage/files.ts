// The files of the servers joined: how they are reached, what they are compared by, what can be asked. Holds no rules.

import { bind, refused } from '../../admin/operation.ts';
import { lookAtFiles, planFiles, showFiles, syncFiles } from '../../admin/operations/files.ts';
import {
  createFilesKeeper,
  type FilesKeeper,
  type FilesKeeperOptions,
} from '../../cluster/files/files-keeper.ts';
import type { LibraryQuestion } from '../../cluster/files/files-look.ts';
import { readLibraryPath } from '../../cluster/files/library-path.ts';
import type { FilesDoor, OpenDoor, Reached } from '../../cluster/files/model.ts';
import { filesNotices } from '../../cluster/files/rules/files-notices.ts';
import { planSync, type SyncPlan, type SyncStep } from '../../cluster/files/rules/sync-plan.ts';
import { createShareDoor } from '../../cluster/files/share-door.ts';
import { createSshDoor } from '../../cluster/files/ssh-door.ts';
import type { RemoteRunner } from '../../cluster/remote/command.ts';
import { loadStatements } from '../../cluster/sql/statements.ts';
import { filesDocument, planDocument, planName } from './files-document.ts';
import { notLeader } from './not-leader.ts';
import type { ManageContext, ManagedPart } from './part.ts';

export type FilesPart = ManagedPart & { readonly keeper: FilesKeeper };

export type FilesPartOptions = {
  readonly runner: RemoteRunner;
  readonly isLeader: () => boolean;
};

export function createFilesPart(context: ManageContext, options: FilesPartOptions): FilesPart {
  const keeper = createFilesKeeper(keeperOptions(context, options));
  return {
    keeper,
    operations: operationsOf(context, keeper, options),
    notices: () => filesNotices(keeper.view()),
    start: keeper.start,
    close: keeper.close,
  };
}

function keeperOptions(
  { parts, nowMs, logger }: ManageContext,
  { runner, isLeader }: FilesPartOptions,
): FilesKeeperOptions {
  const { current, directory } = parts;
  return {
    settings() {
      const { folders, ...limits } = current.configuration.files;
      const named = Object.entries(folders).map(([name, folder]) => ({
        name,
        ...folder,
        share: folder.share ?? undefined,
      }));
      return { ...limits, folders: named };
    },
    servers: () => (directory.topology()?.servers ?? []).toSorted((a, b) => a.position - b.position),
    openDoor: doorsOf(parts, runner),
    runner,
    library: () => libraryOf(parts),
    isLeader,
    nowMs,
    onProblem: (problem) => logger.warn({ err: problem }, problem.message),
  };
}

/** Base64 of a part makes a script of half a megabyte, and an answer that must be kept whole. */
const mostPartBytes = 393_216;

function doorsOf({ current }: ManageContext['parts'], runner: RemoteRunner): OpenDoor {
  return (server, { name: folder, path, share }): FilesDoor | undefined => {
    const { files, remote } = current.configuration;
    const at = (text: string) => text.replaceAll('{server}', server.name);
    if (share !== undefined) {
      const backupRoot = files.backupShare === null ? undefined : at(files.backupShare);
      const root = at(share);
      return createShareDoor({ server: server.name, root, folder, backupRoot, partBytes: mostPartBytes });
    }
    if (!runner.available(server)) return undefined;
    const partBytes = Math.min(mostPartBytes, Math.floor((remote?.maxOutputBytes ?? mostPartBytes) / 2));
    return createSshDoor({ runner, server, path, folder, backupFolder: files.backupFolder, partBytes });
  };
}

/** What the configuration says, else what the CRM says; nobody looks at it without SSH. */
async function libraryOf({
  current,
  directory,
}: ManageContext['parts']): Promise<LibraryQuestion | undefined> {
  const { configuration, profile } = current;
  if (configuration.remote === null) return undefined;
  const { path, user } = configuration.files.library;
  const { parameters, sql } = profile;
  const statement = loadStatements(sql, parameters.secret.length).libraryPath;
  const told =
    path ??
    (configuration.database === null
      ? undefined
      : await readLibraryPath(directory.query, statement, parameters.library));
  return told === undefined ? undefined : { path: told, user: user ?? undefined };
}

type Choice = {
  readonly folder?: string;
  readonly servers?: string;
  readonly removeExtra?: 'yes' | 'no';
};

function operationsOf(context: ManageContext, keeper: FilesKeeper, { isLeader }: FilesPartOptions) {
  const backup = () => context.parts.current.configuration.files.backupFolder;
  const show = () => ({ ok: true, value: filesDocument(keeper.view()) }) as const;
  return [
    bind(showFiles, show),
    bind(lookAtFiles, () => {
      void keeper.lookNow();
      return show();
    }),
    bind(planFiles, (choice) => {
      const refusal = unknownChoice(keeper, choice);
      if (refusal !== undefined) return refusal;
      return { ok: true, value: planDocument(planOf(keeper, choice), keeper.view(), backup()) };
    }),
    bind(syncFiles, ({ plan: name, reason, ...choice }, { by }) => {
      if (!isLeader()) return notLeader();
      const refusal = unknownChoice(keeper, choice);
      if (refusal !== undefined) return refusal;
      const plan = planOf(keeper, choice);
      if (planName(plan) !== name) return planChanged;
      if (plan.steps.length === 0) return nothingToDo;
      if (plan.tooMuch) return tooMuch;
      const run = runName(context.nowMs());
      const onStep = (step: SyncStep, end: Reached<undefined>) => tellStep(context, { step, end, by, run });
      return keeper.sync({ plan, run, by, reason, onStep }) ? show() : underWay;
    }),
  ];
}

function namesOf(servers: string | undefined): readonly string[] | undefined {
  return servers?.split(',').map((name) => name.trim().toLowerCase());
}

function planOf(keeper: FilesKeeper, { folder: only, servers, removeExtra }: Choice): SyncPlan {
  const { folders, settings } = keeper.view();
  const names = namesOf(servers);
  const found = folders
    .filter(({ folder }) => only === undefined || folder.name === only)
    .flatMap(({ folder, servers: each }) =>
      each.flatMap(({ server, standing }) =>
        standing.kind === 'seen' && (names === undefined || names.includes(server.name.toLowerCase()))
          ? [{ server, folder: folder.name, differences: standing.differences }]
          : [],
      ),
    )
    .toSorted((a, b) => a.server.position - b.server.position);
  const { maxFileBytes, maxSyncBytes } = settings;
  return planSync(found, { removeExtra: removeExtra === 'yes', maxFileBytes, maxSyncBytes });
}

function unknownChoice(keeper: FilesKeeper, { folder, servers }: Choice) {
  const view = keeper.view();
  if (view.lookedAtMs === undefined) return notLooked;
  if (folder !== undefined && view.folders.every((each) => each.folder.name !== folder))
    return noSuch(`There is no folder ${folder} in files.folders.`, '`fairlead files diff` lists them.');
  const known = view.folders.flatMap((each) => each.servers.map(({ server }) => server.name.toLowerCase()));
  const missing = namesOf(servers)?.find((name) => !known.includes(name));
  return missing === undefined
    ? undefined
    : noSuch(`There is no server ${missing}.`, '`fairlead status` lists them.');
}

/** Such as `files-20260105-083000`: the folder of backups is found by the time of the run. */
function runName(nowMs: number): string {
  const [day = '', time = ''] = new Date(nowMs).toISOString().split(/[T.]/);
  return `files-${day.replaceAll('-', '')}-${time.replaceAll(':', '')}`;
}

type ToldStep = {
  readonly step: SyncStep;
  readonly end: Reached<undefined>;
  readonly by: string;
  readonly run: string;
};

/** Every file that was copied stands in the audit, which is the journal of copying. */
async function tellStep({ audit, logger }: ManageContext, { step, end, by, run }: ToldStep): Promise<void> {
  const { folder, path, kind } = step;
  const server = step.server.name;
  const text = end.ok ? `${kind} of ${folder}/${path} on ${server} is done` : end.text;
  logger[end.ok ? 'info' : 'warn']({ server, run }, text);
  await audit.write({
    operation: 'files.copy',
    by,
    from: 'here',
    input: { run, server, folder, path, kind },
    outcome: end.ok ? 'done' : 'failed',
    because: end.ok ? undefined : end.text,
  });
}

const noSuch = (text: string, mend: string) => refused(404, 'no-such-thing', { text, mend });

const notLooked = refused(409, 'not-looked', {
  text: 'The files of the servers were not looked at yet.',
  mend: 'Run `fairlead files diff` first; without files.folders there is nothing to look at.',
});

const planChanged = refused(409, 'plan-changed', {
  text: 'Something else would be copied now than was shown.',
  mend: 'Look at the plan again.',
});

const nothingToDo = refused(409, 'nothing-to-do', {
  text: 'There is nothing to copy.',
  mend: '`fairlead files diff` tells how the servers stand.',
});

const tooMuch = refused(422, 'too-much', {
  text: 'That is more than is copied at once (files.maxSyncBytes).',
  mend: 'Choose a folder or a server, or raise files.maxSyncBytes.',
});

const underWay = refused(409, 'under-way', {
  text: 'Files are being copied already.',
  mend: 'Wait until that has ended; `fairlead files diff --last` tells how it goes.',
});
