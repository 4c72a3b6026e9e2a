// The questions of a warm-up, each asked where its answer is: the connection budget, the server's pages, a log-on of
// the service account. What an answer means stands in cluster/warm-up/rules/.

import { askServer } from '../../cluster/health/ask-server.ts';
import type { Server, ServerId } from '../../cluster/model.ts';
import { judgeStep, type StepSources, stepsOf } from '../../cluster/warm-up/rules/judge-step.ts';
import type { Step, StepAnswer } from '../../cluster/warm-up/rules/next-step.ts';
import { roomFor } from '../../cluster/warm-up/rules/room.ts';
import { checkSettings } from '../part-options.ts';
import { askOptions } from './ask-options.ts';
import type { BudgetPart } from './budget.ts';
import type { ManageContext } from './part.ts';
import { createServiceSessions } from './warm-up-log-on.ts';

export type WarmUpSteps = {
  steps(): readonly Step[];
  ask(server: Server, step: Step, signal: AbortSignal): Promise<StepAnswer>;
  /** The server is not warmed any more: what was begun there is ended. */
  ended(id: ServerId): void;
  close(): Promise<void>;
};

/** The database is not asked more often than this. */
const budgetAgeMs = 2_000;

export function createWarmUpSteps(context: ManageContext, budget: BudgetPart): WarmUpSteps {
  const sessions = createServiceSessions(context);
  const filling = new Map<ServerId, string>();
  return {
    steps: () => stepsOf(sourcesOf(context)),
    async ask(server, step, signal) {
      switch (step.name) {
        case 'connections':
          return askForRoom(context, { budget, server, filling });
        case 'service-log-on':
          return sessions.logOn(server, signal);
        case 'custom-page':
          return askPage(context, {
            server,
            step,
            page: sessions.pageFor(server.id, step.path ?? '/'),
            signal,
          });
        case 'static-page':
        case 'log-on-page':
        case 'tomcat':
          return askPage(context, { server, step, page: { path: step.path ?? '/' }, signal });
      }
    },
    ended(id) {
      filling.delete(id);
      sessions.end(id);
    },
    close: sessions.close,
  };
}

type RoomAsking = {
  readonly budget: BudgetPart;
  readonly server: Server;
  /** Names of those that were let in and are not warm yet. */
  readonly filling: Map<ServerId, string>;
};

async function askForRoom(
  { nowMs }: ManageContext,
  { budget: { watch }, server, filling }: RoomAsking,
): Promise<StepAnswer> {
  filling.delete(server.id);
  const known = watch.budget();
  const isFresh = known !== undefined && nowMs() - known.readAtMs < budgetAgeMs;
  const looked = isFresh ? known : await watch.look();
  // Numbers of before the database went away say nothing.
  const budget = watch.failure() === undefined ? looked : undefined;
  const { enough, text } = roomFor({ budget, server: server.name, filling: [...filling.values()] });
  if (enough) filling.set(server.id, server.name);
  return { kind: 'answered', healthy: enough, durationMs: 0, text };
}

type PageAsking = {
  readonly server: Server;
  readonly step: Step;
  readonly page: { readonly path: string; readonly cookie?: string | undefined };
  readonly signal: AbortSignal;
};

async function askPage(context: ManageContext, { server, step, page, signal }: PageAsking) {
  const options = askOptions(context);
  const outcome = await askServer(server, page, options, signal);
  const told = outcome.kind === 'failed' ? { ...outcome, timeoutMs: options.timeoutMs } : outcome;
  return judgeStep(step, told, sourcesOf(context), server.origin);
}

function sourcesOf({ parts }: ManageContext): StepSources {
  const { configuration, profile } = parts.current;
  const { path, expect, tomcat } = checkSettings(configuration, profile);
  return {
    countsConnections: configuration.database !== null,
    startPage: profile.paths.start,
    logOnPage: { path, expect },
    tomcat,
    pages: configuration.warmUp.pages,
    logsOn: configuration.crm.serviceAccount !== null,
  };
}
