// Reads a request once into the facts that deciding needs: kind, session, cookie, the client's view, the
// first bytes of the few bodies that matter. Decides nothing and changes nothing.

import type { ServerId } from '../cluster/model.ts';
import type { RequestHead } from './engine.ts';
import { type LedgerKey, lostSessions } from './ledger.ts';
import { type Classified, classify, type RequestKind } from './rules/classify.ts';
import type { TakenCookie } from './rules/cookie-field.ts';
import type { SessionTie, Tie } from './rules/decide.ts';
import { formField, isFormBody, readableValue } from './rules/form.ts';
import { isUsableRequestId, type PublicView, publicView } from './rules/forwarded.ts';
import { silenceLimitMs } from './rules/silence.ts';
import { readSoap } from './rules/soap.ts';
import type { KnownClient, TrafficContext } from './traffic-context.ts';
import type { TrafficServer } from './traffic-server.ts';
import { type Tester, takeCookies } from './traffic-tester.ts';

/** What the head tells. */
export type ReadRequest = {
  readonly startedMs: number;
  readonly requestId: string;
  readonly peekBytes: number;
  readonly classified: Classified;
  readonly sidKey: LedgerKey | undefined;
  readonly bySid: SessionTie<TrafficServer>;
  /** Since the session was last seen before this request; Infinity where it is not known. */
  readonly idleMs: number;
  /** Both of our cookies are out of `rest`. */
  readonly cookie: TakenCookie;
  readonly byCookie: Tie<TrafficServer>;
  /** Our cookie was there and was not made by us, or was there twice. */
  readonly forged: boolean;
  readonly tester: Tester;
  readonly trusted: boolean;
  readonly clientAddress: string;
  readonly view: PublicView;
  /** How long its server may be silent; undefined: as long as any. */
  readonly silenceMs: number | undefined;
};

/** What somebody else has found out about a request before it came here. */
export type GivenRequest = {
  readonly startedMs: number;
  readonly requestId: string;
  /** Servers it could not connect to. */
  readonly tried: readonly ServerId[];
};

/** A request that begins here is known by its time alone. */
export type BegunRequest = GivenRequest | { readonly startedMs: number };

/** What head and body tell together: what the request is, and which session it belongs to. */
export type RequestFacts = {
  readonly kind: RequestKind;
  readonly confirmation: boolean;
  readonly user: string | undefined;
  readonly sidKey: LedgerKey | undefined;
  readonly bySid: SessionTie<TrafficServer>;
  readonly idleMs: number;
};

const formPeekBytes = 8 * 1024;
const soapPeekBytes = 16 * 1024;

/** Reads the head. A known session is seen thereby. */
export function readRequest(context: TrafficContext, head: RequestHead, begun: BegunRequest): ReadRequest {
  const { startedMs } = begun;
  const classified = classify(context.patterns, head.method, head.target);
  const sidKey = classified.sid && context.ledger.keyOf(classified.sid.value);
  const bySid = sidKey === undefined ? undefined : serverOfSession(context, sidKey, startedMs);
  const { cookie, tester } = takeCookies(context, head, startedMs);
  const id = cookie.value === undefined ? undefined : context.affinity.read(cookie.value);
  const client = context.settings.clientOf(head.client.address);
  return {
    startedMs,
    requestId: 'requestId' in begun ? begun.requestId : readRequestId(context, head, client.trusted),
    peekBytes: peekBytesOf(classified.kind, head, bySid),
    classified,
    sidKey,
    bySid,
    idleMs: idleOf(context, sidKey, startedMs),
    cookie,
    byCookie: id === undefined ? undefined : (context.table.byId.get(id) ?? 'gone'),
    forged: cookie.found && tester.by === undefined && id === undefined,
    tester,
    trusted: client.trusted,
    clientAddress: client.address,
    view: readView(head, client),
    silenceMs: silenceLimitMs(context.patterns.silences, head.target),
  };
}

/** Adds what the first bytes of the body tell. */
export function readBody(context: TrafficContext, request: ReadRequest, body: Uint8Array): RequestFacts {
  const { sidKey, bySid, idleMs, startedMs } = request;
  const plain = {
    kind: request.classified.kind,
    confirmation: false,
    user: undefined,
    sidKey,
    bySid,
    idleMs,
  };
  if (body.length === 0) return plain;
  if (plain.kind === 'soap') return readSoapBody(context, plain, body, startedMs);
  const { userField, confirmField, confirmValue } = context.patterns.logOn;
  const user = formField(body, userField);
  if (plain.kind !== 'log-on-submit' && user === undefined) return plain;
  return {
    ...plain,
    kind: 'log-on-submit',
    confirmation: formField(body, confirmField) === confirmValue,
    user: user !== undefined && context.settings.userNames ? readableValue(user) : undefined,
  };
}

/** How the client reached us; from a trusted proxy, how it reached that one. */
function readView(head: RequestHead, { address, trusted }: KnownClient): PublicView {
  return publicView({
    trusted,
    address,
    secure: head.client.secure,
    host: head.field('host'),
    forwardedFor: trusted ? head.fields('x-forwarded-for') : [],
    forwardedProto: trusted ? head.field('x-forwarded-proto') : undefined,
    forwardedHost: trusted ? head.field('x-forwarded-host') : undefined,
    forwardedPort: trusted ? head.field('x-forwarded-port') : undefined,
  });
}

/** A trusted proxy's request id if it is usable, else one of our own. */
function readRequestId(context: TrafficContext, head: RequestHead, trusted: boolean): string {
  const given = trusted ? head.field('x-request-id') : undefined;
  return isUsableRequestId(given) ? given : context.options.requestId();
}

/** A form sent to a session's page is looked at only where that session is unknown: it may be a new log-on there. */
function peekBytesOf(kind: RequestKind, head: RequestHead, bySid: SessionTie<TrafficServer>): number {
  if (head.method !== 'POST') return 0;
  if (kind === 'soap') return soapPeekBytes;
  const mayLogOn =
    kind === 'log-on-submit' || (kind === 'session' && (bySid === undefined || bySid === 'lost'));
  return mayLogOn && isFormBody(head.field('content-type')) ? formPeekBytes : 0;
}

function serverOfSession(context: TrafficContext, key: LedgerKey, nowMs: number): SessionTie<TrafficServer> {
  const id = context.ledger.find(key, nowMs);
  if (id === undefined || id === lostSessions) return id;
  return context.table.byId.get(id) ?? 'gone';
}

function readSoapBody(
  context: TrafficContext,
  plain: RequestFacts,
  body: Uint8Array,
  nowMs: number,
): RequestFacts {
  const read = readSoap(body, context.patterns);
  if (read.logsOn) return { ...plain, kind: 'soap-log-on' };
  if (read.sid === undefined) return plain;
  const sidKey = context.ledger.keyOf(read.sid);
  const kind = read.logsOff ? 'log-off' : plain.kind;
  const bySid = serverOfSession(context, sidKey, nowMs);
  return { ...plain, kind, sidKey, bySid, idleMs: idleOf(context, sidKey, nowMs) };
}

/** To be asked after the session was found, which is how it was seen this time. */
function idleOf({ ledger }: TrafficContext, key: LedgerKey | undefined, nowMs: number): number {
  const seenMs = key === undefined ? undefined : ledger.seenBefore(key);
  return seenMs === undefined ? Number.POSITIVE_INFINITY : nowMs - seenMs;
}
