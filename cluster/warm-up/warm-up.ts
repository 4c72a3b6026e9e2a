// Warms servers that have restarted: holds each back, asks it step by step until it is fast, lets it in. Decides
// nothing: what comes next is rules/next-step.ts, who says that a server has restarted is not known here.

import type { Server, ServerId } from '../model.ts';
import { pause } from '../pause.ts';
import type { Evidence } from './rules/evidence.ts';
import {
  type AdmitReason,
  afterAnswer,
  beginWarmUp,
  isFast,
  isLate,
  nextStep,
  type Progress,
  type Step,
  type StepAnswer,
  type StepName,
  type WarmUpSettings,
} from './rules/next-step.ts';

/** `not-held`: too few others take log-ons, so that users warm it, one log-on at a time. */
export type WarmUpEnd = AdmitReason | 'not-held' | 'gone';

export const warmUpEnds: readonly WarmUpEnd[] = ['warm', 'timed-out', 'needed', 'not-held', 'gone'];

export type WarmUpEvent =
  | { readonly kind: 'begun'; readonly server: Server; readonly because: Evidence }
  | {
      readonly kind: 'ended';
      readonly server: Server;
      readonly because: WarmUpEnd;
      readonly tookMs: number;
      readonly lastText: string | undefined;
      readonly skipped: readonly string[];
    };

/** How one is going; `step` undefined while it waits for its turn. */
export type WarmUpView = {
  readonly because: Evidence;
  readonly sinceMs: number;
  readonly step: StepName | undefined;
  /** Which step it is of how many, from 1. */
  readonly at: number;
  readonly of: number;
  readonly lastText: string | undefined;
  /** It takes longer than it may. */
  readonly late: boolean;
};

export type WarmUpWorld = {
  settings(): WarmUpSettings & { readonly concurrency: number; readonly pauseMs: number };
  steps(): readonly Step[];
  /** As it is now; undefined for a server that has left the cluster. */
  server(id: ServerId): Server | undefined;
  /** One question. Never rejects: what fails is an answer too. */
  ask(server: Server, step: Step, signal: AbortSignal): Promise<StepAnswer>;
  /** False where too few others take log-ons. */
  mayHold(id: ServerId): boolean;
  hold(id: ServerId): void;
  /** `quick`: a log-on there was quick; else nobody knows. */
  admit(id: ServerId, proof: 'quick' | 'unknown'): void;
  nowMs(): number;
  onEvent(event: WarmUpEvent): void;
  onProblem(problem: Error): void;
};

export type WarmUps = {
  /** A server has restarted. One that is being warmed begins anew. */
  begin(id: ServerId, because: Evidence): void;
  view(id: ServerId): WarmUpView | undefined;
  /** Resolves when none is under way; nothing is let in any more. */
  close(): Promise<void>;
};

type Running = {
  readonly server: Server;
  readonly because: Evidence;
  readonly sinceMs: number;
  readonly stop: AbortController;
  /** Undefined while it waits for its turn. */
  progress: Progress | undefined;
};

/** None is under way. */
export function createWarmUps(world: WarmUpWorld): WarmUps {
  const running = new Map<ServerId, Running>();
  const work = new Set<Promise<void>>();
  let closed = false;

  function end(each: Running, because: WarmUpEnd): void {
    if (running.get(each.server.id) !== each) return;
    running.delete(each.server.id);
    each.stop.abort();
    const quick = each.progress?.loggedOn === true && because === 'warm';
    world.admit(each.server.id, quick ? 'quick' : 'unknown');
    const { server, sinceMs, progress } = each;
    const tookMs = Math.max(0, world.nowMs() - sinceMs);
    const { lastText, skipped = [] } = progress ?? {};
    world.onEvent({ kind: 'ended', server, because, tookMs, lastText, skipped });
    takeTurns();
  }

  function takeTurns(): void {
    if (closed) return;
    for (const each of running.values()) {
      const busy = [...running.values()].filter(({ progress }) => progress !== undefined).length;
      if (busy >= world.settings().concurrency) return;
      if (each.progress !== undefined) continue;
      each.progress = beginWarmUp(world.steps(), world.nowMs());
      const done = run(each, world, end).catch((error: Error) => {
        world.onProblem(error);
        end(each, 'timed-out');
      });
      work.add(done);
      void done.finally(() => work.delete(done));
    }
  }

  /** Those that wait for their turn may be needed before it comes. */
  function release(): void {
    for (const each of [...running.values()])
      if (each.progress === undefined && !world.mayHold(each.server.id)) end(each, 'needed');
  }

  return {
    begin(id, because) {
      const server = world.server(id);
      if (closed || server === undefined) return;
      running.get(id)?.stop.abort();
      running.delete(id);
      const each: Running = {
        server,
        because,
        sinceMs: world.nowMs(),
        stop: new AbortController(),
        progress: undefined,
      };
      running.set(id, each);
      world.onEvent({ kind: 'begun', server, because });
      if (!world.mayHold(id)) {
        end(each, 'not-held');
        return;
      }
      world.hold(id);
      release();
      takeTurns();
    },
    view(id) {
      const each = running.get(id);
      return each && viewOf(each, world);
    },
    async close() {
      closed = true;
      for (const { stop } of running.values()) stop.abort();
      await Promise.all(work);
      running.clear();
    },
  };
}

/** Looks, does the next step, looks again, until the server is let in or the work is called off. */
async function run(
  each: Running,
  world: WarmUpWorld,
  end: (each: Running, because: WarmUpEnd) => void,
): Promise<void> {
  const { signal } = each.stop;
  while (!signal.aborted && each.progress !== undefined) {
    const { id } = each.server;
    const server = world.server(id);
    if (server === undefined) return end(each, 'gone');
    const settings = world.settings();
    const action = nextStep(each.progress, settings, { nowMs: world.nowMs(), needed: !world.mayHold(id) });
    if (action.kind === 'admit') return end(each, action.because);
    const answer = await world.ask(server, action.step, signal);
    if (signal.aborted) return;
    each.progress = afterAnswer(each.progress, answer, settings);
    if (!isFast(answer, settings)) await pause(settings.pauseMs, signal);
  }
}

function viewOf({ because, sinceMs, progress }: Running, world: WarmUpWorld): WarmUpView {
  const steps = progress?.steps ?? world.steps();
  return {
    because,
    sinceMs,
    step: progress?.steps[progress.at]?.name,
    at: Math.min((progress?.at ?? 0) + 1, steps.length),
    of: steps.length,
    lastText: progress?.lastText,
    late: progress !== undefined && isLate(progress, world.settings(), world.nowMs()),
  };
}
