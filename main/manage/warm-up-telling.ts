// Restarts and warm-ups as lines of the log and as counts.

import { evidenceText } from '../../cluster/warm-up/rules/warm-up-notices.ts';
import type { WarmUpEnd, WarmUpEvent } from '../../cluster/warm-up/warm-up.ts';
import type { ManageContext } from './part.ts';
import type { RestartCounts } from './restart-counts.ts';

/** Counts it, and tells it where an operator looks. */
export function tellWarmUp({ logger }: ManageContext, counts: RestartCounts, event: WarmUpEvent): void {
  const { name } = event.server;
  if (event.kind === 'begun') {
    if (event.because !== 'asked-for') counts.restarted(event.server.id, event.because);
    const fields = { event: 'restart', server: name, because: event.because };
    const what = event.because === 'asked-for' ? 'is warmed' : 'has restarted';
    logger.warn(fields, `${name} ${what}: ${evidenceText(event.because)}`);
    return;
  }
  const { because, tookMs, lastText, skipped } = event;
  counts.ended(event.server.id, because, tookMs);
  const fields = { event: 'warm-up', server: name, because, tookMs, lastText, skipped };
  const level = because === 'warm' || because === 'not-held' ? 'info' : 'warn';
  logger[level](fields, endText(name, because, tookMs));
}

function endText(name: string, because: WarmUpEnd, tookMs: number): string {
  const seconds = (tookMs / 1000).toFixed(1);
  switch (because) {
    case 'warm':
      return `${name} is warm after ${seconds} s and takes log-ons`;
    case 'timed-out':
      return `${name} is not warm after ${seconds} s and takes log-ons nevertheless, carefully`;
    case 'needed':
      return `${name} takes log-ons before it is warm, since too few others do`;
    case 'not-held':
      return `${name} is warmed by its users, one log-on at a time, since too few others take log-ons`;
    case 'gone':
      return `${name} left the cluster while it was warmed`;
  }
}
