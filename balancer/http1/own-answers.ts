// The text of answers that come from us: replies of the rules, and refusals of what was not even a request.

import { STATUS_CODES } from 'node:http';
import type { Reply } from '../engine.ts';
import { allowedMethods } from './rules/methods.ts';

export type ReplyPlan = {
  readonly date: string;
  readonly connection: 'close' | 'keep-alive' | undefined;
  /** True for HEAD: the head says the length of a body that is not sent. */
  readonly headOnly: boolean;
};

/** A reply of the rules with framing, Date and Connection, as latin1 text. */
export function replyText(reply: Reply, plan: ReplyPlan): string {
  const body = Buffer.from(reply.body);
  let head = `${statusLine(reply.status)}\r\n`;
  for (let at = 0; at + 1 < reply.fields.length; at += 2) {
    head += `${reply.fields[at]}: ${reply.fields[at + 1]}\r\n`;
  }
  if (!/^date:/im.test(head)) head += `Date: ${plan.date}\r\n`;
  if (reply.status !== 204 && reply.status !== 304) head += `Content-Length: ${body.length}\r\n`;
  if (plan.connection !== undefined) head += `Connection: ${plan.connection}\r\n`;
  return `${head}\r\n${plan.headOnly ? '' : body.toString('latin1')}`;
}

/** Answer to a head that is refused; the connection ends with it. */
export function refusalText(status: number, why: string, date: string): string {
  const fields = ['Content-Type', 'text/plain; charset=utf-8', 'Cache-Control', 'no-store'];
  if (status === 405) fields.push('Allow', allowedMethods);
  const body = `${status} ${STATUS_CODES[status] ?? ''}: ${why}\n`;
  return replyText({ status, fields, body }, { date, connection: 'close', headOnly: false });
}

/** Answer to OPTIONS that may go no further (RFC 9110 7.6.2). */
export function optionsReply(): Reply {
  return { status: 200, fields: ['Allow', allowedMethods], body: '' };
}

/** When the rules themselves failed. */
export function faultReply(): Reply {
  const fields = ['Content-Type', 'text/plain; charset=utf-8', 'Cache-Control', 'no-store'];
  return { status: 500, fields, body: '500 Internal Server Error\n' };
}

function statusLine(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`;
}
