// Restarts and warm-ups joined: what checks and traffic tell is weighed, and a server that has restarted is held back
// until it is warm. Holds no rules.

import { askServer } from '../../cluster/health/ask-server.ts';
import type { CheckResult, Server, ServerId } from '../../cluster/model.ts';
import {
  afterCheck,
  afterLoss,
  afterProcesses,
  type Evidence,
  type Memory,
  type Noticed,
  nothingKnown,
  restarted,
} from '../../cluster/warm-up/rules/evidence.ts';
import { judgeStep, type StepSources, stepsOf } from '../../cluster/warm-up/rules/judge-step.ts';
import type { Step, StepAnswer } from '../../cluster/warm-up/rules/next-step.ts';
import { evidenceText, warmUpNotices } from '../../cluster/warm-up/rules/warm-up-notices.ts';
import {
  createWarmUps,
  type WarmUpEnd,
  type WarmUpEvent,
  type WarmUpView,
} from '../../cluster/warm-up/warm-up.ts';
import { checkSettings } from '../part-options.ts';
import type { ManageContext, ManagedPart } from './part.ts';
import { createRestartCounts, type RestartCounts } from './restart-counts.ts';

export type WarmUpPart = ManagedPart & {
  /** How the warm-up of a server goes; undefined where there is none. */
  view(id: ServerId): WarmUpView | undefined;
  /** Somebody knows that a server has restarted, or wants it warmed. */
  begin(id: ServerId): void;
  /** When the worker process of the CRM began there, by the server's own clock: a later one is a restart. */
  tellProcess(id: ServerId, startedMs: number): void;
  readonly counts: RestartCounts;
};

/** The first log-on page of a cold server may take a minute (F4). */
const longestAnswerMs = 60_000;
const holder = 'warm-up';

/** Listens from the start; a server that restarts before traffic serves is held back all the same. */
export function createWarmUpPart(context: ManageContext): WarmUpPart {
  const { parts, nowMs, logger } = context;
  const { current, checks, traffic, directory } = parts;
  const memories = new Map<ServerId, Memory>();
  const counts = createRestartCounts();
  const server = (id: ServerId) => directory.topology()?.servers.find((each) => each.id === id);
  const warmUps = createWarmUps({
    settings: () => current.configuration.warmUp,
    steps: () => stepsOf(sourcesOf(context)),
    server,
    ask: (each, step, signal) => askStep(context, { server: each, step, signal }),
    mayHold: (id) => othersServing(context, id) >= current.configuration.cluster.minServing,
    hold: (id) => traffic.setWarming(id, true, holder),
    admit(id, proof) {
      if (proof === 'quick') traffic.setWarm(id);
      else traffic.setCold(id);
      traffic.setWarming(id, false, holder);
    },
    nowMs,
    onEvent: (event) => tell(context, counts, event),
    onProblem: (problem) => logger.error({ err: problem }, `a warm-up failed: ${problem.message}`),
  });

  function notice(id: ServerId, { memory, evidence }: Noticed): void {
    memories.set(id, memory);
    if (evidence === undefined) return;
    if (current.configuration.warmUp.enabled) warmUps.begin(id, evidence);
    else leaveToUsers(id, evidence);
  }
  function leaveToUsers(id: ServerId, because: Evidence): void {
    const found = server(id);
    if (found !== undefined) tell(context, counts, { kind: 'begun', server: found, because });
    traffic.setCold(id);
  }
  const memoryOf = (id: ServerId) => memories.get(id) ?? nothingKnown;
  const stop = [
    checks.onCheck(({ id }: Server, check: CheckResult) => notice(id, afterCheck(memoryOf(id), check))),
    traffic.onSessionLost((lost) => {
      const kept = (sinceMs: number) => traffic.keptSince(lost.server, sinceMs);
      notice(lost.server, afterLoss(memoryOf(lost.server), lost, current.configuration.warmUp, kept));
    }),
  ];
  return {
    counts,
    view: warmUps.view,
    begin: (id) => notice(id, restarted(memoryOf(id), 'asked-for', nowMs())),
    tellProcess: (id, startedMs) => notice(id, afterProcesses(memoryOf(id), startedMs, nowMs())),
    notices: () =>
      warmUpNotices(
        (directory.topology()?.servers ?? []).flatMap((each) => {
          const view = warmUps.view(each.id);
          return view === undefined ? [] : [{ server: each, ...view }];
        }),
      ),
    async close() {
      for (const each of stop) each();
      await warmUps.close();
    },
  };
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

function sourcesOf({ parts }: ManageContext): StepSources {
  const { configuration, profile } = parts.current;
  const { path, expect, tomcat } = checkSettings(configuration, profile);
  return {
    startPage: profile.paths.start,
    logOnPage: { path, expect },
    tomcat,
    pages: configuration.warmUp.pages,
    logsOn: false,
  };
}

type Asking = { readonly server: Server; readonly step: Step; readonly signal: AbortSignal };

async function askStep(context: ManageContext, { server, step, signal }: Asking): Promise<StepAnswer> {
  const { current, upstreamCa } = context.parts;
  const { configuration, profile } = current;
  const { publicHost } = checkSettings(configuration, profile);
  const timeoutMs = Math.min(longestAnswerMs, configuration.warmUp.timeoutMs);
  const options = { timeoutMs, publicHost, authorities: upstreamCa, nowMs: context.nowMs };
  const outcome = await askServer(server, { path: step.path ?? '/' }, options, signal);
  return judgeStep(
    step,
    outcome.kind === 'failed' ? { ...outcome, timeoutMs } : outcome,
    sourcesOf(context),
    server.origin,
  );
}

function tell({ logger }: ManageContext, counts: RestartCounts, event: WarmUpEvent): void {
  const { name } = event.server;
  if (event.kind === 'begun') {
    counts.restarted(event.server.id, event.because);
    const fields = { event: 'restart', server: name, because: event.because };
    logger.warn(fields, `${name} has restarted: ${evidenceText(event.because)}`);
    return;
  }
  const { because, tookMs, lastText, skipped } = event;
  counts.ended(event.server.id, because, tookMs);
  const fields = { event: 'warm-up', server: name, because, tookMs, lastText, skipped };
  logger[because === 'warm' || because === 'not-held' ? 'info' : 'warn'](
    fields,
    endText(name, because, tookMs),
  );
}

function endText(name: string, because: WarmUpEnd, tookMs: number): string {
  const seconds = (tookMs / 1000).toFixed(1);
  switch (because) {
    case 'warm':
      return `${name} is warm after ${seconds} s and takes log-ons`;
    case 'timed-out':
      return `${name} is not warm after ${seconds} s and takes log-ons nevertheless, carefully`;
    case 'needed':
      return `${name} takes log-ons before it is warm, since too few others do`;
    case 'not-held':
      return `${name} is warmed by its users, one log-on at a time, since too few others take log-ons`;
    case 'gone':
      return `${name} left the cluster while it was warmed`;
  }
}
