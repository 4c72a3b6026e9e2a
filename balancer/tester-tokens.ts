// What a tester's link and cookie carry: which server, until when, for whom, with a code that only the cluster key can
// make. What a tester may do is rules/decide.ts.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ServerId } from '../cluster/model.ts';

/** Who may try which server until when. */
export type TesterPass = { readonly server: ServerId; readonly untilMs: number; readonly by: string };

export interface TesterTokens {
  /** Letters, digits and `-_.~` only: fits into a path and into a cookie. */
  tokenOf(pass: TesterPass): string;
  /** `forged`: not made with this key, or damaged. */
  read(token: string, nowMs: number): TesterPass | 'forged' | 'expired';
}

/** A tester's link is this path and the token. */
export const testerPath = '/.fairlead/try/';

/** Longest token; also the longest value that is looked for in a cookie. */
export const longestToken = 200;
const codeLength = 32;
const mostNameBytes = 48;

/** Makes and reads tokens with a key of their own, derived from the cluster key. */
export function createTesterTokens(clusterKey: string): TesterTokens {
  const key = createHmac('sha256', clusterKey).update('fairlead tester 1').digest();
  const codeOf = (text: string) =>
    createHmac('sha256', key).update(text).digest('base64url').slice(0, codeLength);
  return {
    tokenOf({ server, untilMs, by }) {
      const parts = [encoded(server), Math.ceil(untilMs / 1000).toString(36), encoded(shortened(by))];
      const text = parts.join('~');
      return `${text}.${codeOf(text)}`;
    },
    read(token, nowMs) {
      const end = token.lastIndexOf('.');
      if (token.length > longestToken || token.length - end - 1 !== codeLength || end <= 0) return 'forged';
      const text = token.slice(0, end);
      const [server, until, by] = text.split('~');
      if (!same(codeOf(text), token.slice(end + 1)) || !server || !until || by === undefined) return 'forged';
      const untilMs = Number.parseInt(until, 36) * 1000;
      return nowMs < untilMs ? { server: decoded(server), untilMs, by: decoded(by) } : 'expired';
    },
  };
}

/** The cookie of a tester; it dies with the pass. */
export function testerCookieLine(
  name: string,
  token: string,
  { secure, maxAgeSeconds }: { readonly secure: boolean; readonly maxAgeSeconds: number },
): string {
  return `${name}=${token}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

function same(made: string, given: string): boolean {
  const [left, right] = [Buffer.from(made, 'latin1'), Buffer.from(given, 'latin1')];
  return left.length === right.length && timingSafeEqual(left, right);
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}

/** Whole letters, so that a token never grows too long for a cookie. */
function shortened(name: string): string {
  let short = '';
  for (const letter of name) {
    if (Buffer.byteLength(short + letter) > mostNameBytes) break;
    short += letter;
  }
  return short;
}
