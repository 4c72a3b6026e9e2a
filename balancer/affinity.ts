// The value of the affinity cookie: a server's opaque id with a code that only the cluster key can make, so that
// a client cannot choose a server. Where the cookie stands in a request is rules/cookie-field.ts.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ServerId } from '../cluster/model.ts';
import { ownText } from './rules/own-text.ts';
import { createTesterTokens, type TesterTokens } from './tester-tokens.ts';

export interface Affinity {
  /** The token of a server; made once, then remembered. */
  tokenOf(id: ServerId): string;
  /** The server a token was made for, whether it is still in the cluster or not; undefined for a forged one. */
  read(token: string): ServerId | undefined;
  /** For those who were given one server to try, whatever is wanted of it. */
  readonly testers: TesterTokens;
}

/** Tokens known to be genuine are not checked again; there are only as many as servers ever were. */
const rememberedTokens = 1024;
const codeLength = 22;

/** Makes and checks tokens with a key derived from the cluster key. */
export function createAffinity(clusterKey: string): Affinity {
  const key = createHmac('sha256', clusterKey).update('fairlead affinity 1').digest();
  const genuine = new Map<string, ServerId>();
  const tokens = new Map<ServerId, string>();

  const codeOf = (text: string) =>
    createHmac('sha256', key).update(text).digest('base64url').slice(0, codeLength);

  function remember(token: string, id: ServerId) {
    if (genuine.size >= rememberedTokens) {
      genuine.clear();
      tokens.clear();
    }
    genuine.set(token, id);
    tokens.set(id, token);
  }

  return {
    testers: createTesterTokens(clusterKey),
    tokenOf(id) {
      const known = tokens.get(id);
      if (known !== undefined) return known;
      const text = idText(id);
      const token = `${text}.${codeOf(text)}`;
      remember(token, id);
      return token;
    },
    read(given) {
      const known = genuine.get(given);
      if (known !== undefined) return known;
      const token = ownText(given);
      const end = token.lastIndexOf('.');
      if (end <= 0 || token.length - end - 1 !== codeLength) return undefined;
      const text = token.slice(0, end);
      const same = timingSafeEqual(
        Buffer.from(codeOf(text), 'latin1'),
        Buffer.from(token.slice(end + 1), 'latin1'),
      );
      if (!same) return undefined;
      const id = idOfText(text);
      remember(token, id);
      return id;
    },
  };
}

/**
 * The Set-Cookie line. A session cookie for every path: it dies with the browser, as the CRM's session does.
 * `Lax`: links from mails must find the session's server.
 */
export function affinityCookieLine(name: string, token: string, secure: boolean): string {
  return `${name}=${token}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** Ids are cookie-safe by design; any other is written in base64url behind a sign that no safe id has. */
function idText(id: ServerId): string {
  return /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : `~${Buffer.from(id).toString('base64url')}`;
}

function idOfText(text: string): ServerId {
  return text.startsWith('~') ? Buffer.from(text.slice(1), 'base64url').toString() : text;
}
