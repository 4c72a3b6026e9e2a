// What proves that a program on a server has done its work (`with.proves`): the version of the installed files, or a
// file that it writes. Looked at before the program is run, kept, and compared where it was cut off.

import type { Server } from '../../model.ts';
import { fileHash } from '../../remote/commands/file-hash.ts';
import { fileVersion } from '../../remote/commands/file-version.ts';
import type { RunState } from '../model.ts';
import type { Seen } from '../observation.ts';
import type { PlannedStep } from '../plan-model.ts';
import type { Work } from '../run.ts';
import type { Site } from '../site.ts';
import { answerOf } from './on-server.ts';

type Limit = Pick<Work, 'limit'>;

/** A file as a check of the run has found it; `hash` is empty where it was not there. */
export type FileLook = { readonly server: string; readonly file: string; readonly hash: string };

export async function lookAtFile(site: Site, server: Server, file: string, work: Limit): Promise<FileLook> {
  return { server: server.name, file, hash: (await answerOf(site, server, fileHash(file), work)) ?? '' };
}

/** Whether what proves it is another than before; unknown where nobody has looked before. */
export async function proofSeen(
  site: Site,
  server: Server,
  { step, state }: { readonly step: PlannedStep; readonly state: RunState },
  work: Limit,
): Promise<Seen> {
  const { proves, file } = step.with;
  switch (proves) {
    case 'version': {
      const before = versionsBefore(state).get(server.name);
      const now = await answerOf(site, server, fileVersion(site.settings().versionFile), work);
      return changed(before, now.file);
    }
    case 'file': {
      const now = await lookAtFile(site, server, String(file), work);
      return changed(hashBefore(state, now), now.hash);
    }
    default:
      return 'unknown';
  }
}

function changed(before: string | undefined, now: string): Seen {
  if (before === undefined) return 'unknown';
  return before === now ? 'not-there' : 'there';
}

/** The newest look at each server that was kept (`versions` of a check): a later one may be at one server only. */
function versionsBefore({ evidence }: RunState): ReadonlyMap<string, string> {
  const looks = [...evidence.values()].flatMap(({ versions }) =>
    versions === undefined ? [] : [versions as Readonly<Record<string, string>>],
  );
  return new Map(looks.flatMap((look) => Object.entries(look)));
}

/** The newest look at this file of this server (`proof` of a check). */
function hashBefore({ evidence }: RunState, { server, file }: FileLook): string | undefined {
  const looks = [...evidence.values()].flatMap(({ proofs }) => (proofs ?? []) as readonly FileLook[]);
  return looks.findLast((each) => each.server === server && each.file === file)?.hash;
}
