// The deciding half of the balancer as main.ts has it: what it is told, what it is asked. Types only.

import type { AdminState, Health, Load, Notice, ServerId, Topology, UserCounts } from '../cluster/model.ts';
import type { TrafficRules } from './engine.ts';
import type { KeptSessions } from './ledger.ts';
import type { TrafficPeers } from './peers/peer-event.ts';
import type { TesterPass } from './tester-tokens.ts';
import type { TrafficCounters } from './traffic-counters.ts';
import type { TrafficOffice } from './traffic-office.ts';
import type { LogOnLock, LostSession, SessionsView, StormView, TrafficSettings } from './traffic-types.ts';

/** The deciding half of the balancer: the engine asks it, main.ts tells it what is new. */
export interface Traffic extends TrafficRules {
  setTopology(topology: Topology): void;
  setHealth(id: ServerId, health: Health): void;
  setAdminState(id: ServerId, admin: AdminState): void;
  /** Somebody knows that a server has just started, though it was never seen down here. */
  setCold(id: ServerId): void;
  /** Whether log-ons are turned away with a page of ours; undefined lets them through. */
  setLock(lock: LogOnLock | undefined): void;
  /** While somebody prepares a server (loads its metadata, logs on first), log-ons go to others if there are any. */
  setWarming(id: ServerId, warming: boolean, by?: string): void;
  /** Somebody has seen that a log-on is quick there: its log-ons may follow each other at a rate that rises. */
  setWarm(id: ServerId): void;
  /** Told of every session that its server has lost. Returns the way to stop. */
  onSessionLost(listener: (session: LostSession) => void): () => void;
  /** A server has lost every session first seen up to then: their people are sent to another's log-on page. */
  loseSessions(id: ServerId, learnedByMs: number): void;
  /** Sessions a server had before and still has. Walks through all sessions. */
  keptSince(id: ServerId, sinceMs: number): KeptSessions;
  /** A server that the counts leave out has no news; one without users must be there with 0. */
  setCounts(counts: UserCounts): void;
  /** Throws a BalancerError where a setting cannot be used; the old ones stay. */
  setSettings(settings: TrafficSettings): void;
  loads(): ReadonlyMap<ServerId, Load>;
  /** Walks through all sessions: to be asked about once a second at most. `idleAfterMs`: from when on one is idle. */
  sessionsOf(id: ServerId, idleAfterMs: number): SessionsView;
  /** Path and query of a link on the one URL by which somebody reaches one server until a time. */
  testerLink(pass: TesterPass): string;
  counters(): TrafficCounters;
  storm(): StormView;
  notices(): readonly Notice[];
  /** For other Fairleads over the same cluster, so that all of them decide as one. */
  readonly peers: TrafficPeers;
  /** For workers that carry requests in threads of their own. */
  readonly office: TrafficOffice;
  /** Writes the ledger a last time. */
  close(): Promise<void>;
}
