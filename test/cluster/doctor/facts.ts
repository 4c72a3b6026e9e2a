// A cluster in which everything is in order, as facts, and a table of what an examination says when one thing is not.

import type { Test } from 'tap';
import type {
  DatabaseFacts,
  DoctorFacts,
  DoctorFinding,
  Examination,
  Looked,
  RoleSeen,
  ServerFacts,
  WindowsFacts,
} from '../../../cluster/doctor/model.ts';
import { notSeen, seen } from '../../../cluster/doctor/rules/finding.ts';
import type { AppPool } from '../../../cluster/remote/commands/app-pools.ts';
import type { Role } from '../../../cluster/roles/role.ts';
import { standingOf } from '../../../cluster/roles/rules/standing.ts';
import { roleOf, sightsFrom } from '../roles/rules/support.ts';
import { checkOf, serverOf, topologyOf } from '../support/sample.ts';

export const nowMs = Date.UTC(2026, 10, 21, 12);
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const goodPool: AppPool = {
  name: 'CRMAppPool',
  state: 'started',
  processIds: [1000],
  enable32Bit: true,
  loadUserProfile: true,
  autoStart: true,
  idleTimeoutMinutes: 120,
  periodicRestartMinutes: 0,
};

const clock = seen({ utcMs: nowMs, fromMs: nowMs - 200, toMs: nowMs + 200 });
const good = (what: string) => seen({ severity: 'good', what, saw: 'As it should be.', mend: '' } as const);

export const goodDatabase: DatabaseFacts = {
  wanted: true,
  columns: seen([{ severity: 'good', what: 'column', saw: 'It is there.', mend: '' }]),
  encryption: good('encryption'),
  login: seen({ name: 'fairlead', administrator: false }),
  clock,
  counts: good('users'),
  budget: good('connection budget'),
  fairleads: seen(['GATE1']),
  backups: seen({
    database: 'CRM',
    recovery: 'FULL',
    fullAgeMs: 2 * dayMs,
    differentialAgeMs: 6 * hourMs,
    logAgeMs: hourMs,
  }),
  tuningObjects: seen([]),
  licence: seen({ rows: 1, different: 1, bytes: 300 }),
  libraryPath: seen('\\\\files\\crm\\Library\\'),
  detachedScripts: seen(0),
};

const goodWindows = (name: string): WindowsFacts => ({
  ssh: seen({ works: true, user: `${name}\\fairlead`, machine: name, administrator: true }),
  appPools: seen([goodPool]),
  clock,
  library: seen({ kind: 'folder', writable: undefined, problem: undefined }),
  addressChecking: seen({ found: true, value: 'Y' }),
  program: seen({ file: '7.2.0.1', product: undefined, bytes: 1 }),
});

export type ServerChange = Partial<Omit<ServerFacts, 'windows'>> & {
  readonly windows?: Partial<WindowsFacts>;
};
export type Change = Partial<Omit<DoctorFacts, 'database' | 'servers'>> & {
  readonly database?: Partial<DatabaseFacts>;
  /** By position. */
  readonly servers?: readonly ServerChange[];
};

const names = ['CRMWEB1', 'CRMWEB2'];

export function factsOf({ database, servers = [], ...change }: Change = {}): DoctorFacts {
  const topology = topologyOf(names, {
    flags: { ownBalancing: false, dtlsServer: 'CRMWEB1', version: '7.2b', lock: undefined },
  });
  return {
    nowMs,
    expected: {
      idleMinutes: 120,
      appPool: null,
      install: 'CRM',
      library: { path: undefined, user: undefined },
      probePath: '/CRM/eware.dll/go',
      addressCheckingOff: 'N',
      peers: [],
      clockSkewMs: 5_000,
      certificateDays: 30,
      fullBackupMs: 8 * dayMs,
      backupMs: 26 * hourMs,
      logBackupMs: 2 * hourMs,
    },
    settings: seen({
      serverNames: 'CRMWEB1;CRMWEB2;',
      fullNames: 'crmweb1.example.com;crmweb2.example.com;',
      addresses: '10.1.0.1;10.1.0.2;',
    }),
    parameters: seen([{ severity: 'good', what: 'setting', saw: 'It is there.', mend: '' }]),
    topology: seen({ topology, remarks: [] }),
    unreadable: [],
    servers: names.map((name, index) => serverFacts(name, servers[index])),
    servedUrl: 'https://crm.example.com',
    url: tlsDoor(['crm.example.com']),
    database: { ...goodDatabase, ...database },
    serviceLogOns: seen([]),
    roles: [roleSeen('r s')],
    ...change,
  };
}

function serverFacts(name: string, { windows, ...change }: ServerChange = {}): ServerFacts {
  const host = `${name.toLowerCase()}.example.com`;
  const origin = `https://${host}:443`;
  return {
    server: serverOf(name, { position: names.indexOf(name), origin, hostNames: [name.toLowerCase(), host] }),
    check: { ...checkOf(true), version: '7.2b' },
    addresses: seen([`10.1.0.${names.indexOf(name) + 1}`]),
    door: tlsDoor([host, name.toLowerCase()]),
    ...change,
    windows: { ...goodWindows(name), ...windows },
  };
}

/** `r s` is running on CRMWEB1, stopped on CRMWEB2, as in the tests of roles; `scripts` are detached ones. */
export function roleSeen(
  states: string,
  change: Partial<Role> = {},
  sight: Partial<RoleSeen['sights'][number]> = {},
  scripts?: number,
): RoleSeen {
  const role = roleOf(change);
  const sights = sightsFrom(states).map((each, at) => {
    const last = at === states.split(' ').length - 1;
    return { ...each, ...(last && sight), name: names[at] ?? each.server };
  });
  const standing = standingOf(sights, { means: role.means, detachedScripts: scripts });
  return { role, sights, standing, moving: false };
}

/** A certificate for these names, asked for the first; `change` is what is wrong with it. */
export function tlsDoor(fits: readonly string[], change: object = {}): ServerFacts['door'] {
  const asked = fits.slice(0, 1);
  return seen({
    kind: 'tls',
    askedNames: asked,
    names: fits.join(', '),
    fits,
    validFromMs: nowMs - 100 * dayMs,
    validToMs: nowMs + 100 * dayMs,
    distrust: undefined,
    ...change,
  });
}

export const away: Looked<never> = notSeen('It is away.', 'Bring it back.');

/** What is changed of a cluster in order, and each finding then: subject, severity, what it says. */
export type Case = readonly [
  name: string,
  change: Change,
  ...findings: (readonly [subject: string, severity: DoctorFinding['severity'], text?: RegExp])[],
];

/** Each row is a test; whatever is wrong says how to mend it. */
export function examined(t: Test, examine: Examination, table: readonly Case[]): void {
  for (const [name, change, ...wanted] of table) {
    const found = examine(factsOf(change));
    t.same(
      found.map(({ subject, severity }) => [subject, severity]),
      wanted.map(([subject, severity]) => [subject, severity]),
      name,
    );
    wanted.forEach(([, , text], index) => {
      if (text) t.match(`${found[index]?.seen} ${found[index]?.mend}`, text, name);
    });
    const wrong = found.filter(({ severity }) => severity === 'warning' || severity === 'fault');
    for (const { seen: said, mend } of wrong) t.not(mend, '', `how to mend: ${said}`);
  }
  t.end();
}
