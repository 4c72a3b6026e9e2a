// How the exchange with another Fairlead stands, and what an operator should know of it. Pure.

import type { Notice } from '../../cluster/model.ts';
import type { Inbox } from '../../cluster/peers/rules/inbox.ts';

/**
 * `joined`: each hears the other. `one-way`: it is heard, and cannot be told. `lost`: not heard any more. `never-heard`:
 * not since our own start.
 */
export type PeerState = 'joined' | 'one-way' | 'lost' | 'never-heard';

export type PeerView = {
  readonly name: string;
  readonly state: PeerState;
  readonly sinceMs: number;
  /** For how long something has been waiting to be known there; 0 where all is. */
  readonly lagMs: number;
  /** How far its clock is ahead of ours; undefined while it was never heard. */
  readonly aheadMs: number | undefined;
  /** Why it could not be told something the last time; undefined where it was. */
  readonly problem: string | undefined;
};

/** Clocks that differ by more than this make the times of log-ons doubtful. */
const mostAheadMs = 2_000;

export function peerState(inbox: Inbox, problem: string | undefined): PeerState {
  switch (inbox.state) {
    case 'unheard':
      return 'never-heard';
    case 'lost':
      return 'lost';
    case 'hearing':
      return problem === undefined ? 'joined' : 'one-way';
  }
}

/** `patienceMs`: how long one that was just started with us may take. */
export function peerNotices(
  peers: readonly PeerView[],
  nowMs: number,
  patienceMs: number,
): readonly Notice[] {
  return peers.flatMap((peer) => [
    ...stateNotice(peer, nowMs - peer.sinceMs >= patienceMs),
    ...clockNotice(peer),
  ]);
}

function stateNotice({ name, state, problem }: PeerView, isLate: boolean): Notice[] {
  const why = problem === undefined ? '' : `, and cannot be told anything: ${problem}`;
  switch (state) {
    case 'joined':
      return [];
    case 'one-way':
      return [
        {
          severity: 'warning',
          code: 'peer-one-way',
          text: `The Fairlead ${name} is heard${why}.`,
          mend: `See peers.others.${name} here (url, token, caFile), and what it says of us: fairlead status there.`,
        },
      ];
    case 'never-heard':
      return isLate ? [unheard(`The Fairlead ${name} was not heard yet${why}.`)] : [];
    case 'lost':
      return [unheard(`The Fairlead ${name} is not heard any more${why}.`)];
  }
}

const unheard = (text: string): Notice => ({
  severity: 'warning',
  code: 'peer-lost',
  text,
  mend: 'If it runs, see that each reaches the admin listener of the other with its token. Until then each decides by itself.',
});

function clockNotice({ name, aheadMs = 0 }: PeerView): Notice[] {
  if (Math.abs(aheadMs) <= mostAheadMs) return [];
  return [
    {
      severity: 'warning',
      code: 'peer-clock',
      text: `The clock of the Fairlead ${name} is ${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} ours.`,
      mend: 'Let both machines set their clocks by the same time server.',
    },
  ];
}
