// What the status tells of the whole that no part can tell alone, in sentences, each with its mend. Pure. What
// the directory or the health checks know by themselves is told by them.

import type { Notice } from '../../cluster/model.ts';
import type { ServerStatus, Status } from '../status-schema.ts';
import { serves } from './server-state.ts';

/** Counts may differ by this share, and by this many users, before it is told. */
const differenceShare = 0.2;
const differenceUsers = 5;

type Rule = (status: Status, doubted: boolean) => Notice | undefined;

/**
 * Every notice that follows from the document itself, most general first. `doubted`: so many checks fail that the
 * servers are still used, which the health checks tell themselves.
 */
export function derivedNotices(status: Status, doubted: boolean): readonly Notice[] {
  return rules.flatMap((rule) => rule(status, doubted) ?? []);
}

/** For sorting: the worst first. */
export function bySeverity(first: Notice, second: Notice): number {
  const order = ['fault', 'warning', 'info'];
  return order.indexOf(first.severity) - order.indexOf(second.severity);
}

const noServers: Rule = ({ servers }) =>
  servers.length > 0
    ? undefined
    : {
        severity: 'fault',
        code: 'no-servers',
        text: 'No server is known, so nobody can log on.',
        mend: 'Check the connection to the database and the server list of the CRM: fairlead check --live.',
      };

const noneServing: Rule = ({ servers, state }, doubted) =>
  state !== 'none-serving' || servers.length === 0 || doubted
    ? undefined
    : {
        severity: 'fault',
        code: 'none-serving',
        text: 'No server serves; users see the page of Fairlead.',
        mend: 'The last check of each server says what it answered.',
      };

const allFull: Rule = ({ servers }) => {
  const serving = servers.filter((server) => serves(server.state));
  if (serving.length === 0 || serving.some((server) => server.state !== 'full')) return undefined;
  return {
    severity: 'warning',
    code: 'all-full',
    text: 'Every server that serves is at its cap, so log-ons are turned away.',
    mend: 'Raise maxUsers, or put another server into service.',
  };
};

const countsDiffer: Rule = ({ servers, counts, database }) => {
  if (counts.stale || database.state !== 'live') return undefined;
  const different = servers.filter(differs);
  if (different.length === 0) return undefined;
  const each = different.map(
    ({ name, users }) => `${name} has ${users.database} there, ${users.observed} here`,
  );
  return {
    severity: 'warning',
    code: 'counts-differ',
    text: `The database counts other users than pass through Fairlead: ${each.join('; ')}.`,
    mend: 'Users may log on past the one URL, or the count query or the idle time-out does not fit.',
  };
};

const mixedVersions: Rule = ({ servers }) => {
  const told = servers.filter(({ version }) => version !== null);
  const versions = [...new Set(told.map(({ version }) => version))];
  if (versions.length < 2) return undefined;
  const each = versions.map((version) => {
    const names = told.filter((server) => server.version === version).map(({ name }) => name);
    return `${version} on ${names.join(', ')}`;
  });
  return {
    severity: 'warning',
    code: 'mixed-versions',
    text: `The servers run different versions of the CRM: ${each.join('; ')}.`,
    mend: 'All servers of a cluster run one version: finish the upgrade, or take the others out of service.',
  };
};

const rules: readonly Rule[] = [noServers, noneServing, allFull, countsDiffer, mixedVersions];

function differs({ users }: ServerStatus): boolean {
  if (users.database === null) return false;
  const expected = users.database + users.pending;
  const difference = Math.abs(expected - users.observed);
  return difference > differenceUsers && difference > differenceShare * Math.max(expected, users.observed);
}
