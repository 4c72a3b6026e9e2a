// What kind of request this is, by method, path and query alone (F3). What follows from it is decide.ts.

import type { Patterns } from './patterns.ts';
import { endOfPath, type Parameter, readParameter, readPath } from './target.ts';

/** Closed set. `soap-log-on` is told from `soap` only by the body (soap.ts). */
export type RequestKind =
  | 'start'
  | 'log-on-page'
  | 'log-on-submit'
  | 'log-off'
  | 'session'
  | 'soap'
  | 'soap-log-on'
  | 'sdata'
  | 'static'
  | 'other';

/** `sid` is set only where it matches the profile's pattern whole. */
export type Classified = { readonly kind: RequestKind; readonly sid: Parameter | undefined };

/** Classifies a request. Where the path can be read two ways it is never `static` or `start`: doubt is `other`. */
export function classify(patterns: Patterns, method: string, target: string): Classified {
  const pathEnd = endOfPath(target);
  const found = readParameter(target, pathEnd, patterns.sidParameter);
  const sid = found && patterns.sid.test(found.value) ? found : undefined;
  const read = readPath(target, pathEnd);
  const kind = read ? kindOfPath(patterns, method, read.path) : undefined;
  if (kind === 'log-on-page' && readParameter(target, pathEnd, patterns.userParameter)?.value) {
    return { kind: 'log-on-submit', sid };
  }
  if (kind !== undefined && (read?.plain || !mustBePlain(kind))) return { kind, sid };
  if (sid === undefined) return { kind: 'other', sid };
  return { kind: patterns.logOff.some((expression) => expression.test(target)) ? 'log-off' : 'session', sid };
}

function mustBePlain(kind: RequestKind): boolean {
  return kind === 'static' || kind === 'start';
}

function kindOfPath(patterns: Patterns, method: string, path: string): RequestKind | undefined {
  const reads = method === 'GET' || method === 'HEAD';
  if (path === patterns.logOnPath) {
    if (method === 'POST') return 'log-on-submit';
    return reads ? 'log-on-page' : undefined;
  }
  if (path === patterns.sessionPath) return undefined;
  if (path === patterns.soapPath) return 'soap';
  if (path.startsWith(patterns.sdataPrefix)) return 'sdata';
  if (!reads) return undefined;
  if (path === patterns.startPath) return 'start';
  return patterns.staticPrefixes.some((prefix) => path.startsWith(prefix)) ? 'static' : undefined;
}
