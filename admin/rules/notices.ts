// Which facts of a status are worth telling an operator, in sentences, each with its mend. Pure; looks at the
// document only, so that whatever is told can be seen there too.

import type { Notice } from '../../cluster/model.ts';
import type { ServerStatus, Status } from '../status-schema.ts';
import { parseIsoTime, shortTime } from './iso-time.ts';
import { serves } from './server-state.ts';

/** Counts may differ by this share, and by this many users, before it is told. */
const differenceShare = 0.2;
const differenceUsers = 5;

type Rule = (status: Status, nowMs: number) => Notice | undefined;

/** Every notice that follows from the document itself, most general first. */
export function derivedNotices(status: Status, nowMs: number): readonly Notice[] {
  return rules.flatMap((rule) => rule(status, nowMs) ?? []);
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

const noneServing: Rule = ({ servers, state }) =>
  state !== 'none-serving' || servers.length === 0
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

const database: Rule = ({ database, counts }, nowMs) => {
  const problem = database.problem ? `: ${sentence(database.problem)}` : '.';
  if (database.state === 'lost')
    return {
      severity: 'warning',
      code: 'database-lost',
      text: `Database lost${since(database.since, nowMs)}${problem} Users are counted by what Fairlead itself sees.`,
      mend: 'Nothing needs a restart: Fairlead goes on trying and takes the counts up again.',
    };
  if (!counts.stale || database.state === 'connecting') return undefined;
  return {
    severity: 'warning',
    code: 'counts-stale',
    text: `Users were last counted ${counts.readAt === null ? 'never' : `at ${clock(counts.readAt, nowMs)}`}${problem}`,
    mend: 'Log-ons go by what Fairlead itself sees meanwhile. fairlead check --live tries the query.',
  };
};

const topology: Rule = ({ topology }, nowMs) => {
  const problem = topology.problem === null ? '.' : `: ${sentence(topology.problem)}`;
  if (topology.source === 'last-good')
    return {
      severity: 'warning',
      code: 'topology-last-good',
      text: `The list of servers is the copy on disk${topology.readAt === null ? '' : ` of ${clock(topology.readAt, nowMs)}`}${problem}`,
      mend: 'It is read anew as soon as the database gives a plausible one.',
    };
  if (topology.problem === null) return undefined;
  return {
    severity: 'warning',
    code: 'topology-refused',
    text: `A newer list of servers was not taken${problem}`,
    mend: 'The last good list stays in use until the database gives a plausible one.',
  };
};

const ownBalancing: Rule = ({ crm }) =>
  crm.ownBalancing !== true
    ? undefined
    : {
        severity: 'warning',
        code: 'own-balancing-on',
        text: "The CRM balances log-ons itself and moves users to server names behind Fairlead's back.",
        mend: 'Set "Do Load Balancing" to False in Administration | System | Database.',
      };

const locked: Rule = ({ crm }, nowMs) => {
  if (crm.lock === null) return undefined;
  const lapses =
    crm.lock.lapsesAt === null ? '' : ` It lapses by itself at ${clock(crm.lock.lapsesAt, nowMs)}.`;
  return {
    severity: 'info',
    code: 'system-locked',
    text: `The CRM is locked by ${crm.lock.by}${since(crm.lock.since, nowMs)}; only administrators log on.${lapses}`,
    mend: 'Unlock the system in the CRM when the work is done.',
  };
};

const countsDiffer: Rule = ({ servers, counts, database }) => {
  if (counts.stale || database.state !== 'live') return undefined;
  const different = servers.filter(differs);
  if (different.length === 0) return undefined;
  const each = different
    .map(({ name, users }) => `${name} ${users.database} and ${users.observed}`)
    .join(', ');
  return {
    severity: 'warning',
    code: 'counts-differ',
    text: `The database counts other users than pass through Fairlead: ${each}.`,
    mend: 'Users may log on past the one URL, or the count query or the idle time-out does not fit.',
  };
};

const rules: readonly Rule[] = [
  noServers,
  noneServing,
  allFull,
  database,
  topology,
  ownBalancing,
  countsDiffer,
  locked,
];

function differs({ users }: ServerStatus): boolean {
  if (users.database === null) return false;
  const expected = users.database + users.pending;
  const difference = Math.abs(expected - users.observed);
  return difference > differenceUsers && difference > differenceShare * Math.max(expected, users.observed);
}

function since(iso: string | null, nowMs: number): string {
  return iso === null ? '' : ` since ${clock(iso, nowMs)}`;
}

function clock(iso: string, nowMs: number): string {
  const ms = parseIsoTime(iso);
  return ms === undefined ? iso : shortTime(ms, nowMs);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
