// May the servers be read from where a changed configuration says? Pure.

import type { DirectoryState } from '../../cluster/rules/contact.ts';

export type DirectoryLook = { readonly state: DirectoryState; readonly hasServers: boolean };

/**
 * Undefined where the next directory is no worse than the one in use; else why not. A mistyped password must not take
 * away a database that answers, but where that one is gone already there is nothing to lose.
 */
export function reasonAgainst(next: DirectoryLook, inUse: DirectoryLook): string | undefined {
  const problem = problemOf(next.state);
  if (problem !== undefined && problemOf(inUse.state) === undefined) return problem;
  if (!next.hasServers && inUse.hasServers) return problem ?? 'the database tells no servers';
  return undefined;
}

function problemOf(state: DirectoryState): string | undefined {
  switch (state.state) {
    case 'live':
    case 'static':
      return undefined;
    case 'connecting':
      return 'the database has not answered yet';
    case 'lost':
      return `the database cannot be used: ${state.failure.text}`;
  }
}
