// What is wrong with the pages that tests of a run ask for, which depends on how sessions are named.

import type { Finding } from '../../errors.ts';
import type { CrmProfile } from '../../profile.ts';
import type { Configuration } from '../../schema.ts';
import { clash } from './crossing.ts';

/** A session id of somebody's browser would be asked with, and shown, long after it has ended. */
export function upgradeCrossings(
  { upgrade: { tests } }: Configuration,
  { session: { parameter } }: CrmProfile,
): Finding[] {
  const faults = (kind: 'reports' | 'dashboards') =>
    tests[kind].flatMap(({ path }, index) => {
      if (!hasParameter(path, parameter)) return [];
      const message = 'has a session id in it';
      const suggestion = `take ${parameter}=... out: each test logs on for itself`;
      return [clash({ path: ['upgrade', 'tests', kind, index, 'path'], message, suggestion })];
    });
  return [...faults('reports'), ...faults('dashboards')];
}

/** Names of parameters are compared as IIS does, without regard to case (F3). */
function hasParameter(path: string, name: string): boolean {
  const parts = path.toLowerCase().split(/[?&]/).slice(1);
  return parts.some((part) => part.split('=')[0] === name.toLowerCase());
}
