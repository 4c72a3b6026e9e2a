// Runs SELECT, and evaluates the expressions of other statements.

import { boundParameters } from './facts-of.ts';
import { convertValue } from './rules/convert.ts';
import { bareEnvironment, createTranslation, type Translation } from './rules/scope.ts';
import { SqlError, undeclaredVariable } from './rules/sql-error.ts';
import type { SqlType, SqlValue } from './rules/sql-type.ts';
import type { Condition, Expression, Query, SelectItem } from './rules/syntax.ts';
import { translateCondition } from './rules/translate-condition.ts';
import { translateExpression } from './rules/translate-expression.ts';
import { translateQuery } from './rules/translate-query.ts';
import type { Run } from './run.ts';

type Assign = Extract<SelectItem, { kind: 'assign' }>;

/** Runs a query and hands its rows to the sink, or to the variables it assigns. */
export async function runQuery(run: Run, query: Query): Promise<void> {
  const assigns = query.first.items.filter((item): item is Assign => item.kind === 'assign');
  if (assigns.length > 0 && assigns.length < query.first.items.length) {
    throw new SqlError(
      141,
      'A SELECT statement that assigns a value to a variable must not be combined with data-retrieval operations.',
      { severity: 15 },
    );
  }
  const translation = translationFor(run);
  const { sql, columns } = translateQuery(translation, undefined, query);
  await passLocks(run, translation);
  const rows = runRows(run, translation, sql);
  if (assigns.length > 0) {
    assignRows(
      run,
      assigns,
      columns.map((each) => each.type),
      rows,
    );
    return;
  }
  run.sink.columns(columns);
  let count = 0;
  for (const row of rows) {
    run.sink.row(row);
    count++;
  }
  run.session.rowCount = count;
  run.sink.done(count, true);
}

/** The value of an expression that stands outside a query. */
export async function evaluate(run: Run, expression: Expression, type?: SqlType): Promise<SqlValue> {
  const translation = translationFor(run);
  const typed = translateExpression(bareEnvironment(translation), expression);
  await passLocks(run, translation);
  const [row] = [...runRows(run, translation, `SELECT ${typed.sql}`)];
  const value = row?.[0] ?? null;
  return type && !typed.untyped ? convertValue(value, typed.type, type) : value;
}

export async function evaluateCondition(run: Run, condition: Condition): Promise<boolean> {
  const translation = translationFor(run);
  const sql = translateCondition(bareEnvironment(translation), condition);
  await passLocks(run, translation);
  const [row] = [...runRows(run, translation, `SELECT ${sql}`)];
  return Number(row?.[0] ?? 0) === 1;
}

/** Gives a declared variable a value of its own type. */
export function assignVariable(run: Run, name: string, value: SqlValue, from: SqlType | undefined): void {
  const variable = run.variables.get(name.toLowerCase());
  if (!variable) throw undeclaredVariable(name, 1);
  variable.value = from ? convertValue(value, from, variable.type) : value;
}

export function translationFor(run: Run): Translation {
  const types = [...run.variables].map(([name, variable]) => [name, variable.type] as const);
  return createTranslation(run.engine.catalogue, new Map(types));
}

/** Waits for the writes of others, unless only dirty reads are asked for. */
export async function passLocks(run: Run, { needs }: Translation): Promise<void> {
  const clean = needs.tables.some((each) => !each.dirty);
  if (clean && !run.session.options.dirtyReads) await run.engine.transactions.passes(run.session, run.signal);
}

function runRows(run: Run, translation: Translation, sql: string): Iterable<readonly SqlValue[]> {
  const statement = run.engine.database.prepare(sql);
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  return statement.iterate(boundParameters(run, translation)) as unknown as Iterable<readonly SqlValue[]>;
}

function assignRows(
  run: Run,
  assigns: readonly Assign[],
  types: readonly SqlType[],
  rows: Iterable<readonly SqlValue[]>,
): void {
  let count = 0;
  for (const row of rows) {
    for (const [index, { variable }] of assigns.entries()) {
      assignVariable(run, variable, row[index] ?? null, types[index]);
    }
    count++;
  }
  run.session.rowCount = count;
}
