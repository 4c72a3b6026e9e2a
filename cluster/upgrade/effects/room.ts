// Whether a server has room for its backups; asked in the preflight and again before each backup.

import type { Server } from '../../model.ts';
import { diskSpace } from '../../remote/commands/folders.ts';
import { sizeText } from '../rules/kept.ts';
import type { Work } from '../run.ts';
import type { Site } from '../site.ts';
import { answerOf } from './on-server.ts';

/** What is wrong; undefined where there is room. Throws where it cannot be asked. */
export async function roomFault(
  site: Site,
  server: Server,
  work: Pick<Work, 'limit'>,
): Promise<string | undefined> {
  const { backupFolder, freeBytes: wanted } = site.settings();
  const { freeBytes } = await answerOf(site, server, diskSpace(backupFolder), work);
  if (freeBytes >= wanted) return undefined;
  return `${server.name} has ${sizeText(freeBytes)} free at ${backupFolder}, ${sizeText(wanted)} are wanted`;
}
