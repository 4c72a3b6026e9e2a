// The deepest probe of a server: the service account logs on as a user does, and off again, one server after the other,
// every few minutes. Holds no rules.

import {
  logOffService,
  logOnService,
  type ServiceAccount,
  type ServiceLogOn,
} from '../../cluster/health/service-log-on.ts';
import type { Server, ServerId } from '../../cluster/model.ts';
import { askOptions } from './ask-options.ts';
import type { ManageContext, ManagedPart } from './part.ts';
import { serversOf } from './wanted-world.ts';
import { answerOf, isSame } from './warm-up-log-on.ts';

export type ServiceProbeNeeds = {
  /** One Fairlead does it: the account has one session at a time (F2). */
  readonly isLeader: () => boolean;
  /** A server that is warmed is logged on to there, by the same account. */
  readonly isWarming: (server: ServerId) => boolean;
};

const lookEveryMs = 1_000;

/** Begins an interval after `start`, when servers that restarted too are warm; one that is down is not asked. */
export function createServiceProbePart(context: ManageContext, needs: ServiceProbeNeeds): ManagedPart {
  const { parts, nowMs, logger } = context;
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;
  let lastMs = nowMs();
  /** Tried no more: every refusal counts towards the lock-out of the account (F2). */
  let refused: ServiceAccount | undefined;

  async function probe(server: Server, account: ServiceAccount): Promise<void> {
    const options = askOptions(context);
    const { profile } = parts.current;
    const made = await logOnService({ server, account, profile, options, signal: stop.signal });
    if (stop.signal.aborted && made.kind !== 'in') return;
    if (made.kind === 'refused') refused = account;
    parts.checks.tell(server.id, 'service-log-on', checkOf(made, server));
    if (made.kind === 'in') await logOffService({ server, options }, made.session);
  }

  function checkOf(made: ServiceLogOn, server: Server) {
    const answer = answerOf(made, parts.current.profile.paths.logOnPage, server);
    const healthy = answer.kind === 'answered' && answer.healthy;
    return { atMs: nowMs(), healthy, durationMs: made.durationMs, text: answer.text };
  }

  async function probeAll(account: ServiceAccount): Promise<void> {
    for (const server of serversOf(parts.directory)) {
      if (stop.signal.aborted || isSame(account, refused)) return;
      const isDown = parts.checks.healthOf(server.id).state === 'down';
      if (!isDown && !needs.isWarming(server.id)) await probe(server, account);
    }
  }

  function look(): void {
    const { health, crm } = parts.current.configuration;
    const account = crm.serviceAccount;
    const due = health.serviceLogOnMs > 0 && nowMs() - lastMs >= health.serviceLogOnMs;
    if (round !== undefined || account === null || !due || !needs.isLeader()) return;
    if (serversOf(parts.directory).some(({ id }) => needs.isWarming(id))) return;
    lastMs = nowMs();
    round = probeAll(account)
      .catch((error: Error) =>
        logger.error({ err: error }, `a service log-on was not tried: ${error.message}`),
      )
      .finally(() => {
        round = undefined;
      });
  }

  return {
    start() {
      timer = setInterval(look, lookEveryMs);
      timer.unref();
    },
    async close() {
      clearInterval(timer);
      stop.abort();
      await round;
    },
  };
}
