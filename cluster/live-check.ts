// `check --live`: connects to the database and to every server once and says what it saw. Prints nothing; what the
// things seen mean is decided in rules/live-findings.ts.

import { readDatabaseConnections } from './budget/budget-watch.ts';
import { budgetOf, type PoolSizes } from './budget/rules/budget.ts';
import { findBudget } from './budget/rules/budget-notices.ts';
import type { ClusterProfile, OriginDefaults, ServerSettings } from './crm.ts';
import type { OpenReader } from './directory/open-directory.ts';
import { answerOf, isFailure, type Reader } from './directory/reader.ts';
import { createStaticDirectory } from './directory/static-directory.ts';
import { understandWith } from './directory/understanding.ts';
import { type CheckOptions, checkServer } from './health/check.ts';
import type { Server, ServerId, Topology } from './model.ts';
import { isLoss } from './rules/contact.ts';
import {
  type Finding,
  findColumns,
  findCounts,
  findEncryption,
  findFailure,
  findParameters,
  findServer,
  findTopology,
  findUnreadable,
} from './rules/live-findings.ts';
import { readUserCounts } from './rules/user-counts.ts';

export type LiveCheckOptions = {
  /** Undefined: there is no database, and `servers` are all there are. */
  readonly open: OpenReader | undefined;
  readonly profile: ClusterProfile;
  readonly servers: Readonly<Record<string, ServerSettings>>;
  readonly defaults: OriginDefaults;
  readonly idOf: (name: string) => ServerId;
  /** How each server's probe page is asked for. */
  readonly check: CheckOptions;
  /** Connections each server needs (F5), and how many are left to others. */
  readonly pools: PoolSizes;
  readonly reserve: number;
  readonly nowMs: () => number;
};

/** Looks at everything once; goes on after each fault as far as that makes sense. Never rejects for what it sees. */
export async function checkLive(options: LiveCheckOptions): Promise<Finding[]> {
  const seen =
    options.open === undefined ? checkConfigured(options) : await checkDatabase(options, options.open);
  const checks = seen.servers.map(async (server) =>
    findServer(server, await checkServer(server, options.check), options.profile),
  );
  return [...seen.findings, ...(await Promise.all(checks))];
}

type Seen = { readonly findings: readonly Finding[]; readonly servers: readonly Server[] };

function checkConfigured({ servers, defaults, idOf, nowMs }: LiveCheckOptions): Seen {
  const directory = createStaticDirectory({ servers, defaults, idOf, nowMs });
  const topology = directory.topology();
  if (topology !== undefined) return { findings: [], servers: topology.servers };
  const saw = 'There is no database, and the servers of the configuration make no cluster.';
  const mend = 'Give each server under `servers` its origin.';
  return { findings: [{ severity: 'fault', what: 'servers', saw, mend }], servers: [] };
}

async function checkDatabase(options: LiveCheckOptions, { reader, encryption }: OpenReader): Promise<Seen> {
  const findings: Finding[] = [];
  const columns = await answerOf(reader.columns());
  const encrypted = encryption();
  if (encrypted !== undefined) findings.push(findEncryption(encrypted));
  if (isFailure(columns)) findings.push(findFailure('connection to the database', columns));
  else findings.push(...findColumns(columns, options.profile.sql));
  // Without the database the servers that the configuration tells are still worth a look.
  if (isFailure(columns) && isLoss(columns)) return { findings, servers: checkConfigured(options).servers };
  const settings = await answerOf(reader.clusterSettings());
  if (isFailure(settings)) {
    return { findings: [...findings, findFailure('settings of the CRM', settings)], servers: [] };
  }
  findings.push(...findParameters(settings.rows, options.profile.parameters));
  const read = understandWith(options)(settings, 'database');
  if (read.kind === 'unreadable')
    return { findings: [...findings, ...findUnreadable(read.reasons)], servers: [] };
  findings.push(...findTopology(read.topology, read.remarks), await checkCounts(reader, read.topology));
  findings.push(...(await checkBudget(options, read.topology)));
  return { findings, servers: read.topology.servers };
}

async function checkBudget(options: LiveCheckOptions, { servers }: Topology): Promise<readonly Finding[]> {
  const { open, pools, reserve, nowMs } = options;
  if (open === undefined) return [];
  const reading = await answerOf(readConnections({ query: open.query, nowMs }));
  if (isFailure(reading)) return [findFailure('connection budget', reading)];
  return reading.told ? [findBudget(budgetOf({ reading: reading.told, servers, pools, reserve }))] : [];
}

/** In a box: an answer may be nothing. */
async function readConnections(asked: Parameters<typeof readDatabaseConnections>[0]) {
  return { told: await readDatabaseConnections(asked) };
}

async function checkCounts(reader: Pick<Reader, 'userCounts'>, topology: Topology): Promise<Finding> {
  const counts = await answerOf(reader.userCounts());
  return isFailure(counts)
    ? findFailure('logged-on users', counts)
    : findCounts(readUserCounts(counts.rows, topology.servers), topology);
}
