// Pages of one server that want a session, such as reports: the service account logs on there, asks for each, and logs
// off again, whatever came. The session id goes to that server and nowhere else.

import { type AskOptions, askServer } from '../../../cluster/health/ask-server.ts';
import { logOffService, logOnService, type ServiceSession } from '../../../cluster/health/service-log-on.ts';
import type { Server } from '../../../cluster/model.ts';
import { judgeFailure } from '../../../cluster/rules/check-answer.ts';
import { counted } from '../../../cluster/rules/counted.ts';
import { withSession } from '../../../cluster/rules/log-on-answer.ts';
import { enoughOf, pageProblem, type WantedPage } from '../../../cluster/upgrade/rules/judge-page.ts';
import type { PageLook, SessionPages } from '../../../cluster/upgrade/site.ts';
import type { CrmProfile } from '../../../config/profile.ts';
import type { Configuration } from '../../../config/schema.ts';

/** The first log-on of a cold server may take a minute (F4). */
export const logOnMs = 60_000;

export type SessionLook = {
  readonly server: Server;
  readonly kind: SessionPages;
  readonly now: { readonly configuration: Configuration; readonly profile: CrmProfile };
  readonly options: AskOptions;
  readonly signal: AbortSignal;
};

/** Stops at the first page that is not as wanted. Never rejects for what a server does. */
export async function lookInSession(look: SessionLook): Promise<PageLook> {
  const { server, kind, now, options, signal } = look;
  const { configuration, profile } = now;
  const pages = configuration.upgrade.tests[kind];
  const account = configuration.crm.serviceAccount;
  if (pages.length === 0) return leftOut(`nothing is configured under upgrade.tests.${kind}`);
  if (account === null) return leftOut('no service account is configured');
  const request = { server, account, profile, options: { ...options, timeoutMs: logOnMs }, signal };
  const made = await logOnService(request);
  if (made.kind === 'failed') return failed(`log-on: ${made.asked.message}`, made.durationMs);
  // Runs lock the CRM, and then only the account that locks it may log on (F1).
  if (made.kind === 'locked')
    return leftOut('the service account may not log on: it is locked, or the system is');
  if (made.kind !== 'in') return failed(`log-on: ${made.kind} (status ${made.status})`, made.durationMs);
  try {
    return await askAll(look, pages, made.session);
  } finally {
    // Not with the signal: a look that was stopped logs off all the same.
    await logOffService({ server, options }, made.session);
  }
}

async function askAll(
  look: SessionLook,
  pages: readonly WantedPage[],
  session: ServiceSession,
): Promise<PageLook> {
  let tookMs = 0;
  for (const page of pages) {
    const one = await askOne(look, page, session);
    tookMs += one.tookMs;
    if (one.problem !== undefined) return failed(one.problem, tookMs);
  }
  const text = `${counted(pages.length, 'page')} as wanted in ${Math.round(tookMs)} ms`;
  return { problem: undefined, text, tookMs };
}

async function askOne(
  { server, now, options, signal }: SessionLook,
  page: WantedPage,
  { sid, cookie }: ServiceSession,
): Promise<{ readonly problem: string | undefined; readonly tookMs: number }> {
  const { configuration, profile } = now;
  const { formMarker } = profile.logOn;
  const path = withSession(page.path, sid, profile.session);
  const timeoutMs = configuration.upgrade.tests.pageMs;
  const question = { path, cookie, isEnough: enoughOf(page, formMarker) };
  const asked = await askServer(server, question, { ...options, timeoutMs }, signal);
  const tookMs = asked.durationMs;
  if (asked.kind === 'failed')
    return { problem: judgeFailure({ ...asked, timeoutMs }, page.path, server.origin).text, tookMs };
  const given = { ...asked, type: asked.fields['content-type'] };
  const problem = pageProblem(page, given, formMarker);
  // A server may write the session id wherever it likes, also into what we tell.
  return { problem: problem?.replaceAll(sid, '[session]'), tookMs };
}

const leftOut = (why: string): PageLook => ({
  problem: undefined,
  text: `left out: ${why}`,
  tookMs: 0,
  leftOut: true,
});

const failed = (problem: string, tookMs: number): PageLook => ({ problem, text: '', tookMs });
