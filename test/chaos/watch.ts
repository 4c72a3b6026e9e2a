// Looks at both Fairleads and at all servers again and again, and keeps what is needed to judge: who said that which
// server is down, and how many sessions each server really had.

import type { Status } from '../../admin/status-schema.ts';
import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { type Fairleads, fairleadNames, type Place, places } from './fairleads.ts';
import type { SessionSample } from './rules/drain-truth.ts';
import { type DownSpan, withLook } from './rules/known-down.ts';

export type Watch = {
  spans(): readonly DownSpan[];
  /** When both Fairleads had said that this server is down, from `fromMs` on; undefined where they did not. */
  knownSince(server: string, fromMs: number): number | undefined;
  samplesOf(server: string): readonly SessionSample[];
  /** Statuses as last seen, undefined for a Fairlead that does not answer. */
  last(): readonly (Status | undefined)[];
  stop(): Promise<void>;
};

/** As the statement of the product counts, for who is on within the idle time-out. */
const countUsers = `SELECT COUNT(DISTINCT User_UserId) AS users FROM Activity
  JOIN Users ON User_UserId = SIM_ActivityUser WHERE acty_logoff IS NULL AND User_LastServer = ?`;
const everyMs = 250;
/** Looks further apart than this are not one span: the Fairlead was away in between. */
const mostGapMs = 3_000;

/** Looks from now on. */
export function startWatch(fairleads: Fairleads, { crm, store }: EmbeddedCluster): Watch {
  const samples = new Map<string, SessionSample[]>(crm.servers.map(({ name }) => [name, []]));
  const counting = store.database.prepare(countUsers);
  const last: (Status | undefined)[] = [undefined, undefined];
  let spans: readonly DownSpan[] = [];
  let stopped = false;

  function look(place: Place, status: Status | undefined): void {
    last[place] = status;
    for (const { name, health } of status?.servers ?? []) {
      const down = health.state === 'down' || health.state === 'going-up';
      const atMs = Date.parse(status?.at ?? '');
      spans = withLook(spans, { fairlead: fairleadNames[place], server: name, atMs, down }, mostGapMs);
    }
  }

  async function follow(place: Place): Promise<void> {
    while (!stopped) {
      look(place, await fairleads.status(place));
      await pause();
    }
  }

  async function count(): Promise<void> {
    while (!stopped) {
      for (const server of crm.servers)
        samples.get(server.name)?.push({
          atMs: Date.now(),
          sessions: server.truth().sessions,
          counted: Number(counting.get(server.name)?.users ?? 0),
        });
      await pause();
    }
  }

  const following = [...places.map(follow), count()];
  return {
    spans: () => spans,
    knownSince(server, fromMs) {
      const since = fairleadNames.map(
        (fairlead) =>
          spans.find((each) => each.fairlead === fairlead && each.server === server && each.fromMs >= fromMs)
            ?.fromMs,
      );
      return since.some((each) => each === undefined) ? undefined : Math.max(...(since as number[]));
    },
    samplesOf: (server) => samples.get(server) ?? [],
    last: () => [...last],
    async stop() {
      stopped = true;
      await Promise.all(following);
    },
  };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, everyMs));
}
