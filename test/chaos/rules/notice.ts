// Whose fault is what a person met? A user of a healthy server must notice nothing: no failed request, no lost session,
// no log-on page. What was done, and when, is known; every failure needs one of it that explains it. Pure.

import type { FailureKind } from '../../../demo/people/events.ts';
import type { FaultKind } from './faults.ts';

/** What was done, as it turned out. */
export type Harm = {
  readonly kind: FaultKind;
  /** Undefined: no server was touched. */
  readonly server: string | undefined;
  readonly fromMs: number;
  /** When every Fairlead said that this server is down; undefined while (or where) none did. */
  readonly knownMs: number | undefined;
  /** When all was well again; undefined while it is not. */
  readonly overMs: number | undefined;
  /** A drain that sends people elsewhere: they get the log-on page there, and nothing worse. */
  readonly movesPeople: boolean;
  /** Times at which a Fairlead was killed. */
  readonly cutsMs: readonly number[];
};

export type Met = {
  readonly user: string;
  readonly atMs: number;
  readonly kind: FailureKind;
  readonly text: string;
  /** Server of the session, and since when; undefined for a person who is not logged on. */
  readonly session: { readonly server: string; readonly sinceMs: number } | undefined;
};

/**
 * - `own-server`: the person's own server was hit (or drained, with a policy that moves people) during the session;
 * - `not-yet-known`: a log-on, or a page before it, while a server was down and Fairlead could not know it yet;
 * - `cut`: the connection broke when a Fairlead was killed, and it was no request that a browser repeats;
 * - `noticed`: nothing explains it.
 */
export type Blame = 'own-server' | 'not-yet-known' | 'cut' | 'noticed';

export type BlameLimits = {
  /** Longest wait of a person for an answer, and longest pause between two pages. */
  readonly answerMs: number;
  readonly pauseMs: number;
  /** From the death of a Fairlead until the last person has heard of it. */
  readonly cutMs: number;
};

/** Faults after which a server may not answer, or has lost its sessions. Slowness and Tomcat excuse nothing. */
const hard: ReadonlySet<FaultKind> = new Set(['kill', 'recycle', 'reset', 'hang', 'refuse']);
const connectionBroke = /ECONNRESET|ECONNREFUSED|EPIPE|socket hang up|aborted/;

/** Which blame a failure gets. */
export function blame(met: Met, harms: readonly Harm[], limits: BlameLimits): Blame {
  if (met.kind === 'wrong-user' || met.kind === 'wrong-server' || met.kind === 'leak') return 'noticed';
  const { session, atMs } = met;
  if (session && harms.some((harm) => hitsSession(harm, met, session, limits))) return 'own-server';
  if (connectionBroke.test(met.text) && harms.some((harm) => wasCut(harm, atMs, limits))) return 'cut';
  if (session === undefined && harms.some((harm) => wasUnknown(harm, atMs, limits))) return 'not-yet-known';
  return 'noticed';
}

function hitsSession(
  { kind, server, fromMs, overMs, movesPeople }: Harm,
  { atMs, kind: failure }: Met,
  session: NonNullable<Met['session']>,
  { answerMs, pauseMs }: BlameLimits,
): boolean {
  if (server !== session.server || atMs < fromMs) return false;
  if (!hard.has(kind) && !(movesPeople && failure === 'lost-session')) return false;
  const endMs = overMs ?? Number.POSITIVE_INFINITY;
  return session.sinceMs <= endMs && atMs <= endMs + answerMs + pauseMs;
}

function wasCut({ cutsMs }: Harm, atMs: number, { cutMs }: BlameLimits): boolean {
  return cutsMs.some((each) => each <= atMs && atMs <= each + cutMs);
}

function wasUnknown(
  { kind, fromMs, knownMs, overMs }: Harm,
  atMs: number,
  { answerMs }: BlameLimits,
): boolean {
  if (!hard.has(kind) || atMs < fromMs) return false;
  return atMs <= (knownMs ?? overMs ?? Number.POSITIVE_INFINITY) + answerMs;
}
