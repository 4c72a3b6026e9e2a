// How long a server connection is kept without a request: less than the server itself keeps it (reliability 6).

import { type FlatFields, firstValueOf } from './fields.ts';

const timeoutParameter = /(?:^|[,\s])timeout\s*=\s*"?(\d{1,9})/i;
/** We let go before the server does: its second may be over while our request is on the way. */
const marginMs = 1000;

/** Milliseconds to keep a connection after an answer with these fields; 0 means not at all. */
export function idleTimeMs(fields: FlatFields, limitMs: number): number {
  const seconds = timeoutParameter.exec(firstValueOf(fields, 'keep-alive') ?? '')?.[1];
  if (seconds === undefined) return limitMs;
  return Math.max(0, Math.min(limitMs, Number(seconds) * 1000 - marginMs));
}
