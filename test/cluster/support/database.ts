// Settings and a database over the real driver, for tests of the pool.

import type { DatabaseSettings } from '../../../cluster/directory/database-settings.ts';
import { createPacer } from '../../../cluster/directory/pacer.ts';
import { createDatabase } from '../../../cluster/directory/pool.ts';
import { DatabaseError, type DatabaseFailure } from '../../../cluster/errors.ts';
import { loadStatements } from '../../../cluster/sql/statements.ts';
import { profile } from './sample.ts';

export function settingsOf(port: number, change: Partial<DatabaseSettings> = {}): DatabaseSettings {
  return {
    host: '127.0.0.1',
    port,
    instance: null,
    name: 'CRM',
    user: 'fairlead',
    password: 'a password for tests',
    encrypt: true,
    trustServerCertificate: false,
    caFile: null,
    serverName: null,
    multiSubnetFailover: true,
    connections: 4,
    connectTimeoutMs: 10_000,
    requestTimeoutMs: 10_000,
    ...change,
  };
}

export const statements = loadStatements(profile.sql, 1);

/** A database at full speed: the pace has its own tests. */
export function openDatabase(settings: DatabaseSettings, perSecond = 1_000) {
  const problems: Error[] = [];
  const pacer = createPacer({ limit: perSecond, withinMs: 1_000 });
  const database = createDatabase({
    settings,
    connectionStatement: statements.connection,
    pacer,
    onProblem: (problem) => problems.push(problem),
  });
  return { database, pacer, problems };
}

/** The failure a question ends with; throws when it is answered. */
export async function failureFrom(question: Promise<unknown>): Promise<DatabaseFailure> {
  try {
    await question;
  } catch (error) {
    if (error instanceof DatabaseError) return error.failure;
    throw error;
  }
  throw new Error('it was answered');
}
