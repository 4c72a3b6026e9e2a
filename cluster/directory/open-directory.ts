// Joins pool, statements, reader and directory for one database. The one place that knows all of them.

import type { ClusterProfile } from '../crm.ts';
import { loadStatements } from '../sql/statements.ts';
import type { EncryptionSeen } from './connection-proof.ts';
import type { Directory } from './contract.ts';
import { type DatabaseSettings, targetOf } from './database-settings.ts';
import { createDirectory, type DirectoryOptions } from './directory.ts';
import { createPacer, databasePace } from './pacer.ts';
import { createDatabase, type Database } from './pool.ts';
import { createReader, type Reader } from './reader.ts';

export type OpenReaderOptions = {
  readonly database: DatabaseSettings;
  readonly profile: ClusterProfile;
  /** The account Fairlead logs on with, which is never counted; undefined: there is none. */
  readonly serviceUser?: string | undefined;
  readonly nowMs: () => number;
  readonly onProblem: (problem: Error) => void;
};

/** A reader with its own pool and pace; `statements` counts what was sent. */
export type OpenReader = {
  readonly reader: Reader;
  readonly query: Database['query'];
  encryption(): EncryptionSeen | undefined;
  statements(): number;
  close(): Promise<void>;
};

/** Opens nothing yet. Throws `CLU_BAD_IDENTIFIER` where the profile has a name that is no name. */
export function openReader(options: OpenReaderOptions): OpenReader {
  const { database: settings, profile, serviceUser, nowMs, onProblem } = options;
  const statements = loadStatements(profile.sql, profile.parameters.secret.length);
  const pacer = createPacer(databasePace);
  const database = createDatabase({ settings, connectionStatement: statements.connection, pacer, onProblem });
  return {
    reader: createReader(database, statements, { ...profile, serviceUser }, nowMs),
    query: database.query,
    encryption: database.encryption,
    statements: pacer.count,
    close: database.close,
  };
}

export type OpenDirectoryOptions = OpenReaderOptions &
  Omit<DirectoryOptions, 'reader' | 'query' | 'closeDatabase' | 'from' | 'profile'>;

/** The directory of the configured database. */
export function openDirectory(options: OpenDirectoryOptions): Directory {
  const { reader, query, close } = openReader(options);
  const from = `${targetOf(options.database).at}/${options.database.name}`;
  return createDirectory({ ...options, reader, query, from, closeDatabase: close });
}
