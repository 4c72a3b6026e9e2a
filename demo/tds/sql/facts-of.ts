// The facts a statement asked for, as parameters for SQLite: the clock, the session, the server.

import type { SQLInputValue } from 'node:sqlite';
import { momentText } from './rules/civil-time.ts';
import type { Translation } from './rules/scope.ts';
import { serverName, versionText } from './rules/server-version.ts';
import { bigintType, type SqlValue, toSqlite } from './rules/sql-type.ts';
import { variableName } from './rules/translate-expression.ts';
import type { Run } from './run.ts';
import { databaseId, viewRows } from './view-rows.ts';

const facts: Readonly<Record<string, (run: Run) => SqlValue>> = {
  now: ({ engine }) => momentText(engine.nowMs()) ?? null,
  version: () => versionText,
  serverName: () => serverName,
  language: () => 'us_english',
  spid: ({ session }) => session.id,
  login: ({ session }) => session.login,
  hostName: ({ session }) => session.hostName,
  programName: ({ session }) => session.programName,
  database: ({ session }) => session.database,
  databaseId: () => databaseId,
  maxConnections: ({ engine }) => engine.maxConnections,
  transactionDepth: ({ session }) => session.transaction?.depth ?? 0,
  inTransaction: ({ session }) => (session.transaction ? 1 : 0),
  rowCount: ({ session }) => session.rowCount,
  error: ({ session }) => session.error,
  identity: ({ session }) => session.identity ?? null,
  lockTimeout: ({ session }) => session.options.lockTimeoutMs,
};

/** All parameters of a translated statement. */
export function boundParameters(run: Run, { needs }: Translation): Record<string, SQLInputValue> {
  const bound: Record<string, SQLInputValue> = {};
  for (const key of needs.variables) {
    const variable = run.variables.get(key);
    bound[`@${variableName(key)}`] = variable ? toSqlite(variable.value, variable.type) : null;
  }
  for (const name of needs.facts) bound[`:${name}`] = toSqlite(facts[name]?.(run) ?? null, bigintType);
  for (const key of needs.views) bound[`:view_${key}`] = viewRows(run.engine, key);
  return bound;
}
