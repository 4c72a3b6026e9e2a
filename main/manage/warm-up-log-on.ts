// The service account's sessions on servers that are warmed: logged on to as users do, used for pages that want a
// session, logged off in the end. A password that was refused is not tried again.

import {
  logOffService,
  logOnService,
  type ServiceAccount,
  type ServiceLogOn,
  type ServiceSession,
} from '../../cluster/health/service-log-on.ts';
import type { Server, ServerId } from '../../cluster/model.ts';
import { judgeFailure } from '../../cluster/rules/check-answer.ts';
import { withSession } from '../../cluster/rules/log-on-answer.ts';
import type { StepAnswer } from '../../cluster/warm-up/rules/next-step.ts';
import { askOptions } from './ask-options.ts';
import type { ManageContext } from './part.ts';

export type ServiceSessions = {
  logOn(server: Server, signal: AbortSignal): Promise<StepAnswer>;
  /** The page as somebody who is logged on there asks for it, where the account is. */
  pageFor(server: ServerId, path: string): { readonly path: string; readonly cookie: string | undefined };
  /** Logs off, where the account is on. */
  end(server: ServerId): void;
  /** Logs off everywhere. */
  close(): Promise<void>;
};

type Open = { readonly server: Server; readonly session: ServiceSession };

/** On nowhere yet. */
export function createServiceSessions(context: ManageContext): ServiceSessions {
  const { parts, logger } = context;
  const sessions = new Map<ServerId, Open>();
  const leaving = new Set<Promise<void>>();
  let refused: ServiceAccount | undefined;

  async function leave({ server, session }: Open): Promise<void> {
    const off = await logOffService({ server, options: askOptions(context) }, session);
    const fields = { event: 'service-log-off', server: server.name };
    if (!off) logger.info(fields, `${server.name}: the session of the service account ends by itself`);
  }
  function end(id: ServerId): void {
    const open = sessions.get(id);
    if (open === undefined) return;
    sessions.delete(id);
    const done = leave(open).finally(() => leaving.delete(done));
    leaving.add(done);
  }

  return {
    async logOn(server, signal) {
      const account = parts.current.configuration.crm.serviceAccount;
      if (account === null) return { kind: 'skip', text: 'there is no service account' };
      if (isSame(account, refused)) return { kind: 'skip', text: 'the service account was refused before' };
      end(server.id);
      const { profile } = parts.current;
      const made = await logOnService({ server, account, profile, options: askOptions(context), signal });
      if (made.kind === 'refused') refused = account;
      if (made.kind === 'in') sessions.set(server.id, { server, session: made.session });
      const answer = answerOf(made, profile.paths.logOnPage, server);
      tellCheck(context, server, answer);
      return answer;
    },
    pageFor(id, path) {
      const session = sessions.get(id)?.session;
      if (session === undefined) return { path, cookie: undefined };
      const { sid, cookie } = session;
      return { path: withSession(path, sid, parts.current.profile.session), cookie };
    },
    end,
    async close() {
      for (const id of [...sessions.keys()]) end(id);
      await Promise.all(leaving);
    },
  };
}

/** Not the object but what is in it: a reload makes a new one. */
export function isSame(one: ServiceAccount, other: ServiceAccount | undefined): boolean {
  return one.user === other?.user && one.password === other.password;
}

/** What came of it, in one sentence. */
export function answerOf(made: ServiceLogOn, path: string, { origin }: Server): StepAnswer {
  const { durationMs } = made;
  const took = `in ${Math.round(durationMs)} ms`;
  switch (made.kind) {
    case 'in':
      return { kind: 'answered', healthy: true, durationMs, text: `the service account is on ${took}` };
    case 'failed': {
      const { text } = judgeFailure(made.asked, path, origin);
      return { kind: 'answered', healthy: false, durationMs, text: `log-on of the service account: ${text}` };
    }
    case 'unclear': {
      const text = `the log-on of the service account was answered ${made.status} ${took}, without a session`;
      return { kind: 'answered', healthy: false, durationMs, text };
    }
    case 'refused':
      return { kind: 'skip', text: 'the service account was refused: wrong name or password' };
    case 'locked':
      return { kind: 'skip', text: 'the service account may not log on: it is locked, or the system is' };
  }
}

/** Shows it with the other probes of the server; while it starts, a slow or failed one is no news. */
function tellCheck({ parts, nowMs }: ManageContext, { id }: Server, answer: StepAnswer): void {
  const healthy = answer.kind === 'answered' && answer.healthy;
  if (!healthy && answer.kind === 'answered') return;
  const durationMs = answer.kind === 'answered' ? answer.durationMs : 0;
  parts.checks.tell(id, 'service-log-on', { atMs: nowMs(), healthy, durationMs, text: answer.text });
}
