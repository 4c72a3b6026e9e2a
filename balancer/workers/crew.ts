// Several workers as one engine: each carries requests in a thread of its own on the same port, the traffic of the main
// thread decides for all of them. Starts, tells, replaces and ends them.

import { createServer } from 'node:net';
import type { Notice } from '../../cluster/model.ts';
import type { Engine, EngineOptions, ListenAddress, TrafficLimits } from '../engine.ts';
import { createCrewTable } from './crew-table.ts';
import { sumGauges } from './engine-gauges.ts';
import { hear } from './hearing.ts';
import { createMember, type Member, type MemberOptions } from './member.ts';
import type { LogSettings, Order, PlainLimits, Report, SessionChange, WorkerStart } from './protocol.ts';
import { type WorkerView, workerNotices } from './rules/notices.ts';
import { createConnectionKey, createConnectionMemory } from './shared-connections.ts';

export type CrewOptions = Pick<EngineOptions, 'limits' | 'tls' | 'upstreamCa'> &
  Pick<MemberOptions, 'office' | 'engine' | 'file' | 'heapMb' | 'onLines' | 'onProblem' | 'nowMs'> & {
    /** At least 2. */
    readonly workers: number;
    /** Undefined: no access log. */
    readonly log: LogSettings | undefined;
    /** So long a worker may be silent before it is replaced; 30 s if not said. */
    readonly stuckMs?: number | undefined;
  };

export interface Crew extends Engine {
  setLimits(limits: TrafficLimits): void;
  setLog(log: LogSettings | undefined): void;
  workers(): readonly WorkerView[];
  notices(): readonly Notice[];
}

const tidyMs = 1_000;
const usualStuckMs = 30_000;

/** What the workers are told when they begin; orders tell them what is new. */
type Told = {
  host: string;
  port: number;
  limits: PlainLimits;
  tls: WorkerStart['tls'];
  log: LogSettings | undefined;
  settings: WorkerStart['settings'];
};

/** Makes a crew that is not listening yet. */
export function createCrew(options: CrewOptions): Crew {
  const { office, workers, nowMs } = options;
  const table = createCrewTable();
  const connections = Array.from({ length: workers }, createConnectionMemory);
  const connectionKey = createConnectionKey();
  const told: Told = {
    host: '',
    port: 0,
    limits: options.limits,
    tls: options.tls,
    log: options.log,
    settings: office.settings(),
  };
  table.update(office.servers());
  const members = connections.map((_, seat): Member => {
    const { engine, upstreamCa } = options;
    const { identity } = office;
    const shared = { seat, engine, upstreamCa, identity, connections, connectionKey, workers };
    const onReport = (report: Report) => hear(members, members[seat] as Member, report);
    return createMember({ ...options, ...shared, told: () => told, table, onReport });
  });
  const tell = (order: Order) => {
    for (const each of members) each.send(order);
  };
  watchOffice(options, { table, members, told, tell });
  let tidying: NodeJS.Timeout | undefined;
  return {
    async listen(address) {
      told.host = address.host;
      told.port = await freePort(address);
      tidying = setInterval(() => {
        office.tidy();
        for (const each of members) each.look(options.stuckMs ?? usualStuckMs, tidyMs);
      }, tidyMs);
      await Promise.all(members.map((each) => each.open()));
      return told.port;
    },
    setTls(identities) {
      told.tls = identities;
      tell({ kind: 'tls', identities });
    },
    setLimits(limits) {
      told.limits = limits;
      for (const each of members) each.sendLimits();
    },
    setLog(log) {
      told.log = log;
      tell({ kind: 'log', log });
    },
    stats: () => sumGauges(members.map((each) => each.gauges)),
    workers: () => members.map((each) => each.view()),
    notices: () =>
      workerNotices(
        members.map((each) => each.view()),
        nowMs(),
      ),
    async close(graceMs) {
      await Promise.all(members.map((each) => each.close(graceMs)));
      clearInterval(tidying);
    },
  };
}

type Watched = {
  readonly table: ReturnType<typeof createCrewTable>;
  readonly members: readonly Member[];
  readonly told: Told;
  readonly tell: (order: Order) => void;
};

/** Tells the workers at once what is new of servers and settings, and what is new of sessions in one go. */
function watchOffice({ office }: CrewOptions, { table, members, told, tell }: Watched): void {
  let changes = new Map<string, SessionChange[1]>();
  const tellSessions = () => {
    tell({ kind: 'sessions', changes: [...changes] });
    changes = new Map();
  };
  office.watch({
    changed() {
      if (table.update(office.servers())) for (const each of members) each.sendTable();
      if (told.settings === office.settings()) return;
      told.settings = office.settings();
      tell({ kind: 'settings', settings: told.settings });
    },
    session(key, server) {
      if (changes.size === 0) setImmediate(tellSessions);
      changes.set(key, server);
    },
  });
}

/**
 * The port, or a free one where 0 is asked for. Listens there alone for a moment: with a port that may be shared a
 * second Fairlead would take half of the traffic without a word.
 */
function freePort({ host, port }: ListenAddress): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen({ host, port, exclusive: true }, () => {
      const bound = probe.address();
      const found = typeof bound === 'object' && bound !== null ? bound.port : port;
      probe.close(() => resolve(found));
    });
  });
}
