// The body of one request on its way: the first bytes for the rules, then all of it to the server, with backpressure.
// Knows nothing of heads, limits or answers.

import type { ClientRequest, IncomingMessage } from 'node:http';
import { forwardTrailers } from './rules/trailers.ts';

export interface RequestBody {
  /** Bytes that have come. */
  received(): number;
  /** True when all of it has come. */
  complete(): boolean;
  /** True while the server takes no more. */
  blocked(): boolean;
  /** Calls back once `count` bytes or the whole body are there; they stay in front. */
  peek(count: number, done: (peeked: Buffer) => void): void;
  /** Sends everything to `sink` and ends it. May be called again as long as nothing but peeked bytes has come. */
  sendTo(sink: ClientRequest): void;
  /** Whatever still comes is read and forgotten. */
  discard(): void;
}

type Mode = 'idle' | 'peek' | 'send' | 'discard';

/** `present` is false for a request that has no body. */
export function createRequestBody(source: IncomingMessage, present: boolean): RequestBody {
  let mode: Mode = 'idle';
  let listening = false;
  let complete = !present;
  let received = 0;
  let blocked = false;
  let held: Buffer[] = [];
  let wanted = 0;
  let whenPeeked: ((peeked: Buffer) => void) | undefined;
  let sink: ClientRequest | undefined;

  const pass = (target: ClientRequest, chunk: Buffer) => {
    if (target.write(chunk) || blocked) return;
    blocked = true;
    source.pause();
    target.once('drain', () => {
      blocked = false;
      source.resume();
    });
  };
  const endPeek = () => {
    const done = whenPeeked;
    whenPeeked = undefined;
    mode = 'idle';
    if (!complete) source.pause();
    done?.(Buffer.concat(held));
  };
  const onData = (chunk: Buffer) => {
    received += chunk.length;
    if (mode === 'send' && sink) pass(sink, chunk);
    else if (mode !== 'discard') held.push(chunk);
    if (mode === 'peek' && received >= wanted) endPeek();
  };
  const onEnd = () => {
    complete = true;
    if (mode === 'peek') endPeek();
    else if (mode === 'send' && sink) endSink(sink, source);
  };
  const listen = () => {
    if (!listening && !complete) {
      listening = true;
      source.on('data', onData);
      source.on('end', onEnd);
    } else if (!complete) source.resume();
  };
  return {
    received: () => received,
    complete: () => complete,
    blocked: () => blocked,
    peek(count, done) {
      wanted = count;
      whenPeeked = done;
      mode = 'peek';
      if (complete) endPeek();
      else listen();
    },
    sendTo(target) {
      sink = target;
      mode = 'send';
      for (const chunk of held) pass(target, chunk);
      if (complete) endSink(target, source);
      else if (!blocked) listen();
    },
    discard() {
      mode = 'discard';
      sink = undefined;
      held = [];
      blocked = false;
      if (!complete) listen();
    },
  };
}

function endSink(sink: ClientRequest, source: IncomingMessage): void {
  const trailers = forwardTrailers(source.rawTrailers);
  if (trailers.length > 0) sink.addTrailers(trailers);
  sink.end();
}
