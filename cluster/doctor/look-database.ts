// Looks at the database, statement by statement at the pace of the polls. What cannot be read is said with its reason.

import { readDatabaseConnections } from '../budget/budget-watch.ts';
import { budgetOf, type PoolSizes } from '../budget/rules/budget.ts';
import { findBudget } from '../budget/rules/budget-notices.ts';
import type { ClusterProfile } from '../crm.ts';
import type { Database, Row } from '../directory/pool.ts';
import type { Reader } from '../directory/reader.ts';
import { ClusterError } from '../errors.ts';
import type { Server } from '../model.ts';
import { type Finding, findColumns, findCounts, findEncryption } from '../rules/live-findings.ts';
import { readUserCounts } from '../rules/user-counts.ts';
import type { Statements } from '../sql/statements.ts';
import { look, lookAtRows } from './look.ts';
import type { DatabaseFacts, Looked } from './model.ts';
import { seen } from './rules/finding.ts';
import {
  fairleadHosts,
  readBackups,
  readCount,
  readLicence,
  readSelf,
  readTuningObjects,
} from './rules/read-database.ts';

export type DatabaseLook = {
  readonly query: Database['query'];
  readonly reader: Reader;
  readonly statements: Statements;
  readonly profile: ClusterProfile;
  /** As the configuration asks for it. */
  readonly encrypt: boolean | 'strict';
  readonly servers: readonly Server[];
  readonly wanted: boolean;
  readonly pools: PoolSizes;
  readonly reserve: number;
  readonly nowMs: () => number;
};

/** Never rejects for what the database says or does not say. Where the first answer fails nothing else is asked. */
export async function lookAtDatabase(options: DatabaseLook): Promise<DatabaseFacts> {
  const { wanted } = options;
  const self = await selfLook(options);
  if (!self.login.seen) return { wanted, ...self, ...allUnseen(self.login) };
  const [read, budget] = await Promise.all([statementLooks(options), budgetLooks(options)]);
  return { wanted, ...self, ...read, ...budget };
}

type Self = Pick<DatabaseFacts, 'login' | 'clock'>;
type Budget = Pick<DatabaseFacts, 'budget' | 'fairleads'>;
type Rest = Omit<DatabaseFacts, 'wanted' | keyof Self | keyof Budget>;

function allUnseen(why: Looked<never>): Rest & Budget {
  return {
    columns: why,
    encryption: why,
    counts: why,
    budget: why,
    fairleads: why,
    backups: why,
    tuningObjects: why,
    licence: why,
    libraryPath: why,
    detachedScripts: why,
  };
}

async function statementLooks(options: DatabaseLook): Promise<Rest> {
  const { query, reader, statements, profile, servers } = options;
  const { parameters } = profile;
  const [columns, encryption, counts, backups, tuningObjects, licence, libraryPath, detachedScripts] =
    await Promise.all([
      look(async () => findColumns(await reader.columns(), profile.sql)),
      look(() => encryptionOf(options)),
      look(async () => findCounts(readUserCounts((await reader.userCounts()).rows, servers), { servers })),
      lookAtRows(query(statements.backups), readBackups),
      lookAtRows(query(statements.tuningObjects), readTuningObjects),
      lookAtRows(query(statements.licence, { licence: parameters.licence }), readLicence),
      look(async () =>
        textOf((await query(statements.libraryPath, { library: parameters.library }))[0]?.value),
      ),
      lookAtRows(query(statements.detachedScripts), readCount),
    ]);
  return { columns, encryption, counts, backups, tuningObjects, licence, libraryPath, detachedScripts };
}

async function selfLook({ query, statements, nowMs }: DatabaseLook): Promise<Self> {
  let fromMs = nowMs();
  const sent = () => {
    fromMs = nowMs();
  };
  const self = await lookAtRows(query(statements.databaseSelf, {}, { onSend: sent }), readSelf);
  if (!self.seen) return { login: self, clock: self };
  const { utcMs, ...login } = self.value;
  return { login: seen(login), clock: seen({ utcMs, fromMs, toMs: nowMs() }) };
}

async function budgetLooks(options: DatabaseLook): Promise<Budget> {
  const { servers, pools, reserve } = options;
  const reading = await look(async () => {
    const told = await readDatabaseConnections(options);
    if (told !== undefined) return told;
    throw new ClusterError(
      'CLU_STATEMENT_FAILED',
      'The database does not tell how many connections it takes.',
    );
  });
  if (!reading.seen) return { budget: reading, fairleads: reading };
  const budget = budgetOf({ reading: reading.value, servers, pools, reserve });
  return { budget: seen(findBudget(budget)), fairleads: seen(fairleadHosts(reading.value)) };
}

/** Without the right to ask, our own end's word stands. */
async function encryptionOf({ query, statements, encrypt }: DatabaseLook): Promise<Finding> {
  const said = await look(() => query(statements.connection));
  const told = said.seen ? textOf(said.value[0]?.encryptOption) : undefined;
  const server = told === undefined ? undefined : /^(true|1|yes)$/i.test(told.trim());
  return findEncryption({ asked: encrypt, ownEnd: encrypt !== false, server });
}

function textOf(value: Row[string]): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
