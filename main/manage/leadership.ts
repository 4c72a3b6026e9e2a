// Leadership joined: the lock in the database, or alone where there is none. Asked before every action. Holds no rules.

import { performance } from 'node:perf_hooks';
import type { DatabaseFailure } from '../../cluster/errors.ts';
import { createLeader, type Leader } from '../../cluster/leader/leader.ts';
import { loadStatements } from '../../cluster/sql/statements.ts';
import type { ManageContext, ManagedPart } from './part.ts';

/** `alone`: there is no database that others could share. */
export type LeadershipView = {
  readonly state: 'leading' | 'following' | 'unknown' | 'alone';
  /** Stands in journals: later leaders have higher ones. */
  readonly fence: number;
  readonly sinceMs: number;
  readonly failure: DatabaseFailure | undefined;
};

export type LeadershipPart = ManagedPart & {
  /** May this Fairlead act now? Ask before every action, never remember. */
  isLeader(): boolean;
  fence(): number;
  /** Called when it begins or ceases to lead; returns the way to stop. */
  onChange(listener: (leads: boolean) => void): () => void;
  view(): LeadershipView;
};

/** Without a database it leads from the start, and its fence is the time it was made. */
export function createLeadershipPart(context: ManageContext): LeadershipPart {
  const { parts, nowMs } = context;
  const { database } = parts.current.configuration;
  return database === null ? alone(nowMs()) : elected(createLeaderOf(context, database), context);
}

function createLeaderOf(
  { parts, logger }: ManageContext,
  database: NonNullable<ManageContext['parts']['current']['configuration']['database']>,
): Leader {
  const { configuration, profile } = parts.current;
  return createLeader({
    settings: database,
    connectionStatement: loadStatements(profile.sql, profile.parameters.secret.length).connection,
    times: configuration.leader,
    // Not the time of day: that one can be set back.
    nowMs: () => performance.now(),
    onProblem: (problem) => logger.warn({ err: problem }, problem.message),
  });
}

function alone(startedAtMs: number): LeadershipPart {
  return {
    isLeader: () => true,
    fence: () => startedAtMs,
    onChange: () => () => undefined,
    view: () => ({ state: 'alone', fence: startedAtMs, sinceMs: startedAtMs, failure: undefined }),
    close: async () => undefined,
  };
}

function elected(leader: Leader, { logger, nowMs }: ManageContext): LeadershipPart {
  let sinceMs = nowMs();
  leader.onChange((leads) => {
    sinceMs = nowMs();
    const text = leads ? 'this Fairlead leads: jobs run here' : 'this Fairlead does not lead any more';
    logger.info({ fence: leader.fence() }, text);
  });
  const state = () => {
    if (leader.isLeader()) return 'leading';
    return leader.failure() === undefined ? 'following' : 'unknown';
  };
  return {
    isLeader: leader.isLeader,
    fence: leader.fence,
    onChange: leader.onChange,
    view: () => ({ state: state(), fence: leader.fence(), sinceMs, failure: leader.failure() }),
    start: () => leader.start(),
    close: () => leader.close(),
  };
}
