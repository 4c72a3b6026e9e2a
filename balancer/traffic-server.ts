// One server as traffic sees it: what it is, what is observed and wanted of it, how many users it has, what was
// counted, its gate for log-ons. The rules that move all this are in rules/.

import type { AdminState, Health, Load, Server, ServerId, UserCounts } from '../cluster/model.ts';
import type { Ledger } from './ledger.ts';
import { afterReturn, atTime, goodStanding, type Judged, type Standing } from './rules/ejection.ts';
import { Gate } from './rules/gate.ts';
import { type Candidate, takesLogOns, wholeWeight } from './rules/pick.ts';
import { createTally, type Tally } from './rules/settle.ts';
import type { StormSettings } from './rules/warmth.ts';
import { createServerCounters, type ServerCounters } from './traffic-counters.ts';
import type { ServerGuard } from './traffic-types.ts';

/** What a server's numbers are read from and written to. */
export type ServerBooks = {
  readonly ledger: Ledger;
  readonly storm: () => StormSettings;
  /** Undefined: counters of its own. */
  /** Puts somebody around the tally who hears of its changes. */
  readonly tallyOf?: ((id: ServerId, tally: Tally) => Tally) | undefined;
  readonly countersOf?: ((id: ServerId) => ServerCounters) | undefined;
};

/** With no poll for so long the balancer's own sight of a session's end is better than none. */
const staleCountsMs = 30_000;
/** Without a database: how long a log-on counts whose session id could not be read. */
const unseenSessionMs = 30_000;

const inService: AdminState = { state: 'in-service', sinceMs: 0 };

/** State and rules of one server cannot be parted here: a candidate reads its users at every decision. */
export class TrafficServer implements Candidate, Judged {
  server: Server;
  admin: AdminState['state'] = 'in-service';
  /** What is wanted of it, whole; `admin` is its word, where unknown is as in service. */
  wanted: AdminState = inService;
  /** Sessions that were let go since it was taken out of service; the database may still count them. */
  letGo = 0;
  standing: Standing = goodStanding;
  /** True where it is used though it is out: every server fails. */
  usedAnyway = false;
  /** Who prepares it for its users just now. */
  readonly warmedBy = new Set<string>();
  /** When its active check was last asked for because of a failure. */
  troubleToldMs = Number.NEGATIVE_INFINITY;
  weight: number;
  /** Log-ons under way whose session the ledger has already. */
  learntUnderWay = 0;
  readonly tally: Tally;
  readonly counters: ServerCounters;
  readonly gate: Gate;
  private observed: Health['state'] = 'unknown';
  private readonly ledger: Ledger;
  private unseenUntilMs: number[] = [];

  constructor(server: Server, books: ServerBooks) {
    this.server = server;
    this.weight = wholeWeight(server.weight);
    this.ledger = books.ledger;
    this.gate = new Gate(books.storm);
    this.tally = books.tallyOf?.(server.id, createTally()) ?? createTally();
    this.counters = books.countersOf?.(server.id) ?? createServerCounters();
  }

  /** As decisions see it: a server that live requests have put out is as good as down. */
  get health(): Health['state'] {
    return this.ejected ? 'down' : this.observed;
  }

  /** By its active check alone. */
  get down(): boolean {
    return this.observed === 'down';
  }

  get warming(): boolean {
    return this.warmedBy.size > 0;
  }

  get ejected(): boolean {
    return this.standing.kind === 'ejected' && !this.usedAnyway;
  }

  /** When a server that is out may come back; undefined for all others. */
  get outUntilMs(): number | undefined {
    return this.standing.kind === 'ejected' ? this.standing.untilMs : undefined;
  }

  get isFull(): boolean {
    return this.maxUsers !== undefined && this.users >= this.maxUsers;
  }

  get maxUsers(): number | undefined {
    return this.server.maxUsers;
  }

  /** What decisions use. Where the database never told a number, the ledger is the count. */
  get users(): number {
    if (this.tally.database() !== undefined) return this.tally.expected();
    return this.ledger.count(this.server.id) + this.underWay() + this.unseenUntilMs.length;
  }

  update(server: Server): void {
    this.server = server;
    this.weight = wholeWeight(server.weight);
  }

  /** A server that is back from down has just started, as far as anybody knows (F4). */
  observe(state: Health['state'], nowMs: number): void {
    const before = this.observed;
    if (before === 'down' && state !== 'down' && state !== 'unknown') this.gate.cool(nowMs);
    const returned = state === 'up' && before !== 'up' && before !== 'unknown';
    if (returned) this.standing = afterReturn(this.standing, nowMs);
    this.observed = state;
  }

  /** `wanted` is the whole of `state`, where somebody decides by it. */
  want(state: AdminState['state'], nowMs: number, wanted: AdminState = inService): void {
    if (this.admin !== 'in-service' && state === 'in-service') this.gate.comeBack(nowMs);
    if (state === 'in-service') this.letGo = 0;
    this.admin = state;
    this.wanted = wanted;
  }

  /** A server whose time out is over is tried again, as carefully as a cold one. */
  retry(nowMs: number): void {
    const before = this.standing;
    this.standing = atTime(before, nowMs);
    if (this.standing !== before) this.gate.cool(nowMs);
  }

  settle(counts: UserCounts): void {
    const users = counts.byServer.get(this.server.id);
    if (users === undefined) return;
    this.tally.settle({ users, startedAtMs: counts.startedAtMs, endedAtMs: counts.endedAtMs });
  }

  /** A session that nobody saw for the idle time; the database says so itself while it can. */
  expire(nowMs: number): void {
    const lastMs = this.tally.lastSettledMs();
    if (lastMs === undefined || nowMs - lastMs < staleCountsMs) return;
    this.tally.logOff({ begunAtMs: nowMs, endedAtMs: nowMs });
  }

  /** A log-on that succeeded without showing its session id. */
  holdUnseen(nowMs: number): void {
    if (this.tally.database() === undefined) this.unseenUntilMs.push(nowMs + unseenSessionMs);
  }

  releaseUnseen(nowMs: number): void {
    if (this.unseenUntilMs.length === 0) return;
    this.unseenUntilMs = this.unseenUntilMs.filter((untilMs) => untilMs > nowMs);
  }

  load(): Load {
    const database = this.tally.database();
    const effective = this.users;
    return {
      database,
      observed: this.ledger.count(this.server.id),
      pending: database === undefined ? this.underWay() : Math.max(0, effective - database),
      effective,
      inFlightRequests: this.counters.inFlight,
    };
  }

  guard(nowMs: number): ServerGuard {
    const { standing, ejected } = this;
    const out = standing.kind === 'ejected' && ejected ? standing : undefined;
    return {
      ...this.gate.view(nowMs),
      takesLogOns: takesLogOns(this),
      warming: this.warming,
      ejected,
      ejectedSinceMs: out?.sinceMs,
      ejectedUntilMs: out?.untilMs,
    };
  }

  private underWay(): number {
    return this.tally.underWay() - this.learntUnderWay;
  }
}
