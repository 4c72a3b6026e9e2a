// Heads of messages as plain data that can cross threads, and back. Only the fields that rules look at go along; a rule
// that asks for another one fails loudly, so that none is forgotten here.

import type { RequestHead, ResponseHead } from '../engine.ts';
import type { PlainFields, PlainRequest, PlainResponse } from './protocol.ts';

const requestFields = [
  'accept',
  'content-type',
  'cookie',
  'host',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-request-id',
] as const;

const responseFields = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-location',
  'content-type',
  'location',
  'refresh',
  'set-cookie',
] as const;

export function plainRequest(head: RequestHead): PlainRequest {
  const { method, target, version, client, websocket } = head;
  const { address, port, secure } = client;
  const fields = pickFields(head, requestFields);
  return { method, target, version, client: { address, port, secure }, websocket, fields };
}

export function plainResponse(head: ResponseHead): PlainResponse {
  return { status: head.status, fields: pickFields(head, responseFields) };
}

export function requestOf({ fields, ...head }: PlainRequest): RequestHead {
  return { ...head, ...readerOf(fields) };
}

export function responseOf({ status, fields }: PlainResponse): ResponseHead {
  return { status, ...readerOf(fields) };
}

function pickFields(head: Pick<ResponseHead, 'fields'>, names: readonly string[]): PlainFields {
  return Object.fromEntries(names.map((name) => [name, [...head.fields(name)]]));
}

function readerOf(fields: PlainFields): Pick<ResponseHead, 'field' | 'fields'> {
  const all = (name: string) => {
    const values = fields[name];
    if (values === undefined) throw new Error(`a rule asks for ${name}, which workers do not pass on`);
    return values;
  };
  return { field: (name) => all(name)[0], fields: all };
}
