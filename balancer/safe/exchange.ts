// One request from its head to its end under the rules: begin, peek, route; what happens when the client leaves,
// breaks off or lets us wait. How it is sent on is in forward.ts.

import type { RequestHead } from '../engine.ts';
import type { Timed } from '../http1/clock.ts';
import { WireError } from '../http1/errors.ts';
import { faultReply, optionsReply } from '../http1/own-answers.ts';
import { closeWithFailure, cutClient, sendFailure } from './answers.ts';
import type { Turn } from './client-connections.ts';
import { refuse, replyAndClose } from './closing-answer.ts';
import { askRule, finish, type Incoming, type Run, type Surroundings } from './exchange-state.ts';
import { follow } from './forward.ts';
import { RequestBody } from './request-body.ts';
import { firstValueOf, valuesOf } from './rules/fields.ts';
import { isStalled, nextStall, type Wait, type WaitingFor } from './rules/stall.ts';

const nothing = Buffer.alloc(0);

/** The turn of a request on its connection; nothing happens before it is started. */
export function createExchangeTurn(incoming: Incoming, surroundings: Surroundings): Turn {
  const { connection, request, checked } = incoming;
  const startedMs = surroundings.nowMs();
  let run: Run | undefined;
  let brokenStatus: number | undefined;
  const turn = {
    start() {
      if (connection.socket.destroyed || !connection.socket.writable) return;
      if (brokenStatus !== undefined) refuse(connection, brokenStatus, 'malformed body');
      else {
        if (incoming.early) answerUpgrade(incoming);
        run = begin({ incoming, surroundings, turn, startedMs });
      }
    },
    gone() {
      if (run === undefined || run.phase === 'over' || run.phase === 'tunnel') return;
      run.attempt?.abandon();
      finish(run, run.response.writableFinished ? 'completed' : 'client-gone');
    },
    broken(status: number) {
      if (run?.phase === 'over' || request.complete || checked.framing.kind === 'none') return false;
      brokenStatus = status;
      if (run) closeWithFailure(run, status, 'bad-request');
      return true;
    },
    check() {
      if (run) look(run);
    },
  };
  return turn;
}

/** node:http has let go of the connection: what is no 101 is answered by a response of our own, and ends it. */
function answerUpgrade({ response, connection }: Incoming): void {
  response.shouldKeepAlive = false;
  response.assignSocket(connection.socket);
  response.once('finish', () => connection.socket.destroySoon());
}

type Beginning = {
  readonly incoming: Incoming;
  readonly surroundings: Surroundings;
  readonly turn: Turn & Timed;
  readonly startedMs: number;
};

function begin({ incoming, surroundings, turn, startedMs }: Beginning): Run | undefined {
  const { checked, request, response, connection } = incoming;
  // A response may fail late (the client is gone): the close of the connection tells that.
  response.on('error', () => undefined);
  request.on('error', () => undefined);
  if (checked.method === 'OPTIONS' && firstValueOf(checked.fields, 'max-forwards') === '0') {
    replyAndClose(connection, optionsReply(), false);
    return undefined;
  }
  const exchange = askRule(surroundings, 'begin', () => surroundings.rules.begin(headOf(incoming)));
  if (exchange === undefined) {
    replyAndClose(connection, faultReply(), checked.method === 'HEAD');
    return undefined;
  }
  const hasBody = checked.framing.kind !== 'none';
  const largestBytes = surroundings.limits.bodyBytes;
  const run: Run = {
    ...incoming,
    surroundings,
    exchange,
    turn,
    startedMs,
    body: new RequestBody(request, {
      present: hasBody,
      largestBytes,
      onTooMuch: () => refuseTooMuch(run),
    }),
    phase: 'deciding',
    attempt: undefined,
    relay: undefined,
    tunnel: undefined,
    tries: 0,
    interims: 0,
    retried: false,
    continued: false,
    stall: undefined,
    silenceMs: undefined,
    status: 0,
    connectMs: undefined,
    firstByteMs: undefined,
  };
  surroundings.clock.watch(turn);
  if (checked.framing.kind === 'length' && checked.framing.bytes > (largestBytes ?? checked.framing.bytes)) {
    refuseTooMuch(run);
    return run;
  }
  const decide = (peeked: Buffer) => {
    if (run.phase === 'deciding')
      follow(
        run,
        askRule(surroundings, 'route', () => exchange.route(peeked)),
      );
  };
  if (exchange.peekBytes === 0 || !hasBody) decide(nothing);
  else {
    if (checked.expectsContinue) response.writeContinue();
    run.continued = true;
    run.body.peek(exchange.peekBytes, decide);
  }
  return run;
}

function refuseTooMuch(run: Run): void {
  run.surroundings.counters.badRequests++;
  closeWithFailure(run, 413, 'bad-request');
}

function headOf({ checked, connection }: Incoming): RequestHead {
  const { method, target, version, websocket, fields } = checked;
  return {
    method,
    target,
    version,
    websocket,
    client: connection.peer,
    field: (name) => firstValueOf(fields, name),
    fields: (name) => valuesOf(fields, name),
  };
}

/** Looks whether somebody has kept this exchange waiting for too long. */
function look(run: Run): void {
  const wait = waitOf(run);
  if (wait === undefined) return;
  const { limits: usual, nowMs } = run.surroundings;
  const limits = run.silenceMs === undefined ? usual : { ...usual, serverTimeoutMs: run.silenceMs };
  run.stall = nextStall(run.stall, wait, nowMs());
  if (isStalled(run.stall, limits, nowMs())) giveUp(run, wait.for);
}

function waitOf(run: Run): Wait | undefined {
  const { body, attempt, connection } = run;
  const held = run.checked.expectsContinue && !run.continued && body.received === 0;
  const uploading = !body.complete && !body.blocked && !held;
  const moved = attempt?.progress() ?? 0;
  const received = body.received;
  switch (run.phase) {
    case 'deciding':
      return { for: 'client-body', progress: received };
    case 'connecting':
      return { for: 'connection', progress: run.tries };
    case 'asking':
      return uploading ? { for: 'client-body', progress: received } : { for: 'server', progress: moved };
    case 'answering': {
      const { socket } = connection;
      const taken = socket.bytesWritten - socket.writableLength;
      if (run.relay === undefined || run.relay.clientIsSlow())
        return { for: 'client-reads', progress: taken };
      return { for: 'server', progress: moved + received };
    }
    case 'tunnel': {
      const { fromClient, fromServer } = run.tunnel?.bytes() ?? { fromClient: 0, fromServer: 0 };
      return { for: 'tunnel', progress: fromClient + fromServer };
    }
    case 'waiting':
    case 'over':
      return undefined;
  }
}

function giveUp(run: Run, waitingFor: WaitingFor): void {
  switch (waitingFor) {
    case 'connection':
      giveUpConnecting(run);
      return;
    case 'client-body':
      closeWithFailure(run, 408, 'client-timeout');
      return;
    case 'client-reads':
      cutClient(run, 'client-gone');
      return;
    case 'server':
      if (run.response.headersSent) cutClient(run, 'upstream-timeout');
      else sendFailure(run, 504, 'upstream-timeout');
      return;
    case 'tunnel':
      run.tunnel?.close();
      return;
  }
}

/** Nothing was sent, so the rules may name another server. */
function giveUpConnecting(run: Run): void {
  const { attempt, surroundings } = run;
  const cause =
    attempt?.socket() === undefined
      ? new WireError('BAL_SERVER_BUSY', 'no connection to the server came free in time')
      : new WireError('BAL_CONNECT_TIMEOUT', 'no connection to the server in time');
  attempt?.abandon();
  follow(
    run,
    askRule(surroundings, 'connectFailed', () => run.exchange.connectFailed(cause)),
  );
}
