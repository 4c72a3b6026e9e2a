// Deletes copies that runs have kept in one cluster: the database's on its server, all others where they lie.

import { deleteFiles } from '../../remote/commands/delete-files.ts';
import type { KeptFile } from '../rules/kept.ts';
import type { Site } from '../site.ts';
import { answerOf } from './on-server.ts';

/** All of one server, or of none: the database. Throws with the sentence of the failure. */
export async function discardCopies(
  site: Site,
  copies: readonly KeptFile[],
  limit: AbortSignal,
): Promise<void> {
  const name = copies[0]?.server ?? '';
  if (name === '') {
    for (const { file } of copies) await site.database.remove(file, limit);
    return;
  }
  const server = site.servers().find((each) => each.name === name) ?? site.newcomer(name);
  if (server === undefined || !site.runner.available(server))
    throw new Error(
      `${name} is not reached by SSH: delete ${copies.map(({ file }) => file).join(', ')} there`,
    );
  await answerOf(site, server, deleteFiles(copies.map(({ file }) => file)), { limit });
}
