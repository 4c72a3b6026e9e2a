// Counts restarts and warm-ups of servers, for metrics.

import type { ServerId } from '../../cluster/model.ts';
import { type Evidence, evidences } from '../../cluster/warm-up/rules/evidence.ts';
import { type WarmUpEnd, warmUpEnds } from '../../cluster/warm-up/warm-up.ts';

/** Since the start. `lastTookMs`: how long the last warm-up took that was not called off; undefined before. */
export type ServerRestarts = {
  readonly byEvidence: Readonly<Record<Evidence, number>>;
  readonly byEnd: Readonly<Record<WarmUpEnd, number>>;
  readonly lastTookMs: number | undefined;
};

export type RestartCounts = {
  restarted(id: ServerId, evidence: Evidence): void;
  ended(id: ServerId, end: WarmUpEnd, tookMs: number): void;
  of(id: ServerId): ServerRestarts;
};

type Counted = {
  readonly byEvidence: Record<Evidence, number>;
  readonly byEnd: Record<WarmUpEnd, number>;
  lastTookMs: number | undefined;
};

/** All at 0. */
export function createRestartCounts(): RestartCounts {
  const servers = new Map<ServerId, Counted>();
  const of = (id: ServerId) => {
    const found = servers.get(id) ?? nothingCounted();
    servers.set(id, found);
    return found;
  };
  return {
    of,
    restarted(id, evidence) {
      of(id).byEvidence[evidence] += 1;
    },
    ended(id, end, tookMs) {
      of(id).byEnd[end] += 1;
      if (end === 'warm' || end === 'timed-out') of(id).lastTookMs = tookMs;
    },
  };
}

function nothingCounted(): Counted {
  const zeros = <Word extends string>(words: readonly Word[]) =>
    Object.fromEntries(words.map((word) => [word, 0])) as Record<Word, number>;
  return { byEvidence: zeros(evidences), byEnd: zeros(warmUpEnds), lastTookMs: undefined };
}
