// Restarts and warm-ups joined: what checks, traffic and servers' processes tell is weighed, and a server that has
// restarted is held back until it is warm. Holds no rules.

import { isoTime } from '../../admin/rules/iso-time.ts';
import type { CheckResult, Server, ServerId } from '../../cluster/model.ts';
import { ask } from '../../cluster/remote/ask.ts';
import type { RemoteRunner } from '../../cluster/remote/command.ts';
import { listProcesses } from '../../cluster/remote/commands/processes.ts';
import { createProcessWatch, type ProcessWatch } from '../../cluster/warm-up/process-watch.ts';
import {
  afterCheck,
  afterLoss,
  afterProcess,
  type Evidence,
  type Memory,
  type Noticed,
  nothingKnown,
  type ProcessSeen,
  restarted,
} from '../../cluster/warm-up/rules/evidence.ts';
import { warmUpNotices } from '../../cluster/warm-up/rules/warm-up-notices.ts';
import { workerProgram } from '../../cluster/warm-up/rules/worker-process.ts';
import { createWarmUps, type WarmUps, type WarmUpView } from '../../cluster/warm-up/warm-up.ts';
import type { BudgetPart } from './budget.ts';
import type { ManageContext, ManagedPart } from './part.ts';
import { createRestartCounts, type RestartCounts } from './restart-counts.ts';
import { warmOperation } from './warm-up-operation.ts';
import { createWarmUpSteps, type WarmUpSteps } from './warm-up-steps.ts';
import { tellWarmUp } from './warm-up-telling.ts';

export type WarmUpPart = ManagedPart & {
  /** How the warm-up of a server goes; undefined where there is none. */
  view(id: ServerId): WarmUpView | undefined;
  /** Somebody knows that a server has restarted, or wants it warmed. */
  begin(id: ServerId): void;
  readonly counts: RestartCounts;
};

export type WarmUpNeeds = { readonly runner: RemoteRunner; readonly budget: BudgetPart };

const holder = 'warm-up';

/** Listens from the start; a server that restarts before traffic serves is held back all the same. */
export function createWarmUpPart(context: ManageContext, { runner, budget }: WarmUpNeeds): WarmUpPart {
  const { parts, nowMs } = context;
  const { current, checks, traffic } = parts;
  const memories = new Map<ServerId, Memory>();
  const counts = createRestartCounts();
  const steps = createWarmUpSteps(context, budget);
  const warmUps = makeWarmUps(context, steps, counts);

  function notice(id: ServerId, { memory, evidence, goneByMs }: Noticed): void {
    memories.set(id, memory);
    if (goneByMs !== undefined) traffic.loseSessions(id, goneByMs);
    if (evidence === undefined) return;
    if (current.configuration.warmUp.enabled || evidence === 'asked-for') warmUps.begin(id, evidence);
    else leaveToUsers(id, evidence);
  }
  function leaveToUsers(id: ServerId, because: Evidence): void {
    const server = serverOf(context, id);
    if (server !== undefined) tellWarmUp(context, counts, { kind: 'begun', server, because });
    traffic.setCold(id);
  }
  const memoryOf = (id: ServerId) => memories.get(id) ?? nothingKnown;
  const processes = makeProcessWatch(context, runner, ({ id }, seen) =>
    notice(id, afterProcess(memoryOf(id), seen)),
  );
  const stop = [
    checks.onCheck(({ id }: Server, check: CheckResult) => notice(id, afterCheck(memoryOf(id), check))),
    traffic.onSessionLost((lost) => {
      const { server: id } = lost;
      const kept = (sinceMs: number) => traffic.keptSince(id, sinceMs);
      const noticed = afterLoss(memoryOf(id), lost, current.configuration.warmUp, kept);
      notice(id, noticed);
      // One lost session is no proof; whoever can be asked is.
      if (noticed.evidence === undefined && noticed.goneByMs === undefined) processes.lookNow(id);
    }),
  ];
  const begin = (id: ServerId) => notice(id, restarted(memoryOf(id), 'asked-for', nowMs()));
  return {
    counts,
    view: warmUps.view,
    begin,
    operations: [warmOperation(context, { begin, view: warmUps.view })],
    notices: () => noticesOf(context, warmUps),
    start: processes.start,
    async close() {
      for (const each of stop) each();
      await processes.close();
      await warmUps.close();
      await steps.close();
    },
  };
}

function makeWarmUps(context: ManageContext, steps: WarmUpSteps, counts: RestartCounts): WarmUps {
  const { parts, nowMs, logger } = context;
  const { current, traffic } = parts;
  return createWarmUps({
    settings: () => current.configuration.warmUp,
    steps: steps.steps,
    server: (id) => serverOf(context, id),
    ask: steps.ask,
    mayHold: (id) => othersServing(context, id) >= current.configuration.cluster.minServing,
    hold: (id) => traffic.setWarming(id, true, holder),
    admit(id, proof) {
      if (proof === 'quick') traffic.setWarm(id);
      else traffic.setCold(id);
      traffic.setWarming(id, false, holder);
    },
    nowMs,
    onEvent(event) {
      if (event.kind === 'ended') steps.ended(event.server.id);
      tellWarmUp(context, counts, event);
    },
    onProblem: (problem) => logger.error({ err: problem }, `a warm-up failed: ${problem.message}`),
  });
}

function makeProcessWatch(
  { parts, nowMs, logger }: ManageContext,
  runner: RemoteRunner,
  tell: (server: Server, seen: ProcessSeen) => void,
): ProcessWatch {
  const { current, directory } = parts;
  return createProcessWatch({
    servers: () => (directory.topology()?.servers ?? []).filter(runner.available),
    lookMs: () => current.configuration.warmUp.processLookMs,
    pool: () => ({ appPool: current.profile.windows.appPool, install: current.profile.install }),
    async ask(server, signal) {
      const answer = await ask(runner, server, listProcesses([workerProgram]), signal);
      if (!answer.ok) throw answer.error;
      return answer.value;
    },
    nowMs,
    onSeen(server, seen, first) {
      const fields = { event: 'process-seen', server: server.name, startedAt: isoTime(seen.startedMs) };
      if (first)
        logger.info(fields, `${server.name} tells since when it runs: a restart there will be noticed`);
      tell(server, seen);
    },
    onProblem: (server, problem) =>
      logger.warn(
        { err: problem, server: server.name },
        `${server.name} does not tell since when it runs, so restarts are noticed by other evidence: ${problem.message}`,
      ),
  });
}

function serverOf({ parts }: ManageContext, id: ServerId): Server | undefined {
  return parts.directory.topology()?.servers.find((each) => each.id === id);
}

function noticesOf({ parts }: ManageContext, warmUps: WarmUps) {
  return warmUpNotices(
    (parts.directory.topology()?.servers ?? []).flatMap((server) => {
      const view = warmUps.view(server.id);
      return view === undefined ? [] : [{ server, ...view }];
    }),
  );
}

/** Others that take log-ons and are not cold themselves: those whom users can go to meanwhile. */
function othersServing({ parts }: ManageContext, id: ServerId): number {
  const { servers } = parts.traffic.storm();
  const others = (parts.directory.topology()?.servers ?? []).filter((each) => each.id !== id);
  return others.filter((each) => {
    const guard = servers.get(each.id);
    const { state } = parts.checks.healthOf(each.id);
    const healthy = state === 'up' || state === 'going-down' || state === 'unknown';
    return healthy && guard?.takesLogOns === true && !guard.warming && guard.warmth !== 'cold';
  }).length;
}
