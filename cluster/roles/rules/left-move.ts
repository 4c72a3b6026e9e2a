// What becomes of a move that is not over and that this Fairlead does not run: it ended in the middle of it, or another
// one did. The leader goes on with it, and nobody else. Pure.

import type { Move, Standing } from '../role.ts';

export type LeftSight = {
  readonly move: Move;
  /** May act now, by the lock. */
  readonly leads: boolean;
  readonly fence: number;
  /** False: another Fairlead may know how it went on, and was not heard yet. */
  readonly heardOthers: boolean;
  /** Undefined where the role is not watched any more. */
  readonly standing: Standing | undefined;
  readonly nowMs: number;
  readonly moveTimeoutMs: number;
};

export type LeftStep =
  | { readonly kind: 'leave'; readonly because: 'it-is-over' | 'another-leads' | 'others-were-not-heard' }
  /** Half a sentence for people. */
  | { readonly kind: 'give-up'; readonly because: string }
  | { readonly kind: 'go-on'; readonly because: string };

/**
 * What the next step of it is stands in next-step.ts, as ever. Given up where so much time has gone by that the one server
 * on which the role runs may be where somebody wanted it since.
 */
export function leftStep(sight: LeftSight): LeftStep {
  const { move, leads, fence, heardOthers, standing, nowMs, moveTimeoutMs } = sight;
  if (move.end !== undefined) return { kind: 'leave', because: 'it-is-over' };
  if (!leads) return { kind: 'leave', because: 'another-leads' };
  if (!heardOthers) return { kind: 'leave', because: 'others-were-not-heard' };
  const isOld = nowMs - move.beganAtMs > moveTimeoutMs;
  if (isOld && standing?.kind === 'one' && standing.on !== goalOf(move))
    return { kind: 'give-up', because: 'nobody went on with it for too long, and the role runs elsewhere' };
  const because = `the leader with the fence ${move.version.fence} ended in the middle; this one has ${fence}`;
  return { kind: 'go-on', because };
}

const goalOf = ({ heading, from, to }: Move) => (heading === 'there' ? to : (from ?? to));
