// What the core reads from a connection's bytes, with the files it serves with: heads, bodies, pipelined requests.
// Sockets are left out; everything that gives bytes a meaning is in.

import { BodyReader } from '../../balancer/http1/rules/body-reader.ts';
import { requestHeadText, wantsToStay } from '../../balancer/http1/rules/forward-plan.ts';
import type { ParsedRequest } from '../../balancer/http1/rules/parsed-request.ts';
import { parseRequestHead } from '../../balancer/http1/rules/request-head.ts';
import { parseResponseHead } from '../../balancer/http1/rules/response-head.ts';

/** One whole message and what it means. `start` is method and target, or the status. */
export type Message = {
  readonly start: string;
  readonly fields: readonly string[];
  readonly body: string;
  /** Lines of the trailers; of ours only those that pass on. */
  readonly trailers: readonly string[];
};

/** What one connection came to: whole messages, and how it went on after the last. */
export type Reading = { readonly messages: Message[]; end: string };

/** A request as it is passed on to the server, canonical, and what it must mean there. */
export type Forwarded = { readonly bytes: string; readonly message: Message };

const limits = { headBytes: 8192, fieldCount: 100, targetBytes: 4096 };
const client = { address: '127.0.0.1', port: 1, secure: false };
const noEdits = { drop: [], replace: new Map<string, string>(), append: [] };

/** Reads requests from pieces that arrive one after another. */
export function readRequests(pieces: readonly string[], forwarded: Forwarded[] = []): Reading {
  const reading: Reading = { messages: [], end: 'open' };
  let pending = Buffer.alloc(0);
  let current: { head: ParsedRequest; body: BodyReader; text: string } | undefined;
  const step = (): boolean => {
    if (current === undefined) {
      const result = parseRequestHead(pending, 0, pending.length, { limits, client });
      if (result.kind === 'incomplete') return false;
      if (result.kind === 'refused') return stop(reading, `refused ${result.status}`);
      current = { head: result.head, body: new BodyReader(result.head.framing), text: '' };
      pending = pending.subarray(result.next);
      return true;
    }
    const { head, body } = current;
    const next = body.feed(pending, 0, pending.length);
    if (body.fault !== undefined) return stop(reading, 'body refused');
    current.text += pending.toString('latin1', body.dataStart, body.dataEnd);
    pending = pending.subarray(next);
    if (!body.done) return false;
    const start = `${head.method} ${head.target}`;
    const message = { start, fields: fieldsOf(head), body: current.text, trailers: linesOf(body.trailers) };
    reading.messages.push(message);
    forwarded.push(forward(head, body, message));
    current = undefined;
    // Behind a request to upgrade llhttp reads no HTTP, whether it is granted or not; we go on. Nothing to compare.
    if (head.connection.upgrade && head.field('upgrade') !== undefined) return stop(reading, 'upgrade asked');
    return wantsToStay(head) || stop(reading, 'closed');
  };
  for (const piece of pieces) {
    pending = Buffer.concat([pending, Buffer.from(piece, 'latin1')]);
    while (reading.end === 'open' && step());
    if (reading.end !== 'open') break;
  }
  return reading;
}

/** Reads the answer to one request of `method`; interim answers are messages too. The pieces end the connection. */
export function readResponse(pieces: readonly string[], method: string): Reading {
  const reading: Reading = { messages: [], end: 'open' };
  let pending = Buffer.alloc(0);
  let current:
    | { start: string; fields: string[]; body: BodyReader; text: string; untilClose: boolean }
    | undefined;
  const step = (): boolean => {
    if (current === undefined) {
      const result = parseResponseHead(pending, 0, pending.length, { limits, method });
      if (result.kind === 'incomplete') return false;
      if (result.kind === 'refused') return stop(reading, 'refused');
      const { head } = result;
      if (head.status === 101) return stop(reading, 'upgraded');
      pending = pending.subarray(result.next);
      const message = { start: String(head.status), fields: fieldsOf(head) };
      if (head.status < 200) reading.messages.push({ ...message, body: '', trailers: [] });
      else {
        const untilClose = head.framing.kind === 'close';
        current = { ...message, body: new BodyReader(head.framing), text: '', untilClose };
      }
      return true;
    }
    const { body } = current;
    body.feed(pending, 0, pending.length);
    if (body.fault !== undefined) return stop(reading, 'body refused');
    current.text += pending.toString('latin1', body.dataStart, body.dataEnd);
    pending = Buffer.alloc(0);
    if (!body.done) return false;
    const { start, fields, text } = current;
    reading.messages.push({ start, fields, body: text, trailers: linesOf(body.trailers) });
    return stop(reading, 'whole');
  };
  for (const piece of pieces) {
    pending = Buffer.concat([pending, Buffer.from(piece, 'latin1')]);
    while (reading.end === 'open' && step());
    if (reading.end !== 'open') break;
  }
  if (reading.end === 'open' && current?.untilClose) {
    reading.messages.push({ start: current.start, fields: current.fields, body: current.text, trailers: [] });
    reading.end = 'whole';
  }
  return reading;
}

function stop(reading: Reading, end: string): false {
  reading.end = end;
  return false;
}

function linesOf(trailers: string): string[] {
  return trailers.split('\r\n').filter((line) => line !== '');
}

function fieldsOf(head: { readonly section: ParsedRequest['section'] }): string[] {
  const { section } = head;
  return Array.from({ length: section.count }, (_, index) => [
    section.name(index),
    section.value(index),
  ]).flat();
}

/** Slow and obvious on purpose: the names of one hop, by themselves. */
const hopNames =
  /^(?:connection|transfer-encoding|keep-alive|upgrade|te|trailer|proxy|proxy-(?:connection|authenticate|authorization)|http2-settings|x_(?:forwarded_(?:for|proto|host|port)|real_ip|original_url|rewrite_url))$/i;

function forward(head: ParsedRequest, body: BodyReader, message: Message): Forwarded {
  const text = requestHeadText(head, { edits: noEdits, serverHost: 'server:80', continued: true });
  const chunk = message.body === '' ? '' : `${message.body.length.toString(16)}\r\n${message.body}\r\n`;
  const chunked = `${chunk}0\r\n${body.trailers}\r\n`;
  const bytes = text + (head.framing.kind === 'chunked' ? chunked : message.body);
  const named = new Set(head.connection.named);
  const fields: string[] = [];
  for (let at = 0; at < message.fields.length; at += 2) {
    const name = message.fields[at] ?? '';
    const value = message.fields[at + 1] ?? '';
    if (hopNames.test(name) || named.has(name.toLowerCase()) || name.toLowerCase() === 'expect') continue;
    fields.push(name, name.toLowerCase() === 'content-length' ? String(Number(value)) : value);
  }
  return { bytes, message: { ...message, fields } };
}
