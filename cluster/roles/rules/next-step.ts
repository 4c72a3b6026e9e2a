// The next step of a move, from how the role is seen now and nothing else, so that it is right after a crash and after
// changes made by hand: never a second one is started, and nothing is stopped that could not be started again. Pure.

import type { ServerId } from '../../model.ts';
import type { Move, RoleMeans, ServerSight } from '../role.ts';

export type MoveStep =
  | { readonly kind: 'stop'; readonly on: ServerId; readonly because: string }
  | { readonly kind: 'start'; readonly on: ServerId; readonly because: string }
  /** The value in the settings of the CRM. */
  | { readonly kind: 'write'; readonly on: ServerId; readonly because: string }
  /** Every server is told to load it. */
  | { readonly kind: 'refresh'; readonly because: string }
  /** Something begins or ends by itself: look again. */
  | { readonly kind: 'wait'; readonly because: string }
  /** It cannot be started there: it goes back to where it was. */
  | { readonly kind: 'turn-back'; readonly because: string }
  | { readonly kind: 'end'; readonly outcome: 'moved' | 'went-back' | 'failed'; readonly because: string };

export type MoveSight = {
  readonly move: Pick<Move, 'from' | 'to' | 'heading' | 'failedStarts' | 'refreshSinceMs'>;
  readonly means: RoleMeans;
  /** One for each server of the cluster. */
  readonly sights: readonly ServerSight[];
  readonly nameOf: (server: ServerId) => string;
  /** Tries to start it before it goes back. */
  readonly tries: number;
};

/**
 * What to do now. `end` with `moved` only where it is seen at the end of the move and known to be nowhere else. As long as
 * it still runs somewhere, whatever stands in the way ends the move; once it is stopped, what cannot be seen is waited for.
 */
export function nextMoveStep(sight: MoveSight): MoveStep {
  const { means, sights } = sight;
  if (means.kind === 'none') return failed(means.missing);
  const target = sights.find(({ server }) => server === endOf(sight));
  if (target === undefined || target.dead) return cannot(sight, 'is not there');
  if (means.kind === 'parameter') return parameterStep(sight, target);
  const others = sights.filter(({ server, dead }) => server !== target.server && !dead);
  const busy = others.find(({ state }) => state === 'running' || state === 'changing');
  const hidden = others.find(({ state }) => state === 'unknown');
  if (target.state === 'unknown') return blocked(sight, target);
  if (target.state === 'absent') return cannot(sight, 'does not have it installed');
  if (target.state === 'running') return settle(sight, target, { busy, hidden });
  if (sight.move.failedStarts >= sight.tries) return cannot(sight, 'could not start it');
  if (hidden !== undefined) return blocked(sight, hidden);
  if (busy !== undefined) return stopOf(sight, busy);
  return { kind: 'start', on: target.server, because: 'it is stopped on all others' };
}

type Others = { readonly busy: ServerSight | undefined; readonly hidden: ServerSight | undefined };

/** It runs at the end of the move: a second one is stopped, whoever else is hidden. */
function settle(sight: MoveSight, { server }: ServerSight, { busy, hidden }: Others): MoveStep {
  if (busy !== undefined) return stopOf(sight, busy);
  if (hidden !== undefined) return blocked(sight, hidden);
  const outcome = sight.move.heading === 'there' ? 'moved' : 'went-back';
  return { kind: 'end', outcome, because: `it runs on ${sight.nameOf(server)} and nowhere else` };
}

/** One value is always on one server: it is written, then told to all. */
function parameterStep(sight: MoveSight, { server, state }: ServerSight): MoveStep {
  const name = sight.nameOf(server);
  if (state === 'unknown')
    return { kind: 'wait', because: 'nobody can say what the settings of the CRM hold' };
  if (state !== 'running') return { kind: 'write', on: server, because: `the settings do not name ${name}` };
  if (sight.move.refreshSinceMs !== undefined)
    return { kind: 'refresh', because: 'the servers see it once they have loaded their metadata' };
  return { kind: 'end', outcome: 'moved', because: `the settings name ${name}` };
}

function stopOf({ nameOf }: MoveSight, { server, state }: ServerSight): MoveStep {
  const is = state === 'running' ? 'runs' : 'may begin to run';
  return { kind: 'stop', on: server, because: `it ${is} on ${nameOf(server)}` };
}

/** The end of the move is no good. */
function cannot(sight: MoveSight, why: string): MoveStep {
  const { from, to, heading } = sight.move;
  const because = `${sight.nameOf(endOf(sight))} ${why}`;
  const still = runningOn(sight);
  if (still !== undefined) return failed(`${because}; it still runs on ${sight.nameOf(still)}`);
  const canGoBack = heading === 'there' && from !== undefined && from !== to;
  return canGoBack ? { kind: 'turn-back', because } : failed(because);
}

/** Somebody who cannot be seen may run it. */
function blocked(sight: MoveSight, { server, text }: ServerSight): MoveStep {
  const because = `${sight.nameOf(server)} cannot be seen: ${text}`;
  return runningOn(sight) === undefined ? { kind: 'wait', because } : failed(because);
}

function runningOn({ sights }: MoveSight): ServerId | undefined {
  return sights.find(({ state, dead }) => state === 'running' && !dead)?.server;
}

function endOf({ move: { heading, from, to } }: MoveSight): ServerId {
  return heading === 'there' ? to : (from ?? to);
}

const failed = (because: string): MoveStep => ({ kind: 'end', outcome: 'failed', because });
