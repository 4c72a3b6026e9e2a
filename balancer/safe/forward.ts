// Sends one request to the server a route names, and on what comes back; decides what a failed try leads to.
// Which server is the rules' affair.

import type { IncomingMessage, InformationEvent } from 'node:http';
import type { Socket } from 'node:net';
import type { Server } from '../../cluster/model.ts';
import type { FieldEdits, ResponseHead, Route, SettledRoute } from '../engine.ts';
import { WireError } from '../http1/errors.ts';
import { idempotentMethods } from '../http1/rules/methods.ts';
import { createPageInsertion } from '../rules/page-insertion.ts';
import { cutClient, sendFailure, sendFault, sendReply, settle } from './answers.ts';
import { type Failure, startAttempt } from './attempt.ts';
import { askRule, elapsedMs, finish, type Run } from './exchange-state.ts';
import { startRelay } from './relay.ts';
import { readConnectionOptions } from './rules/connection-options.ts';
import { type FlatFields, firstValueOf, valuesOf } from './rules/fields.ts';
import { interimFields, requestFields, responseFields } from './rules/outgoing.ts';
import { acceptsWebSocket, checkResponse } from './rules/response-check.ts';
import { openTunnel } from './tunnel.ts';

type Destination = {
  readonly server: Server;
  readonly edits: FieldEdits;
  readonly silenceMs?: number | undefined;
};

/** Rules that name servers for ever are stopped here. */
const mostTries = 32;
/** More than any server has to say before its answer. */
const mostInterims = 100;
/** So much of a body is taken while there is no server to send it to. */
const mostHeldBytes = 65_536;
const nothing = Buffer.alloc(0);
const noEdits: FieldEdits = { drop: [], replace: new Map(), append: [] };

/** Does what a route says. `undefined` stands for a rule that threw. */
export function follow(run: Run, route: Route | undefined): void {
  if (route === undefined) sendFault(run);
  else if (route.kind === 'wait') hold(run, route.next);
  else if (route.kind === 'reply') sendReply(run, route.reply, run.tries > 0 ? 'connect-failed' : 'replied');
  else forward(run, route, 'kept');
}

/** Holds the request until the rules have decided; nobody's time runs meanwhile. */
function hold(run: Run, next: Promise<SettledRoute>): void {
  run.phase = 'waiting';
  run.attempt = undefined;
  run.body.hold(mostHeldBytes);
  const goOn = (decided: () => SettledRoute) => {
    if (run.phase === 'waiting') follow(run, askRule(run.surroundings, 'route', decided));
  };
  const failed = (error: unknown) => {
    throw error;
  };
  next
    .then(
      (route) => goOn(() => route),
      (error) => goOn(() => failed(error)),
    )
    .catch((error) => {
      run.surroundings.onProblem(new WireError('BAL_ENGINE_FAULT', 'fault after a wait', error));
      run.connection.socket.destroy();
    });
}

function forward(run: Run, destination: Destination, connection: 'kept' | 'single'): void {
  const { checked, surroundings, body } = run;
  if (++run.tries > mostTries) {
    surroundings.onProblem(new WireError('BAL_RULE_FAILED', `the rules named ${mostTries} servers in a row`));
    sendFailure(run, 502, 'connect-failed');
    return;
  }
  meetExpectation(run);
  run.phase = 'connecting';
  run.silenceMs = destination.silenceMs;
  const order = {
    server: destination.server,
    connection: checked.websocket ? 'single' : connection,
    method: checked.method,
    target: checked.target,
    fields: requestFields(checked, {
      edits: destination.edits,
      serverHost: new URL(destination.server.origin).host,
      passExpect: checked.expectsContinue && !run.continued,
    }),
  } as const;
  run.attempt = askRule(surroundings, 'route', () =>
    startAttempt(surroundings.pools, order, {
      connected() {
        run.phase = 'asking';
        run.connectMs = elapsedMs(run);
        if (checked.framing.kind === 'none' || !run.attempt) return;
        // The head goes at once, as latin1: flushHeaders() would write it as UTF-8.
        run.attempt.request.write(nothing);
        body.sendTo(run.attempt.request);
      },
      interim: (information) => passInterim(run, information),
      answered: (response) => passAnswer(run, response),
      upgraded: (response, socket, early) => joinTunnel(run, response, { socket, early }),
      failed: (failure, cause) => tryAgain(run, destination, { failure, cause }),
    }),
  );
  if (run.attempt === undefined) sendFault(run);
  else if (checked.framing.kind === 'none') run.attempt.request.end();
}

/** node:http writes a head with Expect as UTF-8: where that would change bytes the expectation is met here. */
function meetExpectation(run: Run): void {
  const { checked } = run;
  if (!checked.expectsContinue || run.continued) return;
  if (![checked.target, ...checked.fields].some((text) => /[^\0-\x7f]/.test(text))) return;
  run.continued = true;
  run.response.writeContinue();
}

/** Reliability 6 and 7: only what cannot have been seen, or may be seen twice, goes out again. */
function tryAgain(run: Run, destination: Destination, told: { failure: Failure; cause: Error }): void {
  const { checked, surroundings } = run;
  if (told.failure === 'unsent') {
    follow(
      run,
      askRule(surroundings, 'connectFailed', () => run.exchange.connectFailed(told.cause)),
    );
    return;
  }
  const repeatable = idempotentMethods.has(checked.method) && checked.framing.kind === 'none';
  if (told.failure === 'stale' && repeatable && !run.retried) {
    run.retried = true;
    surroundings.counters.retries++;
    forward(run, destination, 'single');
    return;
  }
  sendFailure(run, 502, 'upstream-failed');
}

/** RFC 9110 15.2: interim answers go on, but not to HTTP/1.0; 100 only to a client that waits for it. */
function passInterim(run: Run, information: InformationEvent): void {
  const { statusCode, rawHeaders } = information;
  if (statusCode === 101 || ++run.interims > mostInterims) {
    sendFailure(run, 502, 'upstream-failed');
    return;
  }
  if (statusCode === 100) {
    if (run.checked.expectsContinue && !run.continued) run.response.writeContinue();
    run.continued = true;
    return;
  }
  const { socket } = run.response;
  if (run.checked.version === '1.0' || !socket?.writable || run.response.headersSent) return;
  const named = readConnectionOptions(rawHeaders)?.named ?? [];
  const fields = interimFields(rawHeaders, named, noEdits);
  socket.write(headText(statusCode, information.statusMessage, fields), 'latin1');
}

function passAnswer(run: Run, source: IncomingMessage): void {
  const { checked, surroundings, response } = run;
  const status = source.statusCode ?? 0;
  run.firstByteMs = elapsedMs(run);
  const answer = { status, version: source.httpVersion, fields: source.rawHeaders };
  const found = checkResponse(answer, checked.method, surroundings.limits);
  if (found.kind === 'bad') {
    sendFailure(run, 502, 'upstream-failed');
    return;
  }
  const plan = askRule(surroundings, 'responseHead', () =>
    run.exchange.responseHead(viewOf(status, source.rawHeaders)),
  );
  const insert = found.readable && found.framing !== 'none' ? plan?.insert : undefined;
  // What grows on its way has no length that could be told.
  const shaped = insert === undefined ? found : { ...found, framing: 'chunked' as const };
  const fields =
    plan &&
    responseFields(source.rawHeaders, shaped, { status, edits: plan.edits, clientVersion: checked.version });
  if (surroundings.closing()) response.shouldKeepAlive = false;
  const begun =
    fields &&
    askRule(surroundings, 'responseHead', () =>
      response.writeHead(status, source.statusMessage ?? '', fields),
    );
  if (plan === undefined || begun === undefined) {
    sendFault(run);
    return;
  }
  run.phase = 'answering';
  run.status = status;
  let watching = plan.watchBody && found.readable;
  const watch = (chunk: Buffer) => {
    if (watching) watching = showChunk(run, chunk);
  };
  response.once('finish', () => settle(run, 'completed'));
  run.relay = startRelay({
    source,
    response,
    hasBody: found.framing !== 'none',
    watch: watching ? watch : undefined,
    insertion: insert === undefined ? undefined : createPageInsertion(insert),
    onCut: () => cutClient(run, 'upstream-cut'),
  });
}

/** False when the rule threw: it is not asked again, and the answer goes on. */
function showChunk(run: Run, chunk: Buffer): boolean {
  const shown = askRule(run.surroundings, 'responseChunk', () => {
    run.exchange.responseChunk(chunk.toString('latin1'));
    return true;
  });
  return shown ?? false;
}

function joinTunnel(run: Run, answer: IncomingMessage, upstream: { socket: Socket; early: Buffer }): void {
  const { checked, surroundings, connection, early, response } = run;
  run.firstByteMs = elapsedMs(run);
  const fields = answer.rawHeaders;
  if (!checked.websocket || early === undefined || !acceptsWebSocket(fields)) {
    upstream.socket.destroy();
    sendFailure(run, 502, 'upstream-failed');
    return;
  }
  const plan = askRule(surroundings, 'responseHead', () => run.exchange.responseHead(viewOf(101, fields)));
  if (plan === undefined) {
    upstream.socket.destroy();
    sendFault(run);
    return;
  }
  const named = readConnectionOptions(fields)?.named ?? [];
  const passed = [
    ...interimFields(fields, named, plan.edits),
    'Connection',
    'Upgrade',
    'Upgrade',
    'websocket',
  ];
  run.phase = 'tunnel';
  run.status = 101;
  connection.keepHalfOpen();
  response.detachSocket(connection.socket);
  connection.socket.write(headText(101, answer.statusMessage ?? '', passed), 'latin1');
  surroundings.counters.tunnels++;
  run.tunnel = openTunnel({
    client: connection.socket,
    server: upstream.socket,
    earlyFromClient: early.take(),
    earlyFromServer: upstream.early,
    onClosed() {
      surroundings.counters.tunnels--;
      finish(run, 'tunnel-closed');
    },
  });
}

function viewOf(status: number, fields: FlatFields): ResponseHead {
  return { status, field: (name) => firstValueOf(fields, name), fields: (name) => valuesOf(fields, name) };
}

function headText(status: number, reason: string, fields: FlatFields): string {
  let text = `HTTP/1.1 ${status} ${reason}\r\n`;
  for (let at = 0; at + 1 < fields.length; at += 2) text += `${fields[at]}: ${fields[at + 1]}\r\n`;
  return `${text}\r\n`;
}
