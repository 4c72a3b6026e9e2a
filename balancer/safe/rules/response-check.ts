// What must be true of an answer that llhttp let through, and how its body is framed. A doubtful answer is a failure
// of its server, never passed on.

import type { TrafficLimits } from '../../engine.ts';
import { readConnectionOptions } from './connection-options.ts';
import { type FlatFields, firstValueOf, valuesOf } from './fields.ts';

export type RawResponse = {
  readonly status: number;
  readonly version: string;
  readonly fields: FlatFields;
};

export type CheckedResponse = {
  readonly kind: 'checked';
  /** `none`: there is no body whatever the fields say. */
  readonly framing: 'none' | 'length' | 'chunked' | 'close';
  /** Of the field, where it says something: for HEAD and 304 without a body. */
  readonly length: string | undefined;
  readonly named: readonly string[];
  /** False for a body in a coding of its own, which nobody here can read. */
  readonly readable: boolean;
};

export type BadResponse = { readonly kind: 'bad'; readonly why: string };

/** An answer to `method` that may go on, or what is wrong with it. */
export function checkResponse(
  raw: RawResponse,
  method: string,
  limits: Pick<TrafficLimits, 'fieldCount'>,
): CheckedResponse | BadResponse {
  const { fields, status } = raw;
  if (fields.length / 2 > limits.fieldCount) return bad('too many fields');
  if (raw.version !== '1.0' && raw.version !== '1.1') return bad('version');
  const lengths = valuesOf(fields, 'content-length');
  const codings = valuesOf(fields, 'transfer-encoding');
  if (lengths.length + codings.length > 1) return bad('framing said twice');
  const [length] = lengths;
  const [coding] = codings;
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return bad('Content-Length');
  if (coding !== undefined && (raw.version === '1.0' || coding.toLowerCase() !== 'chunked'))
    return bad('Transfer-Encoding');
  const connection = readConnectionOptions(fields);
  if (connection === undefined) return bad('Connection');
  const bodiless = method === 'HEAD' || status === 204 || status === 304;
  const named = coding === undefined ? 'close' : 'chunked';
  return {
    kind: 'checked',
    framing: bodiless ? 'none' : length === undefined ? named : 'length',
    length,
    named: connection.named,
    readable: (firstValueOf(fields, 'content-encoding')?.toLowerCase() ?? 'identity') === 'identity',
  };
}

/** True for a 101 that answers the WebSocket handshake we sent (RFC 6455 4.1). */
export function acceptsWebSocket(fields: FlatFields): boolean {
  const protocols = valuesOf(fields, 'upgrade');
  return (
    readConnectionOptions(fields)?.upgrade === true &&
    protocols.length === 1 &&
    protocols[0]?.toLowerCase() === 'websocket'
  );
}

function bad(why: string): BadResponse {
  return { kind: 'bad', why };
}
