// The requests of one logged-on client, one after the other, and attention: the client's wish to cancel.

import { isMalformed, malformed } from '../errors.ts';
import { faultAnswer, runRequest } from './run-request.ts';
import type { Engine } from './sql/engine.ts';
import type { Session } from './sql/session.ts';
import { Cancelled, delay } from './sql/wait.ts';
import { createByteWriter } from './wire/byte-writer.ts';
import { type Message, packetType } from './wire/packets.ts';
import { doneStatus, doneToken, writeDone } from './wire/tokens.ts';

export type RequestLoopOptions = {
  readonly engine: Engine;
  readonly session: Session;
  /** Sends one message of an answer. */
  readonly send: (payload: Buffer) => Promise<void>;
  /** Ends a connection that does not speak TDS. */
  readonly drop: () => void;
  readonly delayMs: () => number;
  readonly onFault: (fault: unknown) => void;
};

export type RequestLoop = {
  /** Takes a request or an attention; throws DEM_TDS_MALFORMED for anything else. */
  take(message: Message): void;
  /** Cancels what runs and forgets what waits: the connection is gone. */
  stop(): void;
};

/** Requests a client may send ahead of their answers. */
const mostWaiting = 16;
const requestTypes: readonly number[] = [packetType.sqlBatch, packetType.rpc, packetType.transactionManager];

export function createRequestLoop(options: RequestLoopOptions): RequestLoop {
  const { session, engine, send } = options;
  const waiting: Message[] = [];
  let running: AbortController | undefined;
  let busy = false;

  async function work(): Promise<void> {
    busy = true;
    for (let message = waiting.shift(); message; message = waiting.shift()) {
      running = new AbortController();
      const { signal } = running;
      session.running = true;
      session.lastRequestStartMs = engine.nowMs();
      const answer = await answerTo(options, message, signal);
      session.running = false;
      session.lastRequestEndMs = engine.nowMs();
      await send(answer);
      running = undefined;
      // Each message of the client is owed one of ours: the cancelled request had its own, now the attention.
      if (signal.aborted) await send(doneAlone(doneStatus.attention));
    }
    busy = false;
  }

  return {
    take(message) {
      if (message.type === packetType.attention) {
        if (running) running.abort();
        else void send(doneAlone(doneStatus.attention));
        return;
      }
      if (!requestTypes.includes(message.type)) throw malformed(`message ${message.type} after the log-on`);
      if (waiting.length >= mostWaiting) throw malformed('too many requests ahead of their answers');
      waiting.push(message);
      if (!busy) void work();
    },
    stop() {
      waiting.length = 0;
      running?.abort();
    },
  };
}

/** The answer to one request; never rejects. */
async function answerTo(options: RequestLoopOptions, message: Message, signal: AbortSignal): Promise<Buffer> {
  const { engine, session } = options;
  try {
    if (message.ignored) return doneAlone(doneStatus.error);
    const delayMs = options.delayMs();
    if (delayMs > 0) await delay(delayMs, signal);
    return await runRequest(engine, session, message, signal);
  } catch (error) {
    if (error instanceof Cancelled) return doneAlone(doneStatus.error);
    if (isMalformed(error)) {
      options.drop();
      return doneAlone(doneStatus.error);
    }
    options.onFault(error);
    return faultAnswer(session, error);
  }
}

function doneAlone(status: number): Buffer {
  const writer = createByteWriter();
  writeDone(writer, doneToken.done, status);
  return writer.take();
}
