// What a move that another Fairlead tells of means here: it is kept in place of what is known, it is older than that, or
// it cannot stop the leader. A message that comes twice, late or in another order changes nothing. Pure.

import type { Move } from '../role.ts';
import { isLater, nextVersion } from './move-version.ts';

export type MoveHeard = {
  /** What is known here of the last move of this role. */
  readonly own: Move | undefined;
  readonly told: Move;
  /** It is being moved by this Fairlead. */
  readonly runsHere: boolean;
  readonly leads: boolean;
};

export type Hearing =
  /** Undefined `news`: nothing that people must hear. */
  | {
      readonly kind: 'keep';
      readonly move: Move;
      readonly stops: boolean;
      readonly news: MoveNews | undefined;
    }
  | { readonly kind: 'pass-over'; readonly because: 'same-or-older' }
  /** `move` is ours, written later than what was told, so that the others come to know it. */
  | { readonly kind: 'overrule'; readonly move: Move; readonly because: 'this one leads and moves it' };

export type MoveNews = 'begun' | 'taken-over' | 'ended';

/** Whoever has the lock goes on with what it does; everybody else believes what was written later. */
export function hearMove({ own, told, runsHere, leads }: MoveHeard): Hearing {
  if (own !== undefined && !isLater(told.version, own.version))
    return { kind: 'pass-over', because: 'same-or-older' };
  if (own !== undefined && runsHere && leads) {
    const version = nextVersion(told.version, own.version.fence);
    return { kind: 'overrule', move: { ...own, version }, because: 'this one leads and moves it' };
  }
  return { kind: 'keep', move: told, stops: runsHere, news: newsOf(own, told) };
}

function newsOf(own: Move | undefined, told: Move): MoveNews | undefined {
  if (told.end !== undefined) return 'ended';
  if (own === undefined || own.end !== undefined) return 'begun';
  return own.version.fence === told.version.fence ? undefined : 'taken-over';
}
