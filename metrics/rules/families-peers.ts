// Metrics of the other Fairleads over the same cluster. Pure.

import type { Family } from './family.ts';
import { single, stateSet, toSeconds } from './family.ts';

const peerStates = ['joined', 'one-way', 'lost', 'never-heard'] as const;

/** No series where no other Fairlead is configured. */
export const peerFamilies: readonly Family[] = [
  {
    name: 'fairlead_peer_state',
    help: 'How the exchange with another Fairlead over the same cluster stands; 1 for the state that holds.',
    type: 'gauge',
    labels: ['peer', 'state'],
    read: ({ cluster }) =>
      cluster.peers.flatMap(({ name, state }) => stateSet(peerStates, state, { peer: name })),
  },
  {
    name: 'fairlead_peer_lag_seconds',
    help: 'For how long something has been waiting to be known by another Fairlead; 0 where all is.',
    type: 'gauge',
    labels: ['peer'],
    read: ({ cluster }) => cluster.peers.flatMap(({ name, lagMs }) => ofPeer(name, toSeconds(lagMs))),
  },
  {
    name: 'fairlead_peer_clock_ahead_seconds',
    help: 'How far the clock of another Fairlead is ahead of ours; no series while it was never heard.',
    type: 'gauge',
    labels: ['peer'],
    read: ({ cluster }) => cluster.peers.flatMap(({ name, aheadMs }) => ofPeer(name, toSeconds(aheadMs))),
  },
];

function ofPeer(peer: string, value: number | undefined) {
  return single(value).map((sample) => ({ ...sample, labels: { peer } }));
}
