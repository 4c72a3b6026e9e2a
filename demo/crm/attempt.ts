// One log-on attempt, by form or by web service: under way from its arrival until it is decided, written into the
// store and told to whoever listens before the answer goes out (F2).

import type { CrmContext } from './context.ts';
import type { Attempt, AttemptResult, LogOnDesk, LogOnResult } from './model.ts';
import { decideLogOn, systemLock } from './rules/log-on.ts';

/** The place of one server where log-ons are decided. */
export function createLogOnDesk(context: Omit<CrmContext, 'desk'>): LogOnDesk {
  const { name, hooks, pool, clock, counters } = context;
  let underWay = 0;
  return {
    underWay: () => underWay,
    async attempt(attempt) {
      const user = attempt.user.toLowerCase();
      const event = () => ({
        server: name,
        user,
        kind: attempt.kind,
        confirm: attempt.confirm,
        atMs: clock.nowMs(),
      });
      hooks.onLogOn?.(event());
      underWay += 1;
      let result: LogOnResult = 'failed';
      try {
        const decided = (await pool.enter('log-on')) === 'ready' ? decide(attempt, context) : recycled;
        if (decided.kind !== 'recycled') result = decided.kind;
        return decided;
      } finally {
        underWay -= 1;
        if (result === 'success') counters.logOns += 1;
        else counters.logOnsFailed += 1;
        hooks.onLogOnEnd?.({ ...event(), result });
      }
    },
  };
}

const recycled = { kind: 'recycled' } as const;

function decide(attempt: Attempt, context: Omit<CrmContext, 'desk'>): AttemptResult {
  const { store, registry, sessions, clock } = context;
  const user = store.findUser(attempt.user);
  const outcome = decideLogOn({
    user,
    password: attempt.password,
    confirmed: attempt.confirm,
    alreadyOn: user !== undefined && registry.has(attempt.kind, user.id),
    asksBeforeKicking: attempt.kind === 'browser',
    systemLockedBy: currentLock(store, clock.nowMs()),
    failedBefore: user === undefined ? 0 : registry.failedBefore(user.id),
    failedBeforeLock: context.behaviour().failedLogOnsBeforeLock,
  });
  if (outcome.kind === 'wrong-password' && user) registry.countFailure(user.id);
  if (outcome.kind !== 'success') return outcome;
  registry.clearFailures(outcome.user.id);
  if (outcome.kicks) registry.kick(attempt.kind, outcome.user.id);
  return { kind: 'success', session: sessions.open(outcome.user, attempt.kind, attempt.address) };
}

function currentLock(store: CrmContext['store'], nowMs: number): string | undefined {
  const since = store.parameter('SysLockedTime');
  const sinceMs = since === undefined ? Number.NaN : Date.parse(`${since.replace(' ', 'T')}Z`);
  return systemLock(store.parameter('SysLockedByUsrID'), Number.isNaN(sinceMs) ? undefined : sinceMs, nowMs);
}
