// What `check --live` saw, judged: severity, what was looked at, what came of it, and the mend. Pure data; the looking
// is done by live-check.ts.

import type { ClusterProfile, ParameterNames, SettingRow, SqlNames } from '../crm.ts';
import type { DatabaseFailure } from '../errors.ts';
import type { CheckResult, Notice, Server, Topology } from '../model.ts';
import { counted } from './counted.ts';
import { ownBalancingNotice } from './directory-notices.ts';
import { type Column, discoverColumns } from './discover-columns.ts';
import { bareName } from './identifier.ts';
import type { CountReading } from './user-counts.ts';

export type Finding = {
  readonly severity: 'good' | 'warning' | 'fault';
  /** What was looked at. */
  readonly what: string;
  readonly saw: string;
  /** Empty where nothing is to be done. */
  readonly mend: string;
};

export function findFailure(what: string, failure: DatabaseFailure): Finding {
  return { severity: 'fault', what, saw: failure.text, mend: failure.mend };
}

/** What is known of the connection's encryption; undefined `server`: it does not tell. */
export type EncryptionFacts = {
  readonly asked: boolean | 'strict';
  readonly ownEnd: boolean;
  readonly server: boolean | undefined;
};

export function findEncryption(seen: EncryptionFacts): Finding {
  const what = 'encryption of the database connection';
  if (!seen.ownEnd) {
    return {
      severity: 'warning',
      what,
      saw: 'The connection is plain text, as database.encrypt: false asks; the password and all rows can be read on the way.',
      mend: 'Enable encryption on the database server and set database.encrypt to true.',
    };
  }
  if (seen.server === undefined) {
    return {
      severity: 'good',
      what,
      saw: 'The connection is encrypted as seen from this end; the server may not tell its side (right VIEW SERVER STATE).',
      mend: '',
    };
  }
  return { severity: 'good', what, saw: 'The connection is encrypted; the server says so too.', mend: '' };
}

const captions = {
  serverNames: 'server list',
  httpPort: 'port of the CRM site',
  version: 'version',
  lockedBy: 'who locked the system',
  lockedSince: 'since when it is locked',
  distributedAddresses: 'Distributed CRM web server IP addresses',
  ownBalancing: 'Do Load Balancing',
  fullyQualifiedNames: 'Fully qualified CRM web server names',
  dtlsServer: 'DTLS Server Name',
} as const;

const needed: ReadonlySet<string> = new Set(['serverNames', 'ownBalancing']);

/** Every row the profile names: is it there? */
export function findParameters(rows: readonly SettingRow[], parameters: ParameterNames): Finding[] {
  const there = new Set(rows.map((row) => row.name.trim().toLowerCase()));
  return Object.entries(captions).map(([key, caption]) => {
    const name = parameters[key as keyof typeof captions];
    const what = `setting "${caption}"`;
    if (name !== null && there.has(name.toLowerCase())) {
      return { severity: 'good', what, saw: `The row "${name}" is there.`, mend: '' };
    }
    const saw = name === null ? 'The profile does not know its row.' : `There is no live row "${name}".`;
    // A site without a lock or with one server only may well lack the others.
    const severity = key === 'serverNames' ? 'fault' : name === null || needed.has(key) ? 'warning' : 'good';
    return {
      severity,
      what,
      saw,
      mend: `Run \`fairlead discover\`, or set crm.overrides.parameters.${key}.`,
    };
  });
}

const tables = {
  settingsTable: ['settingName', 'settingValue', 'settingDeleted'],
  usersTable: ['userId', 'userLastServer', 'userDisabled', 'userDeleted'],
  activityTable: ['activityUser', 'activityLogOn', 'activityLogOff'],
} as const;

/** Every table and column the profile names: is it there? With a count statement of the operator's own, two tables less. */
export function findColumns(columns: readonly Column[], sql: SqlNames): Finding[] {
  const used = Object.entries(tables).filter(
    ([table]) => sql.countQuery === null || table === 'settingsTable',
  );
  return used.flatMap(([tableKey, columnKeys]) => {
    const table = bareName(sql[tableKey as keyof typeof tables]).toLowerCase();
    const own = columns.filter((column) => column.table.toLowerCase() === table);
    if (own.length === 0) {
      const name = sql[tableKey as keyof typeof tables];
      return [
        {
          severity: 'fault' as const,
          what: `table "${name}"`,
          saw: 'It is not there, or the login may not read it.',
          mend: `Grant SELECT on it, or set crm.overrides.sql.${tableKey}.`,
        },
      ];
    }
    return columnKeys.map((key) => findColumn(key, own, sql));
  });
}

function findColumn(
  key: (typeof tables)[keyof typeof tables][number],
  own: readonly Column[],
  sql: SqlNames,
): Finding {
  const name = sql[key];
  const what = `column "${name}" (${key})`;
  const found = own.find((column) => column.column.toLowerCase() === name.toLowerCase());
  if (found !== undefined)
    return { severity: 'good', what, saw: `It is there, of type ${found.type}.`, mend: '' };
  const proposal = discoverColumns(own, sql).find((each) => each.setting === `sql.${key}`)?.best;
  const hint = proposal === undefined ? '' : ` It may be "${proposal.name}".`;
  return {
    severity: 'fault',
    what,
    saw: `The table "${own[0]?.table ?? ''}" has no such column.${hint}`,
    mend: `Set crm.overrides.sql.${key}.`,
  };
}

/** The topology that was read, and what is wrong with it. */
export function findTopology(topology: Topology, remarks: readonly Notice[]): Finding[] {
  const list = topology.servers.map((server) => `${server.name} at ${server.origin}`).join(', ');
  const notices = topology.flags.ownBalancing === true ? [ownBalancingNotice, ...remarks] : remarks;
  const balancing: Finding[] =
    topology.flags.ownBalancing === false
      ? [
          {
            severity: 'good',
            what: "the CRM's own balancing",
            saw: 'It is off, as it must be here.',
            mend: '',
          },
        ]
      : [];
  return [
    {
      severity: 'good',
      what: 'server list',
      saw: `${counted(topology.servers.length, 'server')}: ${list}.`,
      mend: '',
    },
    ...balancing,
    ...notices.map((notice) => ({
      severity: notice.severity === 'fault' ? ('fault' as const) : ('warning' as const),
      what: notice.code,
      saw: notice.text,
      mend: notice.mend,
    })),
  ];
}

/** Why the rows make no cluster. */
export function findUnreadable(reasons: readonly string[]): Finding[] {
  const mend = 'Correct it in the CRM, or set crm.overrides.parameters if a row has another name.';
  return reasons.map((saw) => ({ severity: 'fault', what: 'server list', saw, mend }));
}

export function findCounts(
  { byServer, unknown }: CountReading,
  topology: Pick<Topology, 'servers'>,
): Finding {
  const what = 'logged-on users';
  const told = topology.servers.map((server) => `${server.name} ${byServer.get(server.id) ?? 0}`).join(', ');
  if (unknown.length === 0)
    return { severity: 'good', what, saw: `Counted in the database: ${told}.`, mend: '' };
  const saw = `Counted in the database: ${told}; others on servers that are not listed: ${unknown.join(', ')}.`;
  return { severity: 'warning', what, saw, mend: 'Add those servers to the list, or take them out of use.' };
}

export function findServer(
  server: Server,
  check: CheckResult,
  profile: { readonly probe: Pick<ClusterProfile['probe'], 'path'> },
): Finding {
  return check.healthy
    ? { severity: 'good', what: `server ${server.name}`, saw: check.text, mend: '' }
    : {
        severity: 'fault',
        what: `server ${server.name}`,
        saw: check.text,
        mend: `See that ${server.origin}${profile.probe.path} shows the log-on page, or set the server's origin under servers.${server.name}.`,
      };
}
