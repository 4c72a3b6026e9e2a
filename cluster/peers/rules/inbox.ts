// What one message of another Fairlead means: to be taken, to be taken after everything of before was let go, or of no
// use before everything is told. Pure.

import type { PeerMessage } from '../message.ts';

/** What is known of the other one. */
export type Inbox =
  | { readonly state: 'unheard' }
  | {
      readonly state: 'hearing' | 'lost';
      readonly boot: string;
      readonly lastNumber: number;
      readonly heardAtMs: number;
      /** How much its clock is ahead of ours, as far as the last message tells. */
      readonly aheadMs: number;
    };

export type Heard = {
  readonly inbox: Inbox;
  /** Before its items are taken: what it had under way is of a life that is over. */
  readonly lost: boolean;
  readonly take: boolean;
  readonly wantsWhole: boolean;
};

type Head = Pick<PeerMessage<unknown>, 'boot' | 'number' | 'sentAtMs' | 'whole'>;

/** The inbox after a message. */
export function hearMessage(before: Inbox, message: Head, nowMs: number): Heard {
  const { boot, number, sentAtMs, whole } = message;
  const inbox: Inbox = {
    state: 'hearing',
    boot,
    lastNumber: number,
    heardAtMs: nowMs,
    aheadMs: sentAtMs - nowMs,
  };
  const known = before.state === 'unheard' ? undefined : before;
  // Overtaken by a later one: its sender gave up waiting and has told everything since.
  if (known?.boot === boot && number <= known.lastNumber)
    return { inbox: before, lost: false, take: false, wantsWhole: false };
  if (whole) return { inbox, lost: known?.state === 'hearing', take: true, wantsWhole: false };
  if (known?.boot !== boot || known.state === 'lost')
    return { inbox: before, lost: false, take: false, wantsWhole: true };
  if (number > known.lastNumber + 1)
    return { inbox: { ...known, state: 'lost' }, lost: true, take: false, wantsWhole: true };
  return { inbox, lost: false, take: true, wantsWhole: false };
}

/** The inbox after some silence. */
export function silence(
  before: Inbox,
  nowMs: number,
  patienceMs: number,
): { readonly inbox: Inbox; readonly lost: boolean } {
  if (before.state !== 'hearing' || nowMs - before.heardAtMs < patienceMs)
    return { inbox: before, lost: false };
  return { inbox: { ...before, state: 'lost' }, lost: true };
}
