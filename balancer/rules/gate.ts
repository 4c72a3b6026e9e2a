// The gate of one server: which log-ons are under way there and whether another may go. Pure: time is an argument.
// Which server a log-on should go to, and who waits, is decided elsewhere.
//
// A place is taken from the decision until the head of the answer. A client that leaves meanwhile does not stop the
// server: its place is held for as long as such a log-on usually takes there, or people who press the button again
// and again would bring about the very storm the gate is for.

import type { GateState } from './pick.ts';
import {
  afterLogOn,
  afterTaking,
  atTime,
  cold,
  isSlow,
  nextAtMs,
  placesOf,
  returned,
  type StormSettings,
  unknownWarmth,
  type Warmth,
  warmed,
} from './warmth.ts';

/** One log-on that was let in. */
export type Pass = { readonly startedMs: number; tookMs: number | undefined };

export type GateView = {
  readonly warmth: Warmth['kind'];
  /** Undefined where it was warm from the beginning. */
  readonly sinceMs: number | undefined;
  readonly underWay: number;
  readonly places: number;
};

/** State and rules of one gate, which change with every log-on and cannot be parted. */
export class Gate {
  private readonly settings: () => StormSettings;
  private warmth: Warmth = unknownWarmth;
  private lastTookMs: number | undefined;
  private readonly underWay = new Set<Pass>();
  /** Until when the places of those who left are held. */
  private held: number[] = [];

  /** The gate of a server of which nothing is known. `settings` is asked each time: they may change. */
  constructor(settings: () => StormSettings) {
    this.settings = settings;
  }

  /** Whether another log-on may go there now. A warm server without a place will have one soon. */
  state(nowMs: number): GateState {
    if (!this.settings().guard) return 'open';
    this.look(nowMs);
    const hasPlace = this.underWay.size + this.held.length < this.places;
    if (hasPlace && nextAtMs(this.warmth) <= nowMs) return 'open';
    return this.warmth.kind === 'warm' ? 'soon' : 'closed';
  }

  isOpen(nowMs: number): boolean {
    return this.state(nowMs) === 'open';
  }

  /** When time alone will open it, `nowMs` if it is open; undefined where something has to happen first. */
  opensAtMs(nowMs: number): number | undefined {
    this.look(nowMs);
    const free = this.places - this.underWay.size;
    if (free <= 0) return undefined;
    const heldUntilMs =
      this.held.toSorted((first, second) => first - second)[this.held.length - free] ?? nowMs;
    return Math.max(nowMs, heldUntilMs, nextAtMs(this.warmth));
  }

  /** Lets a log-on in. */
  take(nowMs: number): Pass {
    this.look(nowMs);
    this.warmth = afterTaking(this.warmth, this.settings(), nowMs);
    const pass: Pass = { startedMs: nowMs, tookMs: undefined };
    this.underWay.add(pass);
    return pass;
  }

  /** The head of the answer is there: the place is free. */
  answered(pass: Pass, nowMs: number): void {
    if (!this.underWay.delete(pass)) return;
    pass.tookMs = Math.max(0, nowMs - pass.startedMs);
    this.lastTookMs = pass.tookMs;
  }

  /** How an answered log-on ended. */
  finished({ startedMs, tookMs }: Pass, succeeded: boolean, nowMs: number): void {
    if (tookMs === undefined) return;
    this.look(nowMs);
    this.warmth = afterLogOn(this.warmth, { startedMs, tookMs, succeeded }, this.settings(), nowMs);
  }

  /** The server has nothing to do with it any more: it was never sent, or the server broke off. */
  release(pass: Pass): void {
    this.underWay.delete(pass);
  }

  /** The client left while the server is at it. */
  abandon(pass: Pass, nowMs: number): void {
    if (!this.underWay.delete(pass)) return;
    const untilMs = pass.startedMs + this.holdMs();
    if (untilMs > nowMs) this.held.push(untilMs);
  }

  /** The server has just started, or somebody knows that it is cold. */
  cool(nowMs: number): void {
    this.warmth = cold(nowMs);
    this.held = [];
  }

  /** Somebody has seen that a log-on is quick there. */
  warmed(nowMs: number): void {
    this.warmth = warmed(this.warmth, nowMs);
  }

  /** The server is in service again. */
  comeBack(nowMs: number): void {
    this.warmth = returned(this.warmth, nowMs);
  }

  view(nowMs: number): GateView {
    this.look(nowMs);
    const { kind, sinceMs } = this.warmth;
    return {
      warmth: kind,
      sinceMs: Number.isFinite(sinceMs) ? sinceMs : undefined,
      underWay: this.underWay.size,
      places: this.places,
    };
  }

  private get places(): number {
    return placesOf(this.warmth, this.settings());
  }

  /** What time has done: ramps end, held places come free, and a log-on that takes too long tells of a cold server. */
  private look(nowMs: number): void {
    const settings = this.settings();
    const latestMs = nowMs + settings.coldLogOnMs;
    this.warmth = atTime(this.warmth, settings, nowMs);
    if (this.held.length > 0) {
      // A clock that was set back must not hold a place for longer than it ever could be.
      this.held = this.held.filter((untilMs) => untilMs > nowMs && untilMs <= latestMs);
    }
    if (this.warmth.kind === 'cold') return;
    const { sinceMs } = this.warmth;
    for (const { startedMs } of this.underWay) {
      if (startedMs >= sinceMs && isSlow(nowMs - startedMs, settings)) this.warmth = cold(nowMs);
    }
  }

  /** Nobody knows what a server does for a client that left: at most what is called slow. */
  private holdMs(): number {
    const { coldLogOnMs } = this.settings();
    if (this.warmth.kind === 'cold' || this.lastTookMs === undefined) return coldLogOnMs;
    return Math.min(coldLogOnMs, 2 * this.lastTookMs);
  }
}
