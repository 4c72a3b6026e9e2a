// Checks every server again and again, one check at a time each, and keeps what comes of it. Decides nothing: passes
// and failures become a health in rules/hysteresis.ts, and rules/doubt.ts says when checks are not believed.

import { createListeners } from '../listeners.ts';
import type { CheckResult, Health, Notice, ProbeHealth, ProbeName, Server, ServerId } from '../model.ts';
import { nextCheckInMs } from '../rules/check-times.ts';
import { type CheckedServer, healthNotices, isDoubted } from '../rules/doubt.ts';
import { isServing, nextHealth } from '../rules/hysteresis.ts';
import { decisiveCheck, nextProbes, type ProbeHealths, probeList, probeNotices } from '../rules/probes.ts';
import type { CheckOptions } from './check.ts';
import { probeServer } from './check.ts';

export type HealthChecksOptions = CheckOptions & {
  readonly servers: readonly Server[];
  readonly intervalMs: number;
  readonly rise: number;
  readonly fall: number;
  /** The probes that make a server down. */
  readonly downBy: readonly ProbeName[];
  /** Where more than this share fails, the checks are doubted (0 to 1). */
  readonly maxDownShare: number;
  /** 0 to 1, anew at each call: keeps checks from falling into step. */
  readonly chance: () => number;
  readonly onProblem: (problem: Error) => void;
};

/** What may change while checks run. */
export type HealthSettings = Omit<HealthChecksOptions, 'servers' | 'nowMs' | 'chance' | 'onProblem'>;

export type HealthChecks = {
  /** From the next check of each server on; every health stays as it is. */
  setSettings(settings: HealthSettings): void;
  /** The servers there are now; those that stay keep their health, also at a new address. */
  setServers(servers: readonly Server[]): void;
  /** Unknown for a server that is not checked. */
  healthOf(id: ServerId): Health;
  /** Every probe of a server, from shallow to deep; unknown where it was never asked. */
  probesOf(id: ServerId): readonly ProbeHealth[];
  /** What somebody else found out with a probe that is not asked at every check. */
  tell(id: ServerId, probe: 'service-log-on' | 'version', check: CheckResult): void;
  /** May log-ons go there: its checks pass, or they are doubted because (nearly) all fail. */
  isUsable(id: ServerId): boolean;
  /** True while too many fail to be believed. */
  doubted(): boolean;
  notices(): readonly Notice[];
  /** Checks at once, as when traffic met a failure; nothing if a check is under way. */
  checkNow(id: ServerId): void;
  /** Called when a state changes, not at every check. Returns the way to stop. */
  onHealth(listener: (server: Server, health: Health, before: Health) => void): () => void;
  /** Called with every check: for metrics. */
  onCheck(listener: (server: Server, check: CheckResult) => void): () => void;
  close(): Promise<void>;
};

type Watched = {
  server: Server;
  health: Health;
  probes: ProbeHealths;
  timer: NodeJS.Timeout | undefined;
  running: Promise<void> | undefined;
};

/** Begins at once; the first checks are spread over the first moments. */
export function createHealthChecks(made: HealthChecksOptions): HealthChecks {
  let options = made;
  const healths = createListeners<[Server, Health, Health]>(options.onProblem);
  const checks = createListeners<[Server, CheckResult]>(options.onProblem);
  const stop = new AbortController();
  let watched: ReadonlyMap<ServerId, Watched> = new Map();

  const checkOnce = async (each: Watched) => {
    const { server } = each;
    const looks = await probeServer(server, options, stop.signal);
    // A server that is gone or moved meanwhile is not judged by an answer of its old address.
    const still = watched.get(server.id) === each && each.server.origin === server.origin;
    const check = decisiveCheck(looks, options.downBy);
    if (stop.signal.aborted || !still || check === undefined) return;
    const before = each.health;
    each.probes = nextProbes(each.probes, looks, { hysteresis: options, nowMs: options.nowMs() });
    each.health = nextHealth(before, check, options);
    checks.tell(server, check);
    if (each.health.state !== before.state) healths.tell(server, each.health, before);
  };
  const check = (each: Watched) => {
    clearTimeout(each.timer);
    if (each.running !== undefined || stop.signal.aborted) return;
    each.running = checkOnce(each).finally(() => {
      each.running = undefined;
      schedule(each);
    });
  };
  const schedule = (each: Watched) => {
    clearTimeout(each.timer);
    if (stop.signal.aborted || watched.get(each.server.id) !== each || each.running !== undefined) return;
    each.timer = setTimeout(check, nextCheckInMs(each.health, options.intervalMs, options.chance()), each);
  };
  const setServers = (servers: readonly Server[]) => {
    const before = watched;
    watched = new Map(
      servers.map((server) => [server.id, before.get(server.id) ?? unknown(server, options.nowMs())]),
    );
    for (const [id, each] of before) if (!watched.has(id)) clearTimeout(each.timer);
    for (const server of servers) {
      const each = watched.get(server.id);
      if (each === undefined) continue;
      each.server = server;
      if (!before.has(server.id)) schedule(each);
    }
  };
  setServers(options.servers);

  return {
    setSettings(settings) {
      options = { ...options, ...settings };
      for (const each of watched.values()) schedule(each);
    },
    setServers,
    ...viewsOf({ watched: () => watched, options: () => options }),
    checkNow(id) {
      const each = watched.get(id);
      if (each !== undefined) check(each);
    },
    onHealth: healths.add,
    onCheck: checks.add,
    async close() {
      stop.abort();
      for (const each of watched.values()) clearTimeout(each.timer);
      await Promise.all([...watched.values()].map((each) => each.running));
    },
  };
}

type State = {
  readonly watched: () => ReadonlyMap<ServerId, Watched>;
  readonly options: () => HealthChecksOptions;
};

type Views = 'healthOf' | 'probesOf' | 'tell' | 'isUsable' | 'doubted' | 'notices';

/** What can be asked about what is watched, and what somebody else has found out. */
function viewsOf({ watched, options }: State): Pick<HealthChecks, Views> {
  const all = (): CheckedServer[] => [...watched().values()];
  const doubted = () => isDoubted(all(), options().maxDownShare);
  const healthOf = (id: ServerId): Health =>
    watched().get(id)?.health ?? { state: 'unknown', sinceMs: options().nowMs(), lastCheck: undefined };
  const probesOf = (id: ServerId) =>
    probeList(watched().get(id)?.probes ?? new Map(), options().downBy, healthOf(id).sinceMs);
  return {
    healthOf,
    probesOf,
    tell(id, probe, found) {
      const each = watched().get(id);
      if (each === undefined) return;
      const moment = { hysteresis: { rise: 1, fall: 1 }, nowMs: options().nowMs() };
      each.probes = nextProbes(each.probes, { [probe]: found }, moment);
    },
    isUsable: (id) => !watched().has(id) || isServing(healthOf(id)) || doubted(),
    doubted,
    notices: () => [
      ...healthNotices(all(), options().maxDownShare),
      ...all().flatMap(({ server, health }) => probeNotices(server, health, probesOf(server.id))),
    ],
  };
}

function unknown(server: Server, sinceMs: number): Watched {
  return {
    server,
    health: { state: 'unknown', sinceMs, lastCheck: undefined },
    probes: new Map(),
    timer: undefined,
    running: undefined,
  };
}
