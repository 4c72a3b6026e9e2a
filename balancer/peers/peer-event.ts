// What one Fairlead tells the others over the same cluster, so that all of them decide as one. Types only.

import type { ServerId } from '../../cluster/model.ts';
import type { LedgerKey } from '../ledger.ts';

/** Times are those of the clock of the Fairlead that holds the event. */
export type PeerEvent =
  /** A log-on was sent there. `id` is unique with the teller. */
  | {
      readonly type: 'reserved';
      readonly id: number;
      readonly server: ServerId;
      readonly untold: boolean;
      readonly atMs: number;
    }
  /** How it ended. */
  | { readonly type: 'ended'; readonly id: number; readonly succeeded: boolean; readonly atMs: number }
  /** A session has ended, as it was seen. */
  | {
      readonly type: 'log-off';
      readonly server: ServerId;
      readonly begunAtMs: number;
      readonly endedAtMs: number;
    }
  /** A session is on that server from now on; undefined: on none. */
  | {
      readonly type: 'session';
      readonly key: LedgerKey;
      readonly server: ServerId | undefined;
      readonly atMs: number;
    }
  /** A session goes on; told now and then, not at each request. */
  | { readonly type: 'seen'; readonly key: LedgerKey; readonly atMs: number };

/** The traffic's side of it. */
export interface TrafficPeers {
  /** Called with whatever happens here; what was heard from others is not told again. One listener at most. */
  watch(listener: (event: PeerEvent) => void): void;
  /** Takes what another Fairlead told, in its order. What cannot be (a server that is not there) is passed over. */
  hear(peer: string, events: readonly PeerEvent[]): void;
  /** It is gone or has begun anew: log-ons under way there are given back; sessions and counts stay. */
  lost(peer: string): void;
  /** Everything another one must know that has just come. */
  whole(): Generator<PeerEvent>;
}
