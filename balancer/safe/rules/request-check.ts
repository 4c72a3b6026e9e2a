// What must be true of a request that llhttp let through: the first fault in this order is the answer.
// llhttp has read the framing; whatever it and another reader could see differently is refused here.

import type { TrafficLimits } from '../../engine.ts';
import { isValidHost } from '../../http1/rules/host.ts';
import { parseTarget } from '../../http1/rules/target.ts';
import { readConnectionOptions } from './connection-options.ts';
import { type FlatFields, firstValueOf, hasFramingTwin, valuesOf } from './fields.ts';

/** A head as node:http gives it. */
export type RawRequest = {
  readonly method: string;
  readonly url: string;
  readonly version: string;
  readonly fields: FlatFields;
};

export type RequestFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' };

export type CheckedRequest = {
  readonly kind: 'checked';
  readonly method: string;
  /** Origin form or `*`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** As they came, but for the Host of an absolute target. */
  readonly fields: FlatFields;
  readonly framing: RequestFraming;
  readonly named: readonly string[];
  readonly expectsContinue: boolean;
  readonly websocket: boolean;
};

export type Refusal = { readonly kind: 'refused'; readonly status: number; readonly why: string };

type SizeLimits = Pick<TrafficLimits, 'fieldCount' | 'targetBytes'>;

/** 15 digits stay below 2^53. */
const lengthDigits = /^\d{1,15}$/;
/** 16 bytes in base64 (RFC 6455 4.1). */
const webSocketKey = /^[0-9A-Za-z+/]{21}[AQgw]==$/;

/** A request that may go on, or the status and reason why not. */
export function checkRequest(raw: RawRequest, limits: SizeLimits): CheckedRequest | Refusal {
  const { method, fields, version } = raw;
  if (fields.length / 2 > limits.fieldCount) return refused(431, 'too many fields');
  if (version !== '1.0' && version !== '1.1') return refused(505, 'version');
  if (raw.url.length > limits.targetBytes) return refused(414, 'target too long');
  if (method === 'TRACE') return refused(405, 'TRACE');
  const target = raw.url.includes('#') ? undefined : parseTarget(method, raw.url);
  if (target === undefined || target.kind === 'invalid') return refused(400, 'target form');
  if (hasFramingTwin(fields)) return refused(400, 'field name');
  if (!hostStands(fields, version)) return refused(400, 'Host');
  if (target.kind === 'absolute' && !isValidHost(target.authority)) return refused(400, 'target authority');
  const framing = readFraming(fields, version);
  if (framing.kind === 'refused') return framing;
  const connection = readConnectionOptions(fields);
  if (connection === undefined) return refused(400, 'Connection');
  const expects = readExpectation(fields, version);
  if (expects === undefined) return refused(417, 'Expect');
  return {
    kind: 'checked',
    method,
    target: target.target,
    version,
    fields: target.kind === 'absolute' ? withHost(fields, target.authority) : fields,
    framing,
    named: connection.named,
    expectsContinue: expects && framing.kind !== 'none',
    websocket: connection.upgrade && framing.kind === 'none' && isHandshake(raw),
  };
}

/** RFC 9112 3.2: exactly one valid Host in HTTP/1.1; in HTTP/1.0 it may be missing. */
function hostStands(fields: FlatFields, version: '1.0' | '1.1'): boolean {
  const [host, ...more] = valuesOf(fields, 'host');
  if (host === undefined) return version === '1.0';
  return more.length === 0 && isValidHost(host);
}

/** RFC 9112 6: one length of digits, or exactly `chunked`, never both, never chunks in HTTP/1.0. */
function readFraming(fields: FlatFields, version: '1.0' | '1.1'): RequestFraming | Refusal {
  const lengths = valuesOf(fields, 'content-length');
  const codings = valuesOf(fields, 'transfer-encoding');
  if (lengths.length + codings.length > 1) return refused(400, 'framing said twice');
  const [length] = lengths;
  const [coding] = codings;
  if (length !== undefined) {
    if (!lengthDigits.test(length)) return refused(400, 'Content-Length');
    return { kind: 'length', bytes: Number(length) };
  }
  if (coding === undefined) return { kind: 'none' };
  if (version === '1.0') return refused(400, 'Transfer-Encoding in HTTP/1.0');
  if (coding.toLowerCase() === 'chunked') return { kind: 'chunked' };
  return refused(501, 'Transfer-Encoding');
}

/** RFC 9110 10.1.1: `100-continue` is all there is, HTTP/1.0 does not know it. Undefined: nobody can meet it. */
function readExpectation(fields: FlatFields, version: '1.0' | '1.1'): boolean | undefined {
  const values = valuesOf(fields, 'expect');
  if (values.length === 0 || version === '1.0') return false;
  return values.length === 1 && values[0]?.toLowerCase() === '100-continue' ? true : undefined;
}

/** RFC 6455 4.1, but for what Connection says. */
function isHandshake({ method, version, fields }: RawRequest): boolean {
  const protocols = valuesOf(fields, 'upgrade');
  const keys = valuesOf(fields, 'sec-websocket-key');
  return (
    method === 'GET' &&
    version === '1.1' &&
    protocols.length === 1 &&
    protocols[0]?.toLowerCase() === 'websocket' &&
    keys.length === 1 &&
    webSocketKey.test(keys[0] ?? '') &&
    firstValueOf(fields, 'sec-websocket-version') === '13'
  );
}

/** RFC 9112 3.2.2: the authority of an absolute target counts, and the Host that came does not. */
function withHost(fields: FlatFields, authority: string): FlatFields {
  if (firstValueOf(fields, 'host') === undefined) return [...fields, 'Host', authority];
  return fields.map((value, at) =>
    at % 2 === 1 && fields[at - 1]?.toLowerCase() === 'host' ? authority : value,
  );
}

function refused(status: number, why: string): Refusal {
  return { kind: 'refused', status, why };
}
