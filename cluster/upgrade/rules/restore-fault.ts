// Whether what a run has kept may be put back: the database and the files beside it must be of one version afterwards
// (F7), so that across versions neither goes back without the other. Pure.

import { type KeptKind, type KeptRun, keptDatabase, keptOf, type Versions } from './kept-run.ts';

/** What a restore puts back. */
export type RestoreWish = {
  readonly kept: KeptRun;
  /** Servers whose files and keys go back. */
  readonly files: readonly string[];
  readonly database: boolean;
  /** Files that do not go back by themselves are put back by somebody. */
  readonly byHand: boolean;
  /** Of all servers, as they are now. */
  readonly now: Versions;
};

/** Why it must not be done; undefined where it may. */
export function restoreFault(wish: RestoreWish): string | undefined {
  const { kept, files, database } = wish;
  if (database && keptDatabase(kept) === undefined)
    return `run ${kept.run} has kept no backup of the database that was read back`;
  // Beside a database of another version all of it goes back; by itself what there is, such as one folder.
  const wanted: readonly KeptKind[] = database ? ['backup-files', 'backup-registry'] : [];
  const without = files.find((name) => !hasKept(kept, name, wanted));
  if (without !== undefined)
    return `run ${kept.run} has not kept files${database ? ' and registry keys' : ''} of ${without}, or nobody has read them back`;
  if (database) return wish.byHand ? undefined : databaseFault(wish);
  return filesFault(wish);
}

function hasKept(kept: KeptRun, server: string, wanted: readonly KeptKind[]): boolean {
  const kinds = keptOf(kept, server).map(({ kind }) => kind);
  return kinds.length > 0 && wanted.every((each) => kinds.includes(each));
}

/** Servers whose files stay must have the version that the database goes back to. */
function databaseFault({ kept, files, now }: RestoreWish): string | undefined {
  const then = keptDatabase(kept)?.versions ?? {};
  const stays = Object.entries(now).filter(([name]) => !files.includes(name));
  const other = stays.find(([name, version]) => then[name] !== version);
  if (other === undefined) return undefined;
  const [name, version] = other;
  const was = then[name];
  return was === undefined
    ? `which version ${name} had when run ${kept.run} kept the database was not looked at: a restore needs the files as well as the database`
    : `run ${kept.run} has kept the database of version ${was}, and ${name} has ${version} now: a restore across versions needs the files as well as the database`;
}

/** Servers whose files go back must get the version that the database is of, which all others have. */
function filesFault({ kept, files, now }: RestoreWish): string | undefined {
  const others = Object.entries(now).filter(([name]) => !files.includes(name));
  const present = others.length > 0 ? others : Object.entries(now);
  for (const server of files) {
    const then = keptOf(kept, server)[0]?.versions[server];
    const other = present.find(([, version]) => version !== then);
    if (other === undefined) continue;
    const [name, version] = other;
    return then === undefined
      ? `which version the files of ${server} had when run ${kept.run} kept them was not looked at`
      : `run ${kept.run} has kept files of version ${then}, and ${name} has ${version} now: a restore across versions needs the database as well as the files`;
  }
  return undefined;
}
