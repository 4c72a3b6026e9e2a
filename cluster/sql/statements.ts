// Loads the .sql files of this folder at start and fills in names of tables and columns. Runs nothing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlNames } from '../crm.ts';
import { ClusterError } from '../errors.ts';
import { quoteName } from '../rules/identifier.ts';

/** Every statement the product sends, ready to run; values are always parameters. */
export type Statements = {
  readonly settings: string;
  readonly clusterSettings: string;
  readonly loggedOnUsers: string;
  readonly connection: string;
  readonly columns: string;
  /** These two change rows, and nothing else does. */
  readonly setLock: string;
  readonly changeSetting: string;
  readonly setting: string;
  readonly lock: string;
  readonly userName: string;
  readonly detachedScripts: string;
  readonly libraryPath: string;
  readonly licence: string;
  readonly tuningObjects: string;
  readonly backups: string;
  readonly databaseSelf: string;
};

const tables: ReadonlySet<string> = new Set(['settingsTable', 'usersTable', 'activityTable', 'scriptsTable']);

/**
 * Reads and fills all statements. The profile's own `countQuery` stands in for `logged-on-users`.
 * Throws `CLU_BAD_IDENTIFIER` for a name that is no plain identifier, `CLU_BAD_STATEMENT` for a damaged file.
 */
export function loadStatements(names: SqlNames, secretCount: number): Statements {
  const load = (name: string) => fill(statementText(name), fillers);
  const fillers = new Map<string, string>();
  for (const [key, value] of Object.entries(names)) {
    if (key !== 'countQuery' && value !== null) fillers.set(key, quoted(key, value));
  }
  fillers.set(
    'secretParameters',
    secretParameters(secretCount)
      .map((name) => `@${name}`)
      .join(', '),
  );
  return {
    settings: load('settings'),
    clusterSettings: load('cluster-settings'),
    loggedOnUsers: names.countQuery ?? load('logged-on-users'),
    connection: load('connection'),
    columns: load('columns'),
    setLock: load('set-lock'),
    changeSetting: load('change-setting'),
    setting: load('setting'),
    lock: load('lock'),
    userName: load('user-name'),
    detachedScripts: load('detached-scripts'),
    libraryPath: load('library-path'),
    licence: load('licence'),
    tuningObjects: load('tuning-objects'),
    backups: load('backups'),
    databaseSelf: load('database-self'),
  };
}

/** The text of one of the statements as it stands here; those that need no names of the profile are run so. */
export function statementText(name: string): string {
  return readFileSync(join(import.meta.dirname, `${name}.sql`), 'utf8');
}

/** Names of the parameters that carry the names of secret rows; one at least, so that the list is never empty. */
export function secretParameters(count: number): string[] {
  return Array.from({ length: Math.max(1, count) }, (_, index) => `secret${index}`);
}

function quoted(key: string, value: string): string {
  const name = quoteName(value, tables.has(key) ? 3 : 1);
  if (name.kind === 'refused') {
    throw new ClusterError('CLU_BAD_IDENTIFIER', `profile.sql.${key}: ${name.because}`);
  }
  return name.text;
}

function fill(text: string, fillers: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_whole, key: string) => {
    const filler = fillers.get(key);
    if (filler === undefined) throw new ClusterError('CLU_BAD_STATEMENT', `nothing fills {{${key}}}`);
    return filler;
  });
}
