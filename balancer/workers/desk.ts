// The exchanges one worker has asked about, in the main thread: the real ones, which decide and keep the books. What
// the worker's engine told is told to them in the same order.

import type { EndReason, ExchangeEnd, Route, SettledRoute } from '../engine.ts';
import { WireError } from '../http1/errors.ts';
import { faultReply } from '../http1/own-answers.ts';
import type { AnswerTerms } from '../traffic-edits.ts';
import type { TrafficExchange } from '../traffic-exchange.ts';
import type { TrafficOffice } from '../traffic-office.ts';
import { requestOf, responseOf } from './plain-heads.ts';
import type { Order, Report } from './protocol.ts';

export type DeskOptions = {
  readonly office: Pick<TrafficOffice, 'begin'>;
  readonly send: (order: Order) => void;
  readonly nowMs: () => number;
  readonly onProblem: (problem: Error) => void;
};

/** Reports about exchanges. */
export type ExchangeReport = Extract<Report, { readonly id: number }>;

export interface Desk {
  take(report: ExchangeReport): void;
  /** The worker is no more: for its clients everything it had open is over. */
  abandon(): void;
}

type Asked = Extract<Report, { readonly kind: 'ask' }>;

const fault: SettledRoute = { kind: 'reply', reply: faultReply(), because: 'fault' };
/** Of an answer of our own, which has no edits. */
const noTerms: AnswerTerms = { kind: 'other', publicOrigin: '', cookieLine: undefined, banner: undefined };

type Open = { readonly exchange: TrafficExchange; readonly startedMs: number; sent: boolean };

export function createDesk(options: DeskOptions): Desk {
  const { office, send, nowMs, onProblem } = options;
  const open = new Map<number, Open>();

  function settled(id: number, route: SettledRoute): void {
    const entry = open.get(id);
    // Its client has left while it waited.
    if (entry === undefined) return;
    entry.sent = route.kind === 'forward';
    send({ kind: 'routed', id, route, terms: entry.exchange.terms() });
  }

  /** Asks the rules; where they fail the client gets 500, as everywhere. */
  function decide(id: number, question: (exchange: TrafficExchange) => Route): void {
    const entry = open.get(id);
    if (entry === undefined) return;
    attempt(
      () => {
        const route = question(entry.exchange);
        if (route.kind !== 'wait') settled(id, route);
        else route.next.then((next) => settled(id, next)).catch((error: unknown) => failed(id, error));
      },
      () => settled(id, fault),
    );
  }

  /** What it waited for broke, which no rule should let happen. */
  function failed(id: number, error: unknown): void {
    tell(error);
    settled(id, fault);
  }

  function tell(error: unknown): void {
    onProblem(new WireError('BAL_RULE_FAILED', 'a traffic rule failed', error));
  }

  function begin({ id, head, given, peeked }: Asked): void {
    const exchange = office.begin(requestOf(head), given);
    open.set(id, { exchange, startedMs: given.startedMs, sent: false });
    decide(id, () => exchange.route(bufferOf(peeked)));
  }

  function attempt(work: () => void, otherwise: () => void = () => undefined): void {
    try {
      work();
    } catch (error) {
      tell(error);
      otherwise();
    }
  }

  return {
    take(report) {
      const { id } = report;
      const exchange = open.get(id)?.exchange;
      switch (report.kind) {
        case 'ask':
          attempt(
            () => begin(report),
            () => send({ kind: 'routed', id, route: fault, terms: noTerms }),
          );
          break;
        case 'connect-failed':
          decide(id, (each) => each.connectFailed(failureOf(report)));
          break;
        case 'answered':
          attempt(() => exchange?.responseHead(responseOf(report.head)));
          break;
        case 'chunk':
          attempt(() => exchange?.responseChunk(report.text));
          break;
        case 'ended':
          open.delete(id);
          attempt(() => exchange?.end(report.end));
          break;
      }
    },
    abandon() {
      for (const { exchange, startedMs, sent } of open.values()) {
        attempt(() => exchange.end(brokenOff(nowMs() - startedMs, sent)));
      }
      open.clear();
    },
  };
}

function failureOf({ message, code }: Extract<Report, { readonly kind: 'connect-failed' }>): Error {
  return Object.assign(new Error(message), { code });
}

/** As if the client had left: whether the server goes on with it nobody knows. */
function brokenOff(totalMs: number, sent: boolean): ExchangeEnd {
  const reason: EndReason = 'client-gone';
  const connectMs = sent ? 0 : undefined;
  const bytes = { requestBodyBytes: 0, responseBodyBytes: 0 };
  return { reason, status: 0, connectMs, firstByteMs: undefined, totalMs: Math.max(0, totalMs), ...bytes };
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
