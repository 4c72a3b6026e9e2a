// Where the directory stands with its database, as data: what one more poll makes of it, and when to ask again.

import type { DatabaseFailure } from '../errors.ts';
import { type Backoff, backoffMs } from './backoff.ts';

export type DirectoryState =
  /** Nothing was answered yet, nothing failed yet. */
  | { readonly state: 'connecting'; readonly sinceMs: number }
  | { readonly state: 'live'; readonly sinceMs: number }
  | {
      readonly state: 'lost';
      readonly sinceMs: number;
      readonly failure: DatabaseFailure;
      readonly attempt: number;
      readonly retryAtMs: number;
    }
  /** There is no database: the servers stand in the configuration. */
  | { readonly state: 'static'; readonly sinceMs: number };

export type PollOutcome =
  | { readonly kind: 'answered' }
  | { readonly kind: 'failed'; readonly failure: DatabaseFailure };

const usual: Backoff = { baseMs: 1_000, capMs: 15_000 };
/** Numbers of SQL Server: the database cannot be opened, or is not there. */
const databaseClosed = 4060;
const databaseMissing = 911;
/** Wrong passwords must not be tried so often that the login is locked out. */
const refusedLogin: Backoff = { baseMs: 10_000, capMs: 120_000 };

/** A refused statement is no lost database: it was there to refuse. */
export function isLoss(failure: DatabaseFailure): boolean {
  return failure.code !== 'CLU_STATEMENT_FAILED';
}

/** A database that is being restored refuses too, but user and password were right: nothing is locked out by that. */
function isLoginRefused({ code, number }: DatabaseFailure): boolean {
  return code === 'CLU_DATABASE_LOGIN' && number !== databaseClosed && number !== databaseMissing;
}

/** State after one more poll. `chance` (0 to 1) spreads the tries of several Fairleads. */
export function nextContact(
  state: DirectoryState,
  outcome: PollOutcome,
  nowMs: number,
  chance: number,
): DirectoryState {
  if (state.state === 'static') return state;
  if (outcome.kind === 'answered' || !isLoss(outcome.failure)) {
    return state.state === 'live' ? state : { state: 'live', sinceMs: nowMs };
  }
  const attempt = state.state === 'lost' ? state.attempt + 1 : 1;
  const backoff = isLoginRefused(outcome.failure) ? refusedLogin : usual;
  return {
    state: 'lost',
    sinceMs: state.state === 'lost' ? state.sinceMs : nowMs,
    failure: outcome.failure,
    attempt,
    retryAtMs: nowMs + backoffMs(attempt, chance, backoff),
  };
}

/**
 * How long to wait for the next poll after one that took so long: at its beat while the database answers, with back-off
 * while it does not. No longer than the longest back-off, should somebody set the clock back.
 */
export function nextPollInMs(
  state: DirectoryState,
  { nowMs, tookMs, pollMs }: { readonly nowMs: number; readonly tookMs: number; readonly pollMs: number },
): number {
  const waitMs = state.state === 'lost' ? state.retryAtMs - nowMs : pollMs - tookMs;
  return Math.min(Math.max(0, waitMs), Math.max(pollMs, refusedLogin.capMs));
}
