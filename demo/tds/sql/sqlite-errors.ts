// What SQLite refuses, said as a SQL Server says it.

import { nestedTooDeeply, SqlError } from './rules/sql-error.ts';

/** What the two engines say of an expression with too many levels. */
const tooDeep = /Maximum call stack size exceeded|Expression tree is too large/;
/** SQLite's extended result codes for broken constraints. */
const notNull = 1299;
const unique = [2067, 1555];

/** An error of a statement as a SqlError with the line of the statement; anything unknown is thrown on. */
export function toSqlError(error: unknown, line: number): SqlError {
  if (error instanceof SqlError) {
    return error.line > 1 ? error : new SqlError(error.number, error.message, { ...error, line });
  }
  if (error instanceof Error && tooDeep.test(error.message)) return nestedTooDeeply(line);
  if (!(error instanceof Error) || !('errcode' in error)) throw error;
  const columns = /: (.+)$/.exec(error.message)?.[1] ?? '';
  const [table = '', column = ''] = columns.split('.');
  if (error.errcode === notNull) {
    return new SqlError(
      515,
      `Cannot insert the value NULL into column '${column}', table '${table}'; column does not allow nulls. The statement has been terminated.`,
      { state: 2, line },
    );
  }
  if (unique.includes(Number(error.errcode))) {
    return new SqlError(
      2627,
      `Violation of UNIQUE KEY constraint. Cannot insert duplicate key in object 'dbo.${table}' (${columns}).`,
      { line },
    );
  }
  return new SqlError(
    8624,
    `Internal Query Processor Error: the look-alike could not run this (${error.message}).`,
    {
      line,
    },
  );
}
