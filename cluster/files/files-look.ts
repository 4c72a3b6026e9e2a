// Looks at every configured folder on every server, and from every server at the document library (F5). Decides nothing.

import type { Server } from '../model.ts';
import { ask } from '../remote/ask.ts';
import type { RemoteQuestion, RemoteRunner } from '../remote/command.ts';
import { type PathAccess, pathAccess } from '../remote/commands/path-access.ts';
import type { ComparedFolder, LibraryAccess, OpenDoor, Reached, SeenFile } from './model.ts';
import { type Difference, differencesOf } from './rules/diff.ts';
import { judgeAccesses } from './rules/library-access.ts';

/** What was found of one folder on one server. */
export type FolderStanding =
  | { readonly kind: 'master'; readonly files: readonly SeenFile[] }
  | {
      readonly kind: 'seen';
      readonly files: readonly SeenFile[];
      readonly differences: readonly Difference[];
    }
  /** It could not be looked at, or the master could not. */
  | { readonly kind: 'unknown'; readonly text: string; readonly mend: string };

export type FolderView = {
  readonly folder: ComparedFolder;
  readonly servers: readonly { readonly server: Server; readonly standing: FolderStanding }[];
};

export type LibraryView = {
  readonly path: string;
  readonly servers: readonly { readonly server: Server; readonly access: LibraryAccess }[];
};

export type LookWorld = {
  readonly servers: readonly Server[];
  readonly folders: readonly ComparedFolder[];
  readonly openDoor: OpenDoor;
  readonly maxFiles: number;
  readonly signal: AbortSignal;
};

const noWay = {
  ok: false,
  text: 'There is no SSH to this server, and no share is configured.',
  mend: 'Configure `remote`, or `files.folders.*.share`; else compare the folder by hand.',
} as const;

/** The first of the list is the master. */
export function lookAtFolders(world: LookWorld): Promise<readonly FolderView[]> {
  return Promise.all(world.folders.map((folder) => lookAtFolder(folder, world)));
}

async function lookAtFolder(folder: ComparedFolder, world: LookWorld): Promise<FolderView> {
  const listed = await Promise.all(
    world.servers.map(async (server) => ({ server, list: await listOf(server, folder, world) })),
  );
  const master = listed[0];
  const servers = listed.map(({ server, list }) => ({
    server,
    standing: standingOf(list, server === master?.server ? undefined : master, folder),
  }));
  return { folder, servers };
}

async function listOf(server: Server, folder: ComparedFolder, { openDoor, maxFiles, signal }: LookWorld) {
  const door = openDoor(server, folder);
  return door === undefined ? noWay : door.list(maxFiles, signal);
}

type Listed = { readonly server: Server; readonly list: Reached<readonly SeenFile[]> };

function standingOf(
  list: Listed['list'],
  master: Listed | undefined,
  { ignore }: ComparedFolder,
): FolderStanding {
  if (!list.ok) return { kind: 'unknown', text: list.text, mend: list.mend };
  const files = list.value;
  if (master === undefined) return { kind: 'master', files };
  if (!master.list.ok) {
    const text = `It cannot be compared: ${master.list.text}`;
    return { kind: 'unknown', text, mend: master.list.mend };
  }
  return { kind: 'seen', files, differences: differencesOf(master.list.value, files, ignore) };
}

export type LibraryQuestion = {
  readonly path: string;
  /** Who opens the share; the password is the secret SHARE_PASSWORD. */
  readonly user: string | undefined;
};

/** What is asked of a server about the library, by whoever looks at it. */
export function libraryAccess({ path, user }: LibraryQuestion): RemoteQuestion<PathAccess> {
  return pathAccess(path, user === undefined ? {} : { shareUser: { user } });
}

/** From every server: a library that only some reach loses documents of the others' users. */
export async function lookAtLibrary(
  library: LibraryQuestion,
  runner: RemoteRunner,
  servers: readonly Server[],
  signal: AbortSignal,
): Promise<LibraryView> {
  const question = libraryAccess(library);
  const accesses = await Promise.all(
    servers.map(async (server): Promise<LibraryAccess> => {
      if (!runner.available(server)) return { kind: 'unknown', text: 'There is no SSH to this server.' };
      const answer = await ask(runner, server, question, signal);
      if (!answer.ok) return { kind: 'unknown', text: answer.error.message };
      const { kind, problem } = answer.value;
      if (kind === 'folder') return { kind: 'reached' };
      return {
        kind: 'not-reached',
        text: problem ?? (kind === 'file' ? 'It is a file.' : 'There is nothing.'),
      };
    }),
  );
  const judged = judgeAccesses(accesses, library.user !== undefined);
  return { path: library.path, servers: servers.flatMap((server, at) => seenOf(server, judged[at])) };
}

function seenOf(server: Server, access: LibraryAccess | undefined): LibraryView['servers'] {
  return access === undefined ? [] : [{ server, access }];
}
