// SET of a session: the options that change what the look-alike does, and those it may accept without doing anything.

import { notSupported, SqlError } from './rules/sql-error.ts';
import type { SessionOptions } from './session.ts';

/** Options of which the look-alike has one setting only; the other one is refused. */
const fixed: Readonly<Record<string, 'ON' | 'OFF'>> = {
  IMPLICIT_TRANSACTIONS: 'OFF',
  NOEXEC: 'OFF',
  PARSEONLY: 'OFF',
  FMTONLY: 'OFF',
  SHOWPLAN_ALL: 'OFF',
  SHOWPLAN_TEXT: 'OFF',
  SHOWPLAN_XML: 'OFF',
  CURSOR_CLOSE_ON_COMMIT: 'OFF',
  NUMERIC_ROUNDABORT: 'OFF',
};

/** Options every driver sets at log-on and that change nothing here. */
const accepted = new Set(
  `ANSI_NULLS ANSI_NULL_DFLT_ON ANSI_PADDING ANSI_WARNINGS ANSI_DEFAULTS ARITHABORT ARITHIGNORE CONCAT_NULL_YIELDS_NULL
   CONTEXT_INFO DATEFIRST DATEFORMAT DEADLOCK_PRIORITY LANGUAGE QUOTED_IDENTIFIER ROWCOUNT STATISTICS TEXTSIZE`.split(
    /\s+/,
  ),
);

const isolationLevels = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SNAPSHOT', 'SERIALIZABLE'];

/** The options after `SET option value`; throws 40510 for what cannot be set here, 195 for what nobody knows. */
export function setOption(
  options: SessionOptions,
  option: string,
  value: string,
  line: number,
): SessionOptions {
  switch (option) {
    case 'NOCOUNT':
      return { ...options, noCount: value === 'ON' };
    case 'XACT_ABORT':
      return { ...options, abortOnError: value === 'ON' };
    case 'LOCK_TIMEOUT':
      return { ...options, lockTimeoutMs: Number(value) };
    case 'TRANSACTION ISOLATION LEVEL':
      if (!isolationLevels.includes(value))
        throw new SqlError(102, `Incorrect syntax near '${value}'.`, { severity: 15, line });
      return { ...options, dirtyReads: value === 'READ UNCOMMITTED' };
  }
  for (const name of option.split(',')) {
    if (fixed[name] && fixed[name] !== value) throw notSupported(`SET ${name} ${value}`, line);
    if (name === 'ROWCOUNT' && value !== '0') throw notSupported('SET ROWCOUNT', line);
    if (!fixed[name] && !accepted.has(name)) {
      throw new SqlError(195, `'${name}' is not a recognized SET option.`, { severity: 15, state: 5, line });
    }
  }
  return options;
}
