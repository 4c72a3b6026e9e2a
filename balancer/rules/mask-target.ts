// A request target fit for a log: no session id, nothing of a log-on's query.

import type { RequestKind } from './classify.ts';
import type { Patterns } from './patterns.ts';
import { endOfPath, namedAt } from './target.ts';

const questionMark = 0x3f;
const ampersand = 0x26;

/** Every value of the session parameter becomes `*`; what a log-on carries in its query is left out whole. */
export function maskTarget(patterns: Patterns, kind: RequestKind, target: string): string {
  const pathEnd = endOfPath(target);
  if (pathEnd === target.length) return target;
  if (kind === 'log-on-submit') return `${target.slice(0, pathEnd)}?*`;
  return maskParameter(target, pathEnd, patterns.sidParameter);
}

/** Well-formed or not: whatever reads as the parameter to somebody is masked. */
function maskParameter(target: string, pathEnd: number, name: string): string {
  let masked = '';
  let from = 0;
  for (let at = pathEnd; at < target.length; at++) {
    const code = target.charCodeAt(at);
    if ((code !== ampersand && code !== questionMark) || !namedAt(target, at + 1, name)) continue;
    const valueStart = at + 1 + name.length + 1;
    const next = target.indexOf('&', valueStart);
    masked += `${target.slice(from, valueStart)}*`;
    from = next < 0 ? target.length : next;
    at = from - 1;
  }
  return masked + target.slice(from);
}
