// A directory that can be exchanged for another while everybody goes on looking at it: those who listen hear of the
// new one's servers and counts as of any other news. Decides nothing.

import type { Directory } from '../cluster/directory/contract.ts';
import { createListeners } from '../cluster/listeners.ts';
import { changesBetween } from '../cluster/rules/plausible.ts';

export type SwitchingDirectory = Directory & {
  /** Looks at `next` from now on and gives back the one of before, neither closed nor listened to any more. */
  swap(next: Directory): Directory;
};

/** Begins with `first`, which is started and closed through this. */
export function createSwitchingDirectory(
  first: Directory,
  onProblem: (problem: Error) => void,
): SwitchingDirectory {
  const topologies = createListeners<Parameters<Parameters<Directory['onTopology']>[0]>>(onProblem);
  const counts = createListeners<Parameters<Parameters<Directory['onCounts']>[0]>>(onProblem);
  const states = createListeners<Parameters<Parameters<Directory['onState']>[0]>>(onProblem);
  const listen = (directory: Directory) => {
    const stop = [
      directory.onTopology(topologies.tell),
      directory.onCounts(counts.tell),
      directory.onState(states.tell),
    ];
    return () => {
      for (const each of stop) each();
    };
  };
  let current = first;
  let stopListening = listen(first);
  return {
    start: () => current.start(),
    topology: () => current.topology(),
    state: () => current.state(),
    counts: () => current.counts(),
    notices: (nowMs) => current.notices(nowMs),
    onTopology: topologies.add,
    onCounts: counts.add,
    onState: states.add,
    query: (...asked) => current.query(...asked),
    pollNow: () => current.pollNow(),
    readNow: (limit) => current.readNow(limit),
    close: () => current.close(),
    swap(next) {
      const before = current;
      const known = before.topology();
      stopListening();
      current = next;
      stopListening = listen(next);
      const topology = next.topology();
      if (topology !== undefined) topologies.tell(topology, changesBetween(known, topology));
      const counted = next.counts();
      if (counted !== undefined) counts.tell(counted);
      if (next.state().state !== before.state().state) states.tell(next.state());
      return before;
    },
  };
}
