// What is wanted of a server as the status and the API tell it, every key always there. Pure.

import type { AdminState } from '../../cluster/model.ts';
import type { DrainFacts } from '../../cluster/wanted/entry.ts';
import type { DrainProgress } from '../../cluster/wanted/rules/drain-progress.ts';
import type { ServerStatus } from '../status-schema.ts';
import { isoOrNull, isoTime } from './iso-time.ts';

/** What is known beside the wish, where somebody took the server out of service. */
export type DrainView = {
  readonly facts: DrainFacts | undefined;
  readonly progress: DrainProgress | undefined;
  readonly forgotten: boolean;
};

type AdminStatus = ServerStatus['admin'];

/** The block `admin` of a server. */
export function adminStatus(admin: AdminState, view: DrainView | undefined): AdminStatus {
  return {
    ...wishOf(admin),
    since: isoTime(admin.sinceMs),
    forgotten: view?.forgotten ?? false,
    drain: view?.facts === undefined ? null : drainOf(view.facts, view.progress),
  };
}

function wishOf(admin: AdminState): Omit<AdminStatus, 'since' | 'forgotten' | 'drain'> {
  const none = { by: null, reason: null, until: null, policy: null, idleLimitMs: null };
  switch (admin.state) {
    case 'unknown':
      return { ...none, state: admin.state };
    case 'in-service':
      return { ...none, state: admin.state, by: admin.by ?? null, reason: admin.reason ?? null };
    case 'maintenance': {
      const { state, by, reason, untilMs } = admin;
      return { ...none, state, by, reason, until: isoOrNull(untilMs) };
    }
    case 'draining': {
      const { state, by, reason, untilMs, policy, idleLimitMs = null } = admin;
      return { state, by, reason, until: isoOrNull(untilMs), policy, idleLimitMs };
    }
  }
}

function drainOf(facts: DrainFacts, progress: DrainProgress | undefined): NonNullable<AdminStatus['drain']> {
  const { deadlineMs, afterDeadline, usersAtStart, end } = facts;
  return {
    startedWith: usersAtStart,
    left: progress?.left ?? null,
    idle: progress?.idle ?? null,
    oldestActivity: isoOrNull(progress?.oldestSeenMs),
    perMinute: progress?.perMinute === undefined ? null : Math.round(progress.perMinute * 10) / 10,
    eta: isoOrNull(progress?.etaMs),
    deadline: isoOrNull(deadlineMs),
    afterDeadline,
    end: end?.kind ?? null,
    endedAt: isoOrNull(end?.atMs),
    leftAtEnd: end?.left ?? null,
  };
}
