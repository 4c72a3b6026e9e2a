// What an operator is told of the directory: one notice per thing that is not as it should be, each with its mend.

import type { DatabaseFailure } from '../errors.ts';
import type { Notice, Topology } from '../model.ts';
import type { DirectoryState } from './contact.ts';

export type DirectoryFacts = {
  readonly state: DirectoryState;
  readonly topology: Topology | undefined;
  /** Of the topology in use. */
  readonly remarks: readonly Notice[];
  /** Why the last reading was not taken; undefined: it was. */
  readonly refused: { readonly texts: readonly string[]; readonly implausible: boolean } | undefined;
  readonly settingsFailure: DatabaseFailure | undefined;
  readonly countsFailure: DatabaseFailure | undefined;
  readonly countsEndedAtMs: number | undefined;
  /** When the directory began; counts cannot be older than that. */
  readonly startedAtMs: number;
  readonly staleAfterMs: number;
  readonly unknownServers: readonly string[];
  /** What went wrong with the copy on disk. */
  readonly lastGoodProblem: string | undefined;
  readonly lastGoodPath: string | undefined;
  /** False where the profile does not know the name of "Do Load Balancing". */
  readonly ownBalancingKnown: boolean;
};

/** All notices of the moment, faults first. */
export function directoryNotices(facts: DirectoryFacts, nowMs: number): Notice[] {
  const notices = [
    ...contactNotices(facts, nowMs),
    ...topologyNotices(facts, nowMs),
    ...countNotices(facts, nowMs),
    ...(facts.topology === undefined ? [] : flagNotices(facts.topology, facts.ownBalancingKnown, nowMs)),
    ...facts.remarks,
  ];
  const rank = { fault: 0, warning: 1, info: 2 } as const;
  return notices.sort((one, other) => rank[one.severity] - rank[other.severity]);
}

function contactNotices({ state }: DirectoryFacts, nowMs: number): Notice[] {
  if (state.state !== 'lost') return [];
  const { failure, sinceMs, retryAtMs } = state;
  return [
    {
      severity: 'fault',
      code: 'database-lost',
      text: `The database has not answered for ${span(nowMs - sinceMs)}; traffic goes on without it, next try ${retryAtMs > nowMs ? `in ${span(retryAtMs - nowMs)}` : 'now'}. ${failure.text}`,
      mend: failure.mend,
    },
  ];
}

function topologyNotices(facts: DirectoryFacts, nowMs: number): Notice[] {
  const { topology, refused, settingsFailure, lastGoodProblem, lastGoodPath } = facts;
  const notices: Notice[] = [];
  if (refused?.implausible) {
    notices.push({
      severity: 'fault',
      code: 'topology-refused',
      text: `The server list in the database is not believed, the last good one stays. ${refused.texts.join(' ')}`,
      mend: `Correct the list; if it is meant, delete ${lastGoodPath ?? 'the kept copy'} and restart Fairlead.`,
    });
  } else if (refused !== undefined) {
    notices.push({
      severity: 'fault',
      code: 'topology-unreadable',
      text: `The settings in the database make no cluster. ${refused.texts.join(' ')}`,
      mend: 'Correct the server list in the CRM, or crm.overrides.parameters if its row has another name.',
    });
  }
  if (settingsFailure?.code === 'CLU_STATEMENT_FAILED') {
    notices.push({
      severity: 'fault',
      code: 'topology-unreadable',
      text: settingsFailure.text,
      mend: settingsFailure.mend,
    });
  }
  if (topology?.source === 'last-good') {
    notices.push({
      severity: 'warning',
      code: 'topology-last-good',
      text: `The server list is the copy kept on disk, read from the database ${span(nowMs - topology.readAtMs)} ago.`,
      mend: 'See why the database does not tell it; a server added since then gets no requests.',
    });
  }
  if (lastGoodProblem !== undefined) {
    notices.push({
      severity: 'warning',
      code: 'last-good-problem',
      text: lastGoodProblem,
      mend: 'See to the data directory: without this copy Fairlead cannot start while the database is away.',
    });
  }
  return notices;
}

function countNotices(facts: DirectoryFacts, nowMs: number): Notice[] {
  const { state, countsFailure, countsEndedAtMs, startedAtMs, staleAfterMs, unknownServers } = facts;
  if (state.state === 'static') return [];
  const notices: Notice[] = [];
  const ageMs = nowMs - (countsEndedAtMs ?? startedAtMs);
  if (countsFailure?.code === 'CLU_STATEMENT_FAILED') {
    notices.push({
      severity: 'fault',
      code: 'counts-unreadable',
      text: `The logged-on users cannot be counted in the database; log-ons go by what Fairlead itself sees. ${countsFailure.text}`,
      mend: countsFailure.mend,
    });
  } else if (ageMs > staleAfterMs) {
    notices.push({
      severity: 'warning',
      code: 'counts-stale',
      text:
        countsEndedAtMs === undefined
          ? 'The database has told no count of logged-on users yet; log-ons go by what Fairlead itself sees.'
          : `The count of logged-on users is ${span(ageMs)} old.`,
      mend: 'See why the database does not answer; traffic goes on meanwhile.',
    });
  }
  if (unknownServers.length > 0) {
    notices.push({
      severity: 'warning',
      code: 'unknown-servers',
      text: `Users are counted on servers the cluster does not list: ${shortList(unknownServers)}.`,
      mend: 'Remove them from use, or add them to the server list of the CRM.',
    });
  }
  return notices;
}

function flagNotices({ flags }: Topology, ownBalancingKnown: boolean, nowMs: number): Notice[] {
  const notices: Notice[] = [];
  if (flags.ownBalancing === true) notices.push(ownBalancingNotice);
  else if (!ownBalancingKnown) {
    notices.push({
      severity: 'info',
      code: 'own-balancing-unknown',
      text: 'Whether the CRM balances log-ons itself is not known: the name of that setting is not.',
      mend: 'Run `fairlead discover`.',
    });
  }
  if (flags.lock !== undefined) {
    const { lockedBy, sinceMs } = flags.lock;
    const since = sinceMs === undefined ? '' : ` for ${span(nowMs - sinceMs)}`;
    notices.push({
      severity: 'warning',
      code: 'system-locked',
      text: `The CRM has been locked by user ${lockedBy}${since}; nobody can log on.`,
      mend: '`fairlead unlock`, or Administration | System | Locks in the CRM; else it lapses after three hours.',
    });
  }
  return notices;
}

/** Why the CRM's own balancing is wrong under a balancer (F1). */
export const ownBalancingNotice: Notice = {
  severity: 'fault',
  code: 'own-balancing',
  text: 'The CRM moves log-ons itself (Do Load Balancing is on): it sends users to server names behind the back of the one URL, and two balancers undo each other.',
  mend: 'Set Do Load Balancing to False in Administration | System | Database, then refresh the metadata.',
};

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** A time for people: `8 s`, `12 min`, `3 h 12 min`, `2 d 4 h`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
