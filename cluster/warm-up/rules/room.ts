// Whether the database has room for a server that is about to fill its pools again (F5). Pure.

import type { Budget } from '../../budget/rules/budget.ts';

export type Room = { readonly enough: boolean; readonly text: string };

export type RoomQuestion = {
  /** Undefined where it could not be read. */
  readonly budget: Budget | undefined;
  readonly server: string;
  /** Names of other servers that are filling theirs just now. */
  readonly filling: readonly string[];
};

/** What cannot be seen holds nobody back: one server after another is warmed all the same. */
export function roomFor({ budget, server, filling }: RoomQuestion): Room {
  if (budget?.free === undefined)
    return { enough: true, text: 'how many connections the database has free cannot be seen' };
  const wanted = missing(budget, server);
  const promised = filling
    .filter((name) => name !== server)
    .reduce((sum, name) => sum + missing(budget, name), 0);
  const free = Math.max(0, budget.free - promised);
  const text = `the database has ${free} connections free, and ${server} will open ${wanted}`;
  return { enough: free >= wanted, text };
}

/** Connections of its full pools that a server does not have yet. */
function missing({ hosts, neededPerServer }: Budget, server: string): number {
  const held = hosts
    .filter((host) => host.server === server)
    .reduce((sum, { connections }) => sum + connections, 0);
  return Math.max(0, neededPerServer - held);
}
