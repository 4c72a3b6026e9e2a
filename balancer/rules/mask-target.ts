// A request target fit for a log: no session id, nothing of a log-on's query.

import type { RequestKind } from './classify.ts';
import type { Patterns } from './patterns.ts';
import { endOfPath } from './target.ts';

/** Every value of the session parameter becomes `*`; what a log-on carries in its query is left out whole. */
export function maskTarget(patterns: Patterns, kind: RequestKind, target: string): string {
  const pathEnd = endOfPath(target);
  if (pathEnd === target.length) return target;
  if (kind === 'log-on-submit') return `${target.slice(0, pathEnd)}?*`;
  return target.slice(0, pathEnd) + target.slice(pathEnd).replace(patterns.sidInQuery, '$1*');
}
