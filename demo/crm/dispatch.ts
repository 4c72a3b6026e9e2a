// Which handler a request goes to, and what happens when one fails. Rules about requests are in rules/ and handlers/.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerError } from './answer.ts';
import type { CrmContext, Handler } from './context.ts';
import { handleLogOn } from './handlers/log-on.ts';
import { handleMetadata } from './handlers/metadata.ts';
import { handleSdata } from './handlers/sdata.ts';
import { handleCustomPage, handleSession } from './handlers/session.ts';
import { handleSoap } from './handlers/soap.ts';
import { handleStatic } from './handlers/statics.ts';
import { handleSysadmin } from './handlers/sysadmin.ts';
import { parseTarget, type TargetKind } from './rules/target.ts';

const handlers: Readonly<Record<TargetKind, Handler>> = {
  root: handleStatic,
  start: handleStatic,
  static: handleStatic,
  unknown: handleStatic,
  'log-on': handleLogOn,
  session: handleSession,
  custom: handleCustomPage,
  soap: handleSoap,
  sdata: handleSdata,
  sysadmin: handleSysadmin,
  metadata: handleMetadata,
  socket: async ({ request, response }) => {
    request.resume();
    answerError(response, 426, 'Upgrade Required');
  },
};

/** What is nothing without the database. */
const needsDatabase: ReadonlySet<TargetKind> = new Set(['log-on', 'session', 'custom', 'soap', 'sdata']);

/** Answers one request. A handler that throws is a 500 for the client and a problem for the operator. */
export async function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  context: CrmContext,
): Promise<void> {
  request.on('error', () => response.destroy());
  response.on('error', () => response.destroy());
  const target = parseTarget(request.url ?? '/');
  try {
    const problem = needsDatabase.has(target.kind) ? context.versionProblem() : undefined;
    if (problem !== undefined) {
      request.resume();
      return answerError(response, 500, problem);
    }
    await handlers[target.kind]({ request, response, target }, context);
  } catch (cause) {
    context.onProblem(new Error(`${context.name} failed at ${target.path}`, { cause }));
    if (response.headersSent) response.destroy();
    else answerError(response, 500, 'Internal Server Error');
  }
}
