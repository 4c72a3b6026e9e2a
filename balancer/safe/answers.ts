// The answers that end an exchange other than by passing one on whole: replies, failures, cuts.

import type { EndReason, Reply } from '../engine.ts';
import { faultReply } from '../http1/own-answers.ts';
import { replyAndClose } from './closing-answer.ts';
import { askRule, finish, type Run } from './exchange-state.ts';

/** Sends a reply; the connection goes on if the client wants it to. */
export function sendReply(run: Run, reply: Reply, reason: EndReason): void {
  const { response, surroundings } = run;
  const text = Buffer.from(reply.body);
  const bodiless = reply.status === 204 || reply.status === 304;
  const fields = [...reply.fields, ...(bodiless ? [] : ['Content-Length', String(text.length)])];
  run.phase = 'answering';
  run.status = reply.status;
  if (surroundings.closing()) response.shouldKeepAlive = false;
  const sent = askRule(surroundings, 'reply', () => response.writeHead(reply.status, fields));
  if (sent === undefined) {
    closeWith(run, faultReply(), reason);
    return;
  }
  response.once('finish', () => settle(run, reason));
  response.end(bodiless ? undefined : text);
}

/** Nothing of an answer has been sent: the client gets the rules' page for `status`. */
export function sendFailure(run: Run, status: number, reason: EndReason): void {
  run.attempt?.abandon();
  sendReply(run, failureReply(run, status), reason);
}

/** As `sendFailure`, for a client whose further bytes mean nothing: the connection ends. */
export function closeWithFailure(run: Run, status: number, reason: EndReason): void {
  run.attempt?.abandon();
  if (run.response.headersSent) cutClient(run, reason);
  else closeWith(run, failureReply(run, status), reason);
}

/** A rule threw where an answer was due: 500, never a silent client. */
export function sendFault(run: Run): void {
  run.attempt?.abandon();
  sendReply(run, failureReply(run, 500), 'replied');
}

/** The answer had begun and cannot be completed: the client sees it broken, never ended. */
export function cutClient(run: Run, reason: EndReason): void {
  run.attempt?.abandon();
  const { socket, peer } = run.connection;
  // An answer without length or chunks ends with its connection: only a reset tells a cut from its end.
  const untold = run.response.chunkedEncoding === false && run.checked.version === '1.0';
  if (untold && !peer.secure && !socket.destroyed) socket.resetAndDestroy();
  else socket.destroy();
  finish(run, reason);
}

/** The whole answer is with the client; what it still sends of its request is forgotten, for a while. */
export function settle(run: Run, reason: EndReason): void {
  const { body, surroundings, connection } = run;
  finish(run, reason);
  // Where its head promised to stay before the engine began to close, the next answer says that it ends.
  if (body.complete) return;
  run.attempt?.abandon();
  body.discard();
  const untilMs = surroundings.nowMs() + surroundings.limits.bodyTimeoutMs;
  const rest = {
    check() {
      if (!body.complete && !connection.socket.destroyed && surroundings.nowMs() < untilMs) return;
      surroundings.clock.forget(rest);
      if (!body.complete) connection.socket.destroy();
    },
  };
  surroundings.clock.watch(rest);
}

function closeWith(run: Run, reply: Reply, reason: EndReason): void {
  run.status = reply.status;
  replyAndClose(run.connection, reply, run.checked.method === 'HEAD');
  finish(run, reason);
}

function failureReply(run: Run, status: number): Reply {
  const reply = askRule(run.surroundings, 'failureReply', () => run.exchange.failureReply(status));
  return reply ?? { ...faultReply(), status };
}
