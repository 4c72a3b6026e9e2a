// What people met, each with the session in which they met it, and which sessions they saw; from all they told. Pure.

import type { PeopleEvent } from '../../../demo/people/events.ts';
import type { DrainRecord } from './drain-truth.ts';
import type { Met } from './notice.ts';

/**
 * Every failure, in order. A person is in a session from the answer to a log-on until it is known to have ended; it counts
 * from when the log-on was sent, since its server may have lost it before the answer came.
 */
export function metBy(events: readonly PeopleEvent[]): readonly Met[] {
  const sessions = new Map<string, Met['session']>();
  const sentMs = new Map<string, number>();
  const met: Met[] = [];
  for (const event of events) {
    const { user, atMs } = event;
    switch (event.type) {
      case 'log-on-answered':
        if (event.outcome === 'success' && event.server !== undefined)
          sessions.set(user, { server: event.server, sinceMs: sentMs.get(user) ?? atMs });
        break;
      case 'lost-session-seen':
      case 'log-off-answered':
      case 'left':
        sessions.delete(user);
        break;
      case 'failure':
        met.push({ user, atMs, kind: event.kind, text: event.text, session: sessions.get(user) });
        break;
      case 'log-on-sent':
        sentMs.set(user, atMs);
        break;
      case 'page':
        break;
    }
  }
  return met;
}

/** When sessions began on a server, and when their people saw them end. */
export function seenSessions(events: readonly PeopleEvent[], server: string): DrainRecord['seen'] {
  return events.flatMap((event): DrainRecord['seen'] => {
    if (!('server' in event) || event.server !== server) return [];
    const { type, atMs } = event;
    if (type === 'log-on-answered' && event.outcome === 'success') return [{ atMs, change: 1 }];
    if (type === 'log-off-answered' || type === 'lost-session-seen') return [{ atMs, change: -1 }];
    return [];
  });
}
