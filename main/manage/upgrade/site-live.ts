// The live cluster as ordered runs see it: the parts that Fairlead has anyway, under the names of a Site.

import type { Server } from '../../../cluster/model.ts';
import type { RemoteRunner } from '../../../cluster/remote/command.ts';
import type { Site } from '../../../cluster/upgrade/site.ts';
import type { LockPart } from '../lock.ts';
import type { ManageContext } from '../part.ts';
import type { RolesPart } from '../roles.ts';
import type { WantedPart } from '../wanted.ts';
import { drainSight } from '../wanted-world.ts';
import { versionNow } from './read-now.ts';
import { siteDatabase } from './site-database.ts';
import { siteRows } from './site-rows.ts';
import { newcomerOf, sitePages, siteSettings, versionTools } from './site-settings.ts';

export type LiveSiteParts = {
  readonly runner: RemoteRunner;
  readonly lock: LockPart;
  readonly wanted: WantedPart;
  readonly roles: RolesPart;
  readonly notice: Site['notice'];
  readonly kept: Site['kept'];
};

export function liveSite(
  context: ManageContext,
  { runner, lock, wanted, roles, notice, kept }: LiveSiteParts,
): Site {
  const { parts, logger, nowMs } = context;
  const { current, directory } = parts;
  const onProblem = (problem: Error) => logger.warn({ err: problem }, problem.message);
  return {
    name: 'live',
    servers: () => directory.topology()?.servers ?? [],
    newcomer: (name) => newcomerOf(current, parts.idOf, name),
    rows: siteRows({ now: () => current, directory }),
    settings: () => siteSettings(current),
    runner,
    database: siteDatabase({ now: () => current, query: directory.query, nowMs, onProblem }),
    lock: {
      held: () => (directory.topology() === undefined ? undefined : lock.state().locked),
      take: () => lock.change('lock'),
      tellWork: lock.tellWork,
      release: () => lock.change('unlock'),
    },
    people: livePeople(context, wanted),
    roles: liveRoles(roles),
    pages: sitePages(() => current, parts.upstreamCa, nowMs),
    version: () => versionNow(current, directory),
    notice,
    kept,
    ...versionTools(() => current),
  };
}

const by = 'fairlead';

function liveRoles({ leaving, shown, move }: RolesPart): Site['roles'] {
  return {
    async leaving(server) {
      await shown.keeper.look();
      return leaving.preview(server).map(({ role, to }) => ({ role, to: to ?? undefined }));
    },
    async move(role, to, signal) {
      const moved = await move(role, to.name, { by, why: 'a run', cause: 'run', signal });
      return { ok: moved.ok, text: moved.text };
    },
  };
}

/** What is wanted of servers is kept on disk, so a restart in the middle of a run lets nobody in. */
function livePeople({ parts, nowMs }: ManageContext, { board }: WantedPart): Site['people'] {
  const entryOf = ({ id: server, name }: Server) => ({ server, name, drain: undefined });
  return {
    async takeOut(server, how, reason) {
      const wish = { sinceMs: nowMs(), by, reason, untilMs: undefined };
      if (how === 'out') {
        const drain = board.entryOf(server.id)?.drain;
        return board.put({ ...entryOf(server), drain, admin: { ...wish, state: 'maintenance' } });
      }
      const { idleLimitMs } = parts.current.configuration.drain;
      const limit = how === 'no-extension' ? { idleLimitMs } : {};
      const usersAtStart = drainSight(parts, server.id)?.users ?? 0;
      const drain = { deadlineMs: undefined, afterDeadline: 'keep' as const, usersAtStart, end: undefined };
      return board.put({
        ...entryOf(server),
        drain,
        admin: { ...wish, ...limit, state: 'draining', policy: how },
      });
    },
    letIn: (server, reason) =>
      board.put({ ...entryOf(server), admin: { state: 'in-service', sinceMs: nowMs(), by, reason } }),
    serves(server) {
      const { state } = board.adminOf(server.id);
      return state === 'in-service' || state === 'unknown';
    },
    left(server) {
      const sight = drainSight(parts, server.id);
      return sight === undefined ? undefined : Math.max(sight.users, sight.sessions);
    },
  };
}
