// What an operator should know of the metadata. Pure.

import type { Notice } from '../../model.ts';
import type { MetadataView } from '../metadata-state.ts';

/** A change that is just being taken to the servers is no news. */
const patienceMs = 600_000;

export function metadataNotices(view: MetadataView, nowMs: number): readonly Notice[] {
  if (view.settings.reload === 'off') return [];
  return [...lookNotices(view), ...staleNotices(view, nowMs)];
}

function lookNotices({ failure }: MetadataView): readonly Notice[] {
  if (failure === undefined || failure.code !== 'CLU_STATEMENT_FAILED') return [];
  const text = `Changes of the metadata cannot be seen: ${failure.text}`;
  return [
    {
      severity: 'warning',
      code: 'metadata-unseen',
      text,
      mend: 'Correct crm.overrides.metadata.tables, or grant SELECT on them.',
    },
  ];
}

function staleNotices(
  { next, servers, change, instruction }: MetadataView,
  nowMs: number,
): readonly Notice[] {
  if (next.kind !== 'wait') return [];
  const stale = servers.filter((each) => each.standing.kind === 'stale');
  const names = stale.map((each) => each.server.name).join(', ');
  const told = (severity: Notice['severity'], text: string, mend: string): readonly Notice[] =>
    stale.length === 0 ? [] : [{ severity, code: 'metadata-stale', text, mend }];
  switch (next.because) {
    case 'failed': {
      const failed = stale.find((each) => each.attempt.kind === 'failed');
      const text = `${names} did not load the new metadata: ${failed?.last?.text ?? 'nothing is known'}.`;
      return told('fault', text, 'Mend what is wrong there, then `fairlead metadata reload`.');
    }
    case 'approval':
      return told(
        'info',
        `${names} ${has(stale)} old metadata.`,
        'Run `fairlead metadata reload` when it suits.',
      );
    case 'by-hand':
      return told(
        'warning',
        `${names} ${has(stale)} old metadata, and a person has to act.`,
        `${instruction} Then \`fairlead metadata done SERVER\`.`,
      );
    case 'budget':
      return told(
        'warning',
        `${names} ${has(stale)} old metadata; the database has too few free connections to load it.`,
        '`fairlead budget` tells who holds them.',
      );
    case 'min-serving':
      return told(
        'warning',
        `${names} ${has(stale)} old metadata; loading it would leave too few servers for log-ons (cluster.minServing).`,
        'Bring other servers back, or `fairlead metadata reload --force`.',
      );
    case 'not-leader':
    case 'running':
    case 'quiet':
    case 'retry':
    case 'server-down':
      return (change?.seenAtMs ?? nowMs) + patienceMs < nowMs
        ? told(
            'warning',
            `${names} ${has(stale)} had old metadata for a long time (${next.because}).`,
            '`fairlead metadata` tells more.',
          )
        : [];
  }
}

const has = (servers: readonly unknown[]) => (servers.length === 1 ? 'has' : 'have');
