// The lock of the CRM for people. Pure.

import type { LockDocument } from '../operations/lock.ts';
import { shortTimeOf } from './iso-time.ts';
import { printable, wrap } from './text-width.ts';

/** Lines are never wider than `columns`. */
export function lockText(lock: LockDocument, columns: number, nowMs: number): string {
  const lines = [stateLine(lock, nowMs), ...refreshLines(lock)];
  return `${lines.flatMap((line) => wrap(line, columns)).join('\n')}\n`;
}

function stateLine({ locked, by, name, since, endsAt, page }: LockDocument, nowMs: number): string {
  if (!locked) return '✔ The CRM is not locked.';
  const who = name === null ? `user ${by}` : `${printable(name)} (user ${by})`;
  const from = since === null ? '' : ` since ${shortTimeOf(since, nowMs)}`;
  const end = endsAt === null ? '' : `, at most until ${shortTimeOf(endsAt, nowMs)}`;
  const whose = page === 'own' ? 'see the page of Fairlead' : 'are sent to the CRM';
  return `⚠ The CRM is locked by ${who}${from}${end}. Log-ons ${whose}; whoever is on stays on.`;
}

function refreshLines({ changed, refreshed, toRefresh }: LockDocument): string[] {
  if (!changed) return [];
  const done =
    refreshed.length > 0 ? [`Reloaded their metadata: ${refreshed.map(printable).join(', ')}.`] : [];
  const left = `The servers themselves see it when they have reloaded their metadata: ${toRefresh.map(printable).join(', ')}.`;
  return toRefresh.length > 0 ? [...done, left] : done;
}
