// The questions put to the database, one function each: names of the profile go in, parsed rows come out.

import type { ClusterProfile } from '../crm.ts';
import { DatabaseError, type DatabaseFailure } from '../errors.ts';
import { bareName } from '../rules/identifier.ts';
import type { CountRow } from '../rules/user-counts.ts';
import { type Statements, secretParameters } from '../sql/statements.ts';
import type { SettingsReading } from './last-good.ts';
import type { Database, Sending } from './pool.ts';
import {
  type ColumnRow,
  parseColumns,
  parseCounts,
  parseSettings,
  parseShownSettings,
  parseUtcOffset,
  type ShownSetting,
} from './rows.ts';

export type CountsReading = {
  readonly rows: readonly CountRow[];
  /** Right before and right after the statement: which log-ons it can have seen. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
};

/** Every function throws `DatabaseError` where the database does not answer as it should. */
export type Reader = {
  clusterSettings(sending?: Sending): Promise<SettingsReading>;
  userCounts(): Promise<CountsReading>;
  /** Every live setting, secrets hidden by the statement itself. */
  allSettings(): Promise<readonly ShownSetting[]>;
  columns(): Promise<readonly ColumnRow[]>;
};

/** `serviceUser` is nobody. */
export type ReaderProfile = ClusterProfile & { readonly serviceUser?: string | undefined };

export function createReader(
  database: Pick<Database, 'query'>,
  statements: Statements,
  profile: ReaderProfile,
  nowMs: () => number,
): Reader {
  const { parameters, sql, serviceUser = '' } = profile;
  return {
    async clusterSettings(sending) {
      const { secret, ...names } = parameters;
      const rows = await database.query(statements.clusterSettings, names, sending);
      const hidden = new Set(secret.map((name) => name.toLowerCase()));
      return {
        rows: parseSettings(rows).filter((row) => !hidden.has(row.name.toLowerCase())),
        utcOffsetMinutes: parseUtcOffset(rows),
        readAtMs: nowMs(),
      };
    },
    async userCounts() {
      const idleMinutes = Math.ceil(profile.session.idleMinutes);
      // The pace may hold the statement back, so the clock starts when it goes.
      let startedAtMs = nowMs();
      const onSend = () => {
        startedAtMs = nowMs();
      };
      const rows = await database.query(statements.loggedOnUsers, { idleMinutes, serviceUser }, { onSend });
      const endedAtMs = nowMs();
      const counts = parseCounts(rows);
      if (counts === undefined) throw wrongColumns();
      return { rows: counts, startedAtMs, endedAtMs };
    },
    async allSettings() {
      const names = secretParameters(parameters.secret.length);
      const secrets = Object.fromEntries(names.map((name, index) => [name, parameters.secret[index] ?? '']));
      return parseShownSettings(await database.query(statements.settings, secrets));
    },
    async columns() {
      const tables = {
        settingsTable: bareName(sql.settingsTable),
        usersTable: bareName(sql.usersTable),
        activityTable: bareName(sql.activityTable),
      };
      return parseColumns(await database.query(statements.columns, tables));
    },
  };
}

/** The answer, or the failure instead of it: to callers of a reader a failure is nothing unexpected. */
export async function answerOf<T extends object>(question: Promise<T>): Promise<T | DatabaseFailure> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof DatabaseError) return error.failure;
    throw error;
  }
}

/** Tells a failure from an answer. */
export function isFailure(answer: object): answer is DatabaseFailure {
  return 'mend' in answer;
}

function wrongColumns(): DatabaseError {
  return new DatabaseError({
    code: 'CLU_STATEMENT_FAILED',
    number: undefined,
    text: 'The count statement does not return columns `server` and `users` with whole numbers in `users`.',
    mend: 'Correct crm.overrides.sql.countQuery, or take it out.',
  });
}
