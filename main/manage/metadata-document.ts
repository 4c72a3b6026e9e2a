// What is known of the metadata, in the words of the API. Every key is there; what is not known is null.

import type { MetadataDocument } from '../../admin/operations/metadata.ts';
import { isoTime } from '../../admin/rules/iso-time.ts';
import type { MetadataView, ServerView } from '../../cluster/metadata/metadata-state.ts';

export function metadataDocument(view: MetadataView): MetadataDocument {
  const { settings, change, next, failure } = view;
  const off = settings.reload === 'off';
  return {
    version: 1,
    reload: settings.reload,
    state: off ? 'off' : next.kind,
    because: !off && next.kind === 'wait' ? next.because : null,
    until: !off && next.kind === 'wait' ? timeOrNull(next.untilMs) : null,
    newest: change?.newest ?? null,
    changedAt: timeOrNull(change?.seenAtMs),
    lookedAt: timeOrNull(view.lookedAtMs),
    problem: failure?.text ?? null,
    servers: view.servers.map((server) => serverDocument(server, view.instruction)),
  };
}

function serverDocument(
  { server, standing, told, loadedAtMs, asked, by, attempt, tries, last }: ServerView,
  instruction: string,
): MetadataDocument['servers'][number] {
  const byHand = by === 'person';
  const wanted = standing.kind === 'stale' && byHand;
  return {
    server: server.name,
    state: attempt.kind === 'running' ? 'loading' : standing.kind,
    because: standing.because,
    stamp: told.kind === 'stamp' ? told.stamp : null,
    stampProblem: told.kind === 'nothing' || told.kind === 'failed' ? told.text : null,
    loadedAt: timeOrNull(loadedAtMs),
    asked: asked !== 'no',
    byHand,
    instruction: wanted ? instruction : null,
    tries,
    last: last?.text ?? null,
    lastAt: timeOrNull(last?.atMs),
    lastOk: last?.ok ?? null,
  };
}

const timeOrNull = (ms: number | undefined) => (ms === undefined ? null : isoTime(ms));
