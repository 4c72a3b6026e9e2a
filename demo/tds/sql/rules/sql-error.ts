// The errors a SQL Server gives, by number: text, severity, state. One place, so that a client sees the same words.

/** An error as it goes to the client; thrown by parsing, translating and running, caught at the end of a statement. */
export class SqlError extends Error {
  readonly number: number;
  /** Class of the error: up to 10 is information, 11-16 the client's fault, 20 and more closes the connection. */
  readonly severity: number;
  readonly state: number;
  /** Line of the batch, 1 is the first. */
  readonly line: number;

  constructor(
    number: number,
    message: string,
    place: Partial<Pick<SqlError, 'severity' | 'state' | 'line'>> = {},
  ) {
    super(message);
    this.name = 'SqlError';
    this.number = number;
    this.severity = place.severity ?? 16;
    this.state = place.state ?? 1;
    this.line = place.line ?? 1;
  }
}

/** After these the batch goes on with its next statement; after any other it ends. */
const statementOnly = new Set([515, 1222, 1223, 2601, 2627, 2628, 2812, 3902, 3903, 6104, 6106, 8134, 50000]);

export function endsBatch(error: SqlError): boolean {
  return !statementOnly.has(error.number);
}

export const syntaxNear = (text: string, line: number) =>
  new SqlError(102, `Incorrect syntax near '${text}'.`, { severity: 15, line });

export const syntaxNearKeyword = (word: string, line: number) =>
  new SqlError(156, `Incorrect syntax near the keyword '${word}'.`, { severity: 15, line });

export const unclosedQuote = (text: string, line: number) =>
  new SqlError(105, `Unclosed quotation mark after the character string '${text}'.`, { severity: 15, line });

export const nestedTooDeeply = (line: number) =>
  new SqlError(
    191,
    'Some part of your SQL statement is nested too deeply. Rewrite the query or break it up into smaller queries.',
    { severity: 15, line },
  );

/** For what a SQL Server would know and the look-alike does not: never an empty answer. */
export const notSupported = (what: string, line: number) =>
  new SqlError(40510, `Statement '${what}' is not supported in this version of SQL Server.`, { line });

export const undeclaredVariable = (name: string, line: number) =>
  new SqlError(137, `Must declare the scalar variable "@${name}".`, { severity: 15, state: 2, line });

export const unknownFunction = (name: string, line: number) =>
  new SqlError(195, `'${name}' is not a recognized built-in function name.`, {
    severity: 15,
    state: 10,
    line,
  });

export const argumentCount = (name: string, count: number, line: number) =>
  new SqlError(174, `The ${name.toLowerCase()} function requires ${count} argument(s).`, {
    severity: 15,
    line,
  });

export const unknownType = (name: string, line: number) =>
  new SqlError(2715, `Column, parameter, or variable: Cannot find data type ${name}.`, { state: 7, line });

export const unknownObject = (name: string, line: number) =>
  new SqlError(208, `Invalid object name '${name}'.`, { line });

export const unknownColumn = (name: string, line: number) =>
  new SqlError(207, `Invalid column name '${name}'.`, { line });

export const ambiguousColumn = (name: string, line: number) =>
  new SqlError(209, `Ambiguous column name '${name}'.`, { line });

export const unboundIdentifier = (name: string, line: number) =>
  new SqlError(4104, `The multi-part identifier "${name}" could not be bound.`, { line });

export const notGrouped = (name: string, line: number) =>
  new SqlError(
    8120,
    `Column '${name}' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.`,
    { line },
  );

export const unknownProcedure = (name: string, line: number) =>
  new SqlError(2812, `Could not find stored procedure '${name}'.`, { state: 62, line });

export const conversionFailed = (from: string, value: string, to: string) =>
  new SqlError(245, `Conversion failed when converting the ${from} value '${value}' to data type ${to}.`);

export const dateConversionFailed = () =>
  new SqlError(241, 'Conversion failed when converting date and/or time from character string.');

export const typeConversionFailed = (from: string, to: string) =>
  new SqlError(8114, `Error converting data type ${from} to ${to}.`, { state: 5 });

export const overflow = (to: string) =>
  new SqlError(8115, `Arithmetic overflow error converting expression to data type ${to}.`, { state: 2 });

export const truncated = (value: string) =>
  new SqlError(2628, `String or binary data would be truncated. Truncated value: '${value}'.`);

export const dividedByZero = () => new SqlError(8134, 'Divide by zero error encountered.');
