// Sends to one other Fairlead, in order and one message at a time, whatever there is to tell; again and again while it
// does not answer. Knows nothing of what it carries.

import { randomUUID } from 'node:crypto';
import { createArrivals } from './arrivals.ts';
import { exchangeVersion, type PeerMessage } from './message.ts';
import { createPeerPost, type PeerPostOptions } from './peer-post.ts';
import { fittingItems } from './rules/batch.ts';

export type PeerLinkOptions<Item> = PeerPostOptions & {
  /** Our own name. */
  readonly from: string;
  /** Everything it must know, and nothing that is told beside. */
  readonly whole: () => Iterable<Item>;
  readonly heartbeatMs: number;
  readonly nowMs: () => number;
};

export type LinkState = {
  /** What the last try said; undefined where it was answered, or nothing was tried yet. */
  readonly problem: string | undefined;
  /** Since when something waits to be known there; undefined where all is. */
  readonly behindSinceMs: number | undefined;
};

export type PeerLink<Item> = {
  /** Told as soon as can be. */
  tell(item: Item): void;
  /** Resolves when all that was told so far is known there, or the other does not answer. Never rejects. */
  arrived(): Promise<void>;
  state(): LinkState;
  start(): void;
  close(): Promise<void>;
};

/** More than this waits for nobody: then everything is told anew. */
const mostWaiting = 20_000;

/** Sends nothing before `start`. */
export function createPeerLink<Item>(options: PeerLinkOptions<Item>): PeerLink<Item> {
  const { heartbeatMs, nowMs, from } = options;
  const boot = randomUUID();
  const post = createPeerPost(options);
  const stop = new AbortController();
  let waiting: Item[] = [];
  let needsWhole = true;
  let number = 0;
  let problem: string | undefined;
  let behindSinceMs: number | undefined = nowMs();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;

  const unsent = () => (needsWhole ? Number.POSITIVE_INFINITY : waiting.length);
  const arrivals = createArrivals(() => (problem === undefined ? unsent() : 0));
  const next = (): PeerMessage<Item> => {
    const whole = needsWhole;
    if (whole) waiting = [...options.whole()];
    needsWhole = false;
    number += 1;
    const items = waiting.splice(0, fittingItems(waiting));
    arrivals.sent(items.length, whole ? items.length + waiting.length : undefined);
    return { version: exchangeVersion, from, boot, number, sentAtMs: nowMs(), whole, items };
  };
  const sendOnce = async () => {
    const message = next();
    try {
      const reply = await post(message, stop.signal);
      problem = undefined;
      if (reply.wantsWhole) needsWhole = true;
      arrivals.taken(reply.wantsWhole);
    } catch (error) {
      // What was in it may have arrived or not: only telling everything is sure.
      needsWhole = true;
      problem = (error as Error).message;
      arrivals.failed();
    }
    const isBehind = needsWhole || waiting.length > 0;
    // What waits now came at the earliest while this message was under way.
    if (problem === undefined) behindSinceMs = isBehind ? message.sentAtMs : undefined;
    else behindSinceMs ??= message.sentAtMs;
  };
  const send = () => {
    clearTimeout(timer);
    if (sending !== undefined || stop.signal.aborted) return;
    sending = sendOnce().finally(() => {
      sending = undefined;
      if (stop.signal.aborted) return;
      const isEager = problem === undefined && behindSinceMs !== undefined;
      timer = setTimeout(send, isEager ? 0 : heartbeatMs);
    });
  };
  return {
    tell(item) {
      behindSinceMs ??= nowMs();
      if (needsWhole) return;
      waiting.push(item);
      if (waiting.length > mostWaiting) {
        waiting = [];
        needsWhole = true;
      }
      // Everything of one turn of the event loop goes in one message.
      if (waiting.length === 1 && problem === undefined) queueMicrotask(send);
    },
    arrived: arrivals.wait,
    state: () => ({ problem, behindSinceMs }),
    start: send,
    async close() {
      stop.abort();
      clearTimeout(timer);
      await sending;
      arrivals.failed();
      post.close();
    },
  };
}
