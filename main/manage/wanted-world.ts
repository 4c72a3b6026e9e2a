// What the rules about wanted states look at, gathered from the parts: who serves, who is how busy. Decides nothing.

import type { Server, ServerId } from '../../cluster/model.ts';
import type { DrainSight } from '../../cluster/wanted/rules/drain-progress.ts';
import type { ServerSight } from '../../cluster/wanted/rules/impact.ts';
import type { WantedBoard } from '../../cluster/wanted/wanted-board.ts';
import type { ManageContext } from './part.ts';

type Parts = ManageContext['parts'];

/** The server of this name (in any case) or id. */
export function serverCalled({ directory }: Parts, called: string): Server | undefined {
  const name = called.toLowerCase();
  return serversOf(directory).find((each) => each.name.toLowerCase() === name || each.id === called);
}

export function serversOf(directory: Parts['directory']): readonly Server[] {
  return directory.topology()?.servers ?? [];
}

/** How many people are on a server, and how many of them are idle; undefined where it is not in the list. */
export function drainSight(
  { traffic, current }: Parts,
  id: ServerId,
  idleMs?: number,
): DrainSight | undefined {
  const load = traffic.loads().get(id);
  if (load === undefined) return undefined;
  const view = traffic.sessionsOf(id, idleMs ?? current.configuration.drain.idleLimitMs);
  return { ...view, users: load.effective, inFlight: load.inFlightRequests };
}

/** All servers as the preview looks at them. */
export function serverSights(
  parts: Parts,
  board: Pick<WantedBoard, 'adminOf'>,
  idleMs?: number,
): readonly ServerSight[] {
  const { checks, traffic, directory } = parts;
  const guards = traffic.storm().servers;
  return serversOf(directory).map(({ id, name, weight, maxUsers }) => {
    const sight = drainSight(parts, id, idleMs);
    const { state } = board.adminOf(id);
    const wanted = state === 'in-service' || state === 'unknown';
    const healthy = checks.isUsable(id) && guards.get(id)?.ejected !== true;
    const users = Math.max(sight?.users ?? 0, sight?.sessions ?? 0);
    return { name, weight, maxUsers, users, idle: sight?.idle ?? 0, serving: wanted && healthy };
  });
}
