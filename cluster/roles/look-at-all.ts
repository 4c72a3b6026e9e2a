// One look at all servers, written into the book: what each told, where each role is known to be, who is dead and since
// when.

import type { Server } from '../model.ts';
import type { RemoteRunner } from '../remote/command.ts';
import { lookAtServer } from './observe.ts';
import type { Standing } from './role.ts';
import { deathAt, type RolesBook, type RolesWorld, signOfLife, standingNow } from './roles-state.ts';

/** Never rejects. */
export async function lookAtAll(
  book: RolesBook,
  world: RolesWorld,
  runner: RemoteRunner,
  signal: AbortSignal,
): Promise<void> {
  const servers = world.servers();
  const look = async (server: Server) => {
    const seen = await lookAtServer(runner, server, world.roles(), signal);
    if (signal.aborted) return;
    const atMs = world.nowMs();
    if (seen.ok) book.looks.set(server.id, { ...seen, atMs });
    else book.looks.set(server.id, { ok: false, atMs, code: seen.error.code, text: seen.error.message });
  };
  await Promise.all(servers.filter(world.hasSsh).map(look));
  note(book, world);
}

/** What follows from what is known now; also where only the settings of the CRM have changed. */
export function note(book: RolesBook, world: RolesWorld): void {
  const nowMs = world.nowMs();
  for (const server of world.servers()) {
    // What somebody said of it is over.
    if (signOfLife(server, book, world) !== undefined) book.dead.delete(server.id);
    if (!deathAt(server, book, world).dead) book.deadSince.delete(server.id);
    else if (!book.deadSince.has(server.id)) book.deadSince.set(server.id, nowMs);
  }
  for (const role of world.roles()) {
    const standing = standingNow(role, book, world);
    const key = keyOf(standing);
    if (book.since.get(role.name)?.key !== key) book.since.set(role.name, { key, sinceMs: nowMs });
    if (standing.kind !== 'one' || book.known.get(role.name)?.on === standing.on) continue;
    book.known.set(role.name, { on: standing.on, sinceMs: nowMs });
  }
}

function keyOf(standing: Standing): string {
  switch (standing.kind) {
    case 'one':
      return `one ${standing.on}`;
    case 'several':
      return `several ${standing.on.join(' ')}`;
    case 'none':
    case 'unknown':
    case 'not-watched':
    case 'not-needed':
      return standing.kind;
  }
}
