// The fields of a message as it goes on: what came, less what is of the hop, edited, with framing of our own last.
// (Framing last: node:http re-encodes a Content-Disposition that follows a Content-Length.)

import type { FieldEdits } from '../../engine.ts';
import { bodyMethods } from '../../http1/rules/methods.ts';
import { type FlatFields, firstValueOf, passOn, valuesOf } from './fields.ts';
import type { CheckedRequest } from './request-check.ts';
import type { CheckedResponse } from './response-check.ts';
import { forwardTrailers } from './trailers.ts';

export type RequestSending = {
  readonly edits: FieldEdits;
  /** Host and port of the server, for a client of HTTP/1.0 that named no host. */
  readonly serverHost: string;
  /** True when the client's expectation goes on; false when it has been met here. */
  readonly passExpect: boolean;
};

/** Fields of a request as its server gets them. */
export function requestFields(request: CheckedRequest, sending: RequestSending): string[] {
  const { framing, method } = request;
  const own = ['content-length', ...(sending.passExpect ? [] : ['expect'])];
  const edits = withOneForwardLess(request, sending.edits);
  const fields = passOn(request.fields, { named: request.named, own, edits });
  if (firstValueOf(fields, 'host') === undefined) fields.push('Host', sending.serverHost);
  if (request.websocket) return [...fields, 'Connection', 'Upgrade', 'Upgrade', 'websocket'];
  if (framing.kind === 'length') fields.push('Content-Length', String(framing.bytes));
  else if (framing.kind === 'chunked')
    fields.push(...announced(request.fields), 'Transfer-Encoding', 'chunked');
  else if (bodyMethods.has(method)) fields.push('Content-Length', '0');
  return fields;
}

/** RFC 9110 7.6.2: each hop of OPTIONS takes one. */
function withOneForwardLess({ method, fields }: CheckedRequest, edits: FieldEdits): FieldEdits {
  const left = method === 'OPTIONS' ? firstValueOf(fields, 'max-forwards') : undefined;
  if (left === undefined || !/^\d{1,9}$/.test(left)) return edits;
  return { ...edits, replace: new Map([...edits.replace, ['max-forwards', String(Number(left) - 1)]]) };
}

export type ResponseSending = {
  readonly status: number;
  readonly edits: FieldEdits;
  readonly clientVersion: '1.0' | '1.1';
};

/** Fields of a final answer as its client gets them; Connection and Date are node:http's affair. */
export function responseFields(
  fields: FlatFields,
  checked: CheckedResponse,
  sending: ResponseSending,
): string[] {
  const passed = passOn(fields, { named: checked.named, own: ['content-length'], edits: sending.edits });
  // RFC 9110 8.6: no Content-Length in 204.
  const tellsLength = checked.framing === 'length' || (checked.framing === 'none' && sending.status !== 204);
  if (tellsLength && checked.length !== undefined)
    passed.push('Content-Length', String(Number(checked.length)));
  const chunked = checked.framing === 'chunked' || checked.framing === 'close';
  if (chunked && sending.clientVersion === '1.1')
    passed.push(...announced(fields), 'Transfer-Encoding', 'chunked');
  return passed;
}

/** Fields of an interim answer, or of the 101 that opens a tunnel. */
export function interimFields(fields: FlatFields, named: readonly string[], edits: FieldEdits): string[] {
  return passOn(fields, { named, own: ['content-length'], edits });
}

/** Which trailers will follow, of those that may. */
function announced(fields: FlatFields): string[] {
  const names = valuesOf(fields, 'trailer')
    .join(',')
    .split(',')
    .map((each) => each.trim());
  const allowed = forwardTrailers(names.filter((name) => name !== '').flatMap((name) => [name, '']));
  return allowed.length === 0 ? [] : ['Trailer', allowed.map(([name]) => name).join(', ')];
}
