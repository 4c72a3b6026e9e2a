// Knows how the files of the servers differ: looks at a beat while this Fairlead leads, or when it is asked, and copies
// what somebody wants copied, one plan at a time. What differs and what is copied is decided in rules/.

import type { Server } from '../model.ts';
import type { RemoteRunner } from '../remote/command.ts';
import {
  type FolderView,
  type LibraryQuestion,
  type LibraryView,
  lookAtFolders,
  lookAtLibrary,
} from './files-look.ts';
import { runSync, type SyncEnd, type SyncWorld } from './files-sync.ts';
import type { ComparedFolder, OpenDoor, Reached } from './model.ts';
import { bytesOf, type SyncPlan, type SyncStep } from './rules/sync-plan.ts';

export type FilesSettings = {
  readonly folders: readonly ComparedFolder[];
  readonly lookMs: number;
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  readonly maxSyncBytes: number;
};

export type FilesKeeperOptions = {
  /** Asked at each use: a reload of the configuration changes them. */
  readonly settings: () => FilesSettings;
  /** In list order: the first is the master. */
  readonly servers: () => readonly Server[];
  readonly openDoor: OpenDoor;
  readonly runner: RemoteRunner;
  /** Undefined where nobody knows the library's path. May reject: then it is not looked at. */
  readonly library: () => Promise<LibraryQuestion | undefined>;
  readonly isLeader: () => boolean;
  readonly nowMs: () => number;
  readonly onProblem: (problem: Error) => void;
};

/** How copying goes, or how it ended. */
export type SyncProgress = {
  readonly run: string;
  readonly by: string;
  readonly reason: string | undefined;
  readonly plan: SyncPlan;
  readonly startedAtMs: number;
  done: number;
  bytesDone: number;
  current: SyncStep | undefined;
  end: SyncEnd | undefined;
  endedAtMs: number | undefined;
};

export type FilesView = {
  readonly settings: FilesSettings;
  readonly looking: boolean;
  readonly lookedAtMs: number | undefined;
  readonly folders: readonly FolderView[];
  readonly library: LibraryView | undefined;
  readonly sync: SyncProgress | undefined;
};

export type SyncOrder = {
  readonly plan: SyncPlan;
  readonly run: string;
  readonly by: string;
  readonly reason: string | undefined;
  /** Records a step; the next one waits for that. */
  readonly onStep: (step: SyncStep, end: Reached<undefined>) => Promise<void>;
};

export type FilesKeeper = {
  view(): FilesView;
  /** Resolves when a look that began after the call, or is under way, has ended. */
  lookNow(): Promise<void>;
  /** False where copying is under way already. Afterwards it looks again. */
  sync(order: SyncOrder): boolean;
  start(): void;
  /** Ends what runs; a part that is on its way is left beside its place, where no look sees it. */
  close(): Promise<void>;
};

const beatMs = 2_000;

type KeeperState = {
  lookedAtMs: number | undefined;
  /** When a look was last begun: one that fails is not begun again at once. */
  begunAtMs: number;
  /** The folders it looked at: others are looked at soon. */
  begunWith: string | undefined;
  folders: readonly FolderView[];
  library: LibraryView | undefined;
  sync: SyncProgress | undefined;
};

/** Looks at nothing before `start` or `lookNow`. */
export function createFilesKeeper(options: FilesKeeperOptions): FilesKeeper {
  const { settings, isLeader, nowMs, onProblem } = options;
  const stop = new AbortController();
  const state: KeeperState = {
    lookedAtMs: undefined,
    begunAtMs: Number.NEGATIVE_INFINITY,
    begunWith: undefined,
    folders: [],
    library: undefined,
    sync: undefined,
  };
  let looking: Promise<void> | undefined;
  let copying: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const lookNow = () => {
    looking ??= look(state, options, stop.signal)
      .catch((error: Error) => onProblem(error))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };
  const beat = () => {
    const { lookMs, folders } = settings();
    const due = nowMs() - state.begunAtMs >= lookMs || state.begunWith !== JSON.stringify(folders);
    if (due && copying === undefined && isLeader()) void lookNow();
  };
  return {
    view: () => ({
      settings: settings(),
      looking: looking !== undefined,
      lookedAtMs: state.lookedAtMs,
      folders: state.folders,
      library: state.library,
      sync: state.sync,
    }),
    lookNow,
    sync(order) {
      if (copying !== undefined) return false;
      state.sync = begun(order, nowMs());
      copying = copy(state.sync, order, { options, signal: stop.signal })
        .catch((error: Error) => onProblem(error))
        .finally(() => {
          copying = undefined;
          if (!stop.signal.aborted) void lookNow();
        });
      return true;
    },
    start() {
      timer = setInterval(beat, beatMs);
    },
    async close() {
      clearInterval(timer);
      stop.abort();
      await looking;
      await copying;
    },
  };
}

async function look(state: KeeperState, options: FilesKeeperOptions, signal: AbortSignal): Promise<void> {
  const { settings, openDoor, runner, nowMs } = options;
  const { folders, maxFiles } = settings();
  const servers = options.servers();
  // While no server is known it is tried again with the next beat.
  if (servers.length === 0) return;
  state.begunAtMs = nowMs();
  state.begunWith = JSON.stringify(folders);
  const library = await libraryOf(options);
  const [seen, access] = await Promise.all([
    lookAtFolders({ servers, folders, openDoor, maxFiles, signal }),
    library === undefined ? undefined : lookAtLibrary(library, runner, servers, signal),
  ]);
  if (signal.aborted) return;
  state.folders = seen;
  state.library = access;
  state.lookedAtMs = nowMs();
}

async function libraryOf({ library, onProblem }: FilesKeeperOptions): Promise<LibraryQuestion | undefined> {
  try {
    return await library();
  } catch (error) {
    onProblem(
      new Error(`the path of the library could not be read: ${(error as Error).message}`, { cause: error }),
    );
    return undefined;
  }
}

function begun({ plan, run, by, reason }: SyncOrder, startedAtMs: number): SyncProgress {
  const nothing = { done: 0, bytesDone: 0, current: undefined, end: undefined, endedAtMs: undefined };
  return { run, by, reason, plan, startedAtMs, ...nothing };
}

type CopyWorld = { readonly options: FilesKeeperOptions; readonly signal: AbortSignal };

async function copy(progress: SyncProgress, order: SyncOrder, { options, signal }: CopyWorld): Promise<void> {
  const { servers, settings, openDoor, isLeader, nowMs } = options;
  const doorOf = (server: Server | undefined, { folder: name }: SyncStep) => {
    const folder = settings().folders.find((each) => each.name === name);
    return server === undefined || folder === undefined ? undefined : openDoor(server, folder);
  };
  const world: SyncWorld = {
    run: order.run,
    masterDoor: (step) => doorOf(servers()[0], step),
    targetDoor: (step) => {
      const at = servers().findIndex(({ id }) => id === step.server.id);
      // Whoever is the master now is not written to, whatever was planned.
      return at < 1 ? undefined : doorOf(servers()[at], step);
    },
    mayAct: isLeader,
    onBegin(step) {
      progress.current = step;
    },
    async onEnd(step, end) {
      await order.onStep(step, end);
      if (!end.ok) return;
      progress.done += 1;
      progress.bytesDone += bytesOf(step);
    },
    signal,
  };
  try {
    progress.end = await runSync(order.plan.steps, world);
  } catch (error) {
    const step = progress.current ?? order.plan.steps[0];
    const text = `What was done could not be recorded: ${(error as Error).message}.`;
    progress.end =
      step === undefined
        ? { kind: 'stopped', because: 'cancelled' }
        : { kind: 'failed', step, text, mend: 'See that there is room in the data directory.' };
    throw error;
  } finally {
    progress.current = undefined;
    progress.endedAtMs = nowMs();
  }
}
