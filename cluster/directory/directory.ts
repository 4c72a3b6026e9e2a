// The directory: which servers there are and how many users each has, from the database, and from the copy kept on
// disk while there is none. Joins poller, rules and copy; traffic reads it and never waits for it.

import { DatabaseError, type DatabaseFailure } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import type { Topology, UserCounts } from '../model.ts';
import type { DirectoryState } from '../rules/contact.ts';
import { directoryNotices } from '../rules/directory-notices.ts';
import type { TopologyChanges } from '../rules/plausible.ts';
import { readUserCounts } from '../rules/user-counts.ts';
import { type Believed, createBelieved } from './believed.ts';
import type { Directory, StartOutcome } from './contract.ts';
import { createLastGood } from './last-good.ts';
import { createPoller, type Poller } from './poller.ts';
import { type CountsReading, isFailure, type Reader } from './reader.ts';
import { type Understanding, understandWith } from './understanding.ts';

export type DirectoryOptions = Understanding & {
  readonly reader: Pick<Reader, 'clusterSettings' | 'userCounts'>;
  readonly dataDirectory: string;
  /** Which database it is, such as `sql1:1433/CRM`: a kept copy of another is not used. */
  readonly from: string;
  readonly pollMs: number;
  /** Settings are read at every so many polls; 5 if not said. */
  readonly settingsEvery?: number;
  readonly topologyLossShare: number;
  readonly staleAfterMs: number;
  readonly nowMs: () => number;
  readonly chance: () => number;
  readonly onProblem: (problem: Error) => void;
  /** Runs a statement over what the reader stands on. */
  readonly query: Directory['query'];
  /** Closes what the reader stands on, cutting what is under way. */
  readonly closeDatabase: () => Promise<void>;
};

const usualSettingsEvery = 5;
/** With a kept copy in hand a start waits no longer than this for the database to say something newer. */
const recallGraceMs = 300;

/** Makes the directory of a database; nothing is read before `start`. */
export function createDirectory(options: DirectoryOptions): Directory {
  const { nowMs, onProblem } = options;
  const startedAtMs = nowMs();
  const topologies = createListeners<[Topology, TopologyChanges]>(onProblem);
  const states = createListeners<[DirectoryState]>(onProblem);
  const lastGood = createLastGood(options.dataDirectory, options.from);
  const believed = createBelieved({
    lastGood,
    understand: understandWith(options),
    topologyLossShare: options.topologyLossShare,
    onChange: topologies.tell,
  });
  const counting = createCounting(believed, onProblem);
  const begun = Promise.withResolvers<void>();
  let poller: Poller | undefined;
  const state = (): DirectoryState => poller?.state() ?? { state: 'connecting', sinceMs: startedAtMs };

  return {
    async start() {
      await believed.recall();
      poller = createPoller({
        reader: options.reader,
        pollMs: options.pollMs,
        settingsEvery: options.settingsEvery ?? usualSettingsEvery,
        nowMs,
        chance: options.chance,
        onSettings(answer) {
          believed.hear(answer);
          begun.resolve();
        },
        onCounts: counting.hear,
        onState: states.tell,
      });
      await (believed.topology() === undefined ? begun.promise : atMost(begun.promise, recallGraceMs));
      return outcomeOf(believed, state());
    },
    topology: believed.topology,
    state,
    counts: counting.counts,
    notices: (atMs) =>
      directoryNotices(
        {
          ...believed.troubles(),
          ...counting.troubles(),
          topology: believed.topology(),
          state: state(),
          startedAtMs,
          staleAfterMs: options.staleAfterMs,
          lastGoodPath: lastGood.path,
          ownBalancingKnown: options.profile.parameters.ownBalancing !== null,
        },
        atMs,
      ),
    onTopology: topologies.add,
    onCounts: counting.onCounts,
    onState: states.add,
    query: options.query,
    pollNow: () => poller?.pollNow() ?? Promise.resolve(),
    readNow: async (limit) => (poller === undefined ? undefined : readBelieved(poller, believed, limit)),
    async close() {
      const polled = poller?.close();
      begun.resolve();
      // A statement under way is cut, not waited for.
      await options.closeDatabase();
      await polled;
      await believed.settled();
    },
  };
}

async function readBelieved(
  poller: Poller,
  believed: Believed,
  limit: AbortSignal,
): Promise<Topology | undefined> {
  await poller.readNow(limit);
  const { refused } = believed.troubles();
  if (refused !== undefined) throw notBelieved(refused.texts);
  return believed.topology();
}

function notBelieved(texts: readonly string[]): DatabaseError {
  return new DatabaseError({
    code: 'CLU_SETTINGS_REFUSED',
    number: undefined,
    text: `What the database says of the cluster is not believed. ${texts.join(' ')}`,
    mend: 'Correct it; fairlead status tells how.',
  });
}

async function atMost(work: Promise<void>, limitMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limitMs);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}

/** The last counts, and what is wrong with them. */
function createCounting(believed: Believed, onProblem: (problem: Error) => void) {
  const listeners = createListeners<[UserCounts]>(onProblem);
  let counts: UserCounts | undefined;
  let countsFailure: DatabaseFailure | undefined;
  let unknownServers: readonly string[] = [];
  return {
    hear(answer: CountsReading | DatabaseFailure) {
      countsFailure = isFailure(answer) ? answer : undefined;
      const topology = believed.topology();
      if (isFailure(answer) || topology === undefined) return;
      const { byServer, unknown } = readUserCounts(answer.rows, topology.servers);
      unknownServers = unknown;
      counts = { byServer, startedAtMs: answer.startedAtMs, endedAtMs: answer.endedAtMs };
      listeners.tell(counts);
    },
    counts: () => counts,
    troubles: () => ({ countsFailure, unknownServers, countsEndedAtMs: counts?.endedAtMs }),
    onCounts: listeners.add,
  };
}

function outcomeOf(believed: Believed, state: DirectoryState): StartOutcome {
  const topology = believed.topology();
  if (topology !== undefined) return { kind: 'serving', topology };
  const { refused, settingsFailure } = believed.troubles();
  const failure = state.state === 'lost' ? state.failure : settingsFailure;
  return {
    kind: 'refused',
    text: `No server is known: ${failure?.text ?? refused?.texts.join(' ') ?? 'the database told nothing.'}`,
    mend:
      failure?.mend ??
      'Correct the server list in the CRM, or crm.overrides.parameters if its row has another name; `fairlead discover` lists all rows.',
  };
}
