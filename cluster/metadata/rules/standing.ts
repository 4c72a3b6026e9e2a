// Whether a server has the metadata that the database has, and how that is known. Pure.

import { isBehind, type MetadataChange, stampToProve } from './stamp.ts';
import type { Told } from './told.ts';

/** What is known of one server. */
export type ServerEvidence = {
  readonly told: Told;
  /** When the last load began that is known to have succeeded: a reload, or a start. */
  readonly loadedAtMs: number | undefined;
};

export type Standing =
  | { readonly kind: 'fresh'; readonly because: 'told' | 'loaded' }
  | { readonly kind: 'stale'; readonly because: 'told' | 'not-loaded' }
  /** `not-looked`: the database was not asked yet, or the profile names no tables; `not-told`: older than Fairlead. */
  | { readonly kind: 'unknown'; readonly because: 'not-looked' | 'not-told' };

/**
 * What a server tells of itself counts most; a load that began after the change was noticed comes next. A change made
 * before Fairlead looked leaves a server that tells nothing in doubt, and in doubt nothing is done by itself.
 */
export function standingOf(
  change: MetadataChange | undefined,
  { told, loadedAtMs }: ServerEvidence,
): Standing {
  if (change === undefined) return { kind: 'unknown', because: 'not-looked' };
  const { seenAtMs, provable } = change;
  const newest = stampToProve(change);
  if (told.kind === 'stamp' && newest !== undefined) {
    if (isBehind(told.stamp, newest)) return { kind: 'stale', because: 'told' };
    if (provable) return { kind: 'fresh', because: 'told' };
  }
  if (seenAtMs === undefined) {
    return loadedAtMs === undefined
      ? { kind: 'unknown', because: 'not-told' }
      : { kind: 'fresh', because: 'loaded' };
  }
  return loadedAtMs !== undefined && loadedAtMs > seenAtMs
    ? { kind: 'fresh', because: 'loaded' }
    : { kind: 'stale', because: 'not-loaded' };
}
