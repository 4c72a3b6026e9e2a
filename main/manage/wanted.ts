// What is wanted of servers joined: kept on disk, told to the traffic, changed by operations, watched while they drain.
// Holds no rules.

import type { DrainView } from '../../admin/rules/admin-status.ts';
import type { AdminState, ServerId } from '../../cluster/model.ts';
import { createDrainWatch } from '../../cluster/wanted/drain-watch.ts';
import type { DrainEnd, WantedEntry } from '../../cluster/wanted/entry.ts';
import { isForgotten } from '../../cluster/wanted/rules/forgotten.ts';
import { wantedNotices } from '../../cluster/wanted/rules/wanted-notices.ts';
import { createWantedBoard, type WantedBoard } from '../../cluster/wanted/wanted-board.ts';
import { openWantedStore } from '../../cluster/wanted/wanted-store.ts';
import type { LeavingRoles } from './leaving-roles.ts';
import type { ManageContext, ManagedPart } from './part.ts';
import { wantedOperations } from './wanted-operations.ts';
import { drainSight, serversOf } from './wanted-world.ts';

export type WantedPart = ManagedPart & {
  /** For others who want something of servers, and for another Fairlead of this cluster. */
  readonly board: WantedBoard;
  adminOf(server: ServerId): AdminState;
  /** Of a server that somebody took out of service; undefined for all others. */
  drainOf(server: ServerId): DrainView | undefined;
  /** How often drains ended so since the start. */
  endsOf(server: ServerId): Readonly<Record<DrainEnd['kind'], number>>;
};

export type WantedOptions = {
  /** The roles of a server that is to leave. Asked for at each use. */
  readonly leaving: () => LeavingRoles;
};

/** Asks at once for what was wanted before the restart; the traffic does not serve yet. */
export function createWantedPart(context: ManageContext, options: WantedOptions): WantedPart {
  const { parts, logger, nowMs } = context;
  const { current, traffic, directory } = parts;
  const store = openWantedStore(current.configuration.dataDirectory, nowMs);
  const ends = new Map<ServerId, Record<DrainEnd['kind'], number>>();
  const board = createWantedBoard({
    store,
    nowMs,
    apply: (server, admin) => traffic.setAdminState(server, admin),
  });
  const watch = createDrainWatch({
    board,
    sightOf: (server) => drainSight(parts, server, idleLimitOf(board.entryOf(server))),
    onEnd(entry) {
      countEnd(ends, entry);
      tellEnd(context, entry);
    },
    onProblem: (problem) =>
      logger.error({ err: problem }, `a drain could not be followed: ${problem.message}`),
    nowMs,
  });
  if (store.problem !== undefined) logger.error({ err: store.problem }, store.problem.message);
  const forgottenAfterMs = () => current.configuration.drain.forgottenAfterMs;
  const drainOf = (server: ServerId): DrainView | undefined => {
    const entry = board.entryOf(server);
    if (entry === undefined || entry.admin.state === 'in-service') return undefined;
    const forgotten = isForgotten(entry.admin, nowMs(), forgottenAfterMs());
    return { facts: entry.drain, progress: watch.progressOf(server), forgotten };
  };
  return {
    board,
    adminOf: board.adminOf,
    drainOf,
    endsOf: (server) => ends.get(server) ?? noEnds,
    operations: wantedOperations(context, { board, drainOf, leaving: options.leaving }),
    notices: (atMs) => {
      const servers = serversOf(directory);
      const listed = new Set(servers.map(({ id }) => id));
      const sight = {
        entries: board.entries().filter((each) => listed.has(each.server)),
        unknown: servers.filter(({ id }) => board.adminOf(id).state === 'unknown').map(({ name }) => name),
        problem: store.problem?.message,
        forgottenAfterMs: forgottenAfterMs(),
      };
      return wantedNotices(sight, atMs);
    },
    start: watch.start,
    async close() {
      await watch.close();
      await board.settled();
      await store.settled();
    },
  };
}

/** Of a drain that has one of its own. */
function idleLimitOf(entry: WantedEntry | undefined): number | undefined {
  return entry?.admin.state === 'draining' ? entry.admin.idleLimitMs : undefined;
}

const noEnds: Readonly<Record<DrainEnd['kind'], number>> = { drained: 0, 'deadline-reached': 0 };

function countEnd(
  ends: Map<ServerId, Record<DrainEnd['kind'], number>>,
  { server, drain }: WantedEntry,
): void {
  const counts = ends.get(server) ?? { ...noEnds };
  if (drain?.end !== undefined) counts[drain.end.kind] += 1;
  ends.set(server, counts);
}

/** What Fairlead does by itself stands in the audit beside what people do. */
function tellEnd({ audit, logger }: ManageContext, { name, drain }: WantedEntry): void {
  const end = drain?.end;
  if (end === undefined) return;
  const { kind, left } = end;
  const text =
    kind === 'drained'
      ? `${name} is drained`
      : `the drain of ${name} reached its deadline with ${left} left; what follows: ${drain?.afterDeadline}`;
  logger[kind === 'drained' ? 'info' : 'warn']({ server: name, end: kind, left }, text);
  const deed = { operation: 'server.drain-end', by: 'fairlead', from: 'here', outcome: kind };
  audit
    .write({ ...deed, input: { server: name, left, afterDeadline: drain?.afterDeadline } })
    .catch((error: Error) =>
      logger.error({ err: error }, `the audit could not be written: ${error.message}`),
    );
}
