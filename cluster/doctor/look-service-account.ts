// Logs the service account on to each server and off again, one after another: a second session would end the first
// (F2). A refused one is not tried again anywhere, since each counts towards its lock-out.

import type { AskOptions } from '../health/ask-server.ts';
import {
  type LogOnProfile,
  logOffService,
  logOnService,
  type ServiceAccount,
} from '../health/service-log-on.ts';
import type { Server } from '../model.ts';
import { judgeFailure } from '../rules/check-answer.ts';
import type { Looked, ServiceLogOn } from './model.ts';
import { notSeen, seen } from './rules/finding.ts';

export type AccountLook = {
  /** Undefined: none is configured. */
  readonly account: ServiceAccount | undefined;
  readonly profile: LogOnProfile;
  /** As a check asks. */
  readonly options: AskOptions;
};

/** Never rejects for what a server says. */
export async function lookAtServiceAccount(
  servers: readonly Server[],
  { account, profile, options }: AccountLook,
  signal: AbortSignal,
): Promise<Looked<readonly ServiceLogOn[]>> {
  if (account === undefined)
    return notSeen(
      'No service account is configured.',
      'Set crm.serviceAccount to have servers tried by log-ons.',
    );
  const results: ServiceLogOn[] = [];
  for (const server of servers) {
    const { name } = server;
    if (signal.aborted)
      return notSeen('The time was over before every server was tried.', 'Raise doctor.timeoutMs.');
    const made = await logOnService({ server, account, profile, options, signal });
    const tell = (works: boolean, text: string) => results.push({ server: name, works, text });
    switch (made.kind) {
      case 'in':
        await logOffService({ server, options, signal }, made.session);
        tell(true, 'The service account logged on and off.');
        break;
      case 'failed': {
        const { text } = judgeFailure(made.asked, profile.paths.logOnPage, server.origin);
        tell(false, `The log-on of the service account failed: ${text}`);
        break;
      }
      case 'unclear':
        tell(false, `The log-on of the service account was answered ${made.status}, without a session.`);
        break;
      case 'refused':
        tell(false, 'The service account was refused: wrong name or password.');
        return seen(results);
      case 'locked':
        tell(false, 'The service account may not log on: it is locked, or the system is.');
        return seen(results);
    }
  }
  return seen(results);
}
