// INSERT, UPDATE and DELETE -> SQL for SQLite, and which rows they will touch (so that a transaction can undo them).

import {
  bareEnvironment,
  type Environment,
  findRelation,
  quoted,
  type Relation,
  sameName,
  type Translation,
  type Typed,
  textLiteral,
} from './scope.ts';
import { SqlError, unknownColumn } from './sql-error.ts';
import { declarationOf, type SqlType } from './sql-type.ts';
import type { Expression, Statement, TableName } from './syntax.ts';
import { translateCondition } from './translate-condition.ts';
import { translateExpression } from './translate-expression.ts';
import { translateQuery } from './translate-query.ts';
import { translateSources } from './translate-source.ts';

export type TranslatedChange = {
  readonly sql: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** A query for the `rowid` of every row that is changed or deleted; undefined for INSERT. */
  readonly touched: string | undefined;
};

type Change<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>;

export function translateInsert(translation: Translation, insert: Change<'insert'>): TranslatedChange {
  const relation = writable(translation, insert.table);
  const columns = targetColumns(relation, insert);
  const environment = bareEnvironment(translation);
  const rows = insert.rows;
  const source = Array.isArray(rows)
    ? insertedRows(environment, rows, columns)
    : insertedQuery(translation, rows as Exclude<typeof rows, readonly unknown[]>, columns);
  const list =
    columns.length > 0 && source
      ? ` (${columns.map((each) => quoted(each.name)).join(', ')}) ${source}`
      : ' DEFAULT VALUES';
  return {
    ...described(relation),
    sql: `INSERT INTO main.${quoted(relation.name)}${list} RETURNING rowid AS id`,
    touched: undefined,
  };
}

export function translateUpdate(translation: Translation, update: Change<'update'>): TranslatedChange {
  const { relation, environment, touched } = target(translation, update.table, update.from, update.where);
  const assignments = update.set.map(({ column, value, line }) => {
    const found = relation.columns.find((each) => sameName(each.name, column));
    if (!found) throw unknownColumn(column, line);
    return `${quoted(found.name)} = ${assigned(translateExpression(environment, value), found.type)}`;
  });
  if (update.from.length > 0 && environment.sources.length > 1) {
    throw new SqlError(
      40510,
      "Statement 'UPDATE with joined tables' is not supported in this version of SQL Server.",
      { line: update.line },
    );
  }
  const alias = environment.sources[0]?.alias ?? relation.name;
  const sql = `UPDATE main.${quoted(relation.name)} AS ${quoted(alias)} SET ${assignments.join(', ')} WHERE rowid IN (${touched}) RETURNING rowid AS id`;
  return { ...described(relation), sql, touched };
}

export function translateDelete(translation: Translation, statement: Change<'delete'>): TranslatedChange {
  const { relation, touched } = target(translation, statement.table, [], statement.where);
  return {
    ...described(relation),
    sql: `DELETE FROM main.${quoted(relation.name)} WHERE rowid IN (${touched}) RETURNING rowid AS id`,
    touched,
  };
}

/** The table a change is about: its own name, or the alias of a source of its FROM. */
function target(
  translation: Translation,
  table: TableName,
  from: Change<'update'>['from'],
  where: Change<'update'>['where'],
) {
  const name = table.parts.at(-1) ?? '';
  const aliased = from.find(
    (each): each is TableName =>
      each.kind === 'table' && sameName(each.alias ?? each.parts.at(-1) ?? '', name),
  );
  const real = aliased ?? table;
  const relation = writable(translation, real);
  const sources = translateSources(bareEnvironment(translation), from.length > 0 ? from : [real]);
  const environment: Environment = { ...bareEnvironment(translation), sources: sources.sources };
  const condition = where ? ` WHERE ${translateCondition(environment, where)}` : '';
  const alias = real.alias ?? real.parts.at(-1) ?? '';
  return { relation, environment, touched: `SELECT ${quoted(alias)}.rowid FROM ${sources.sql}${condition}` };
}

function writable(translation: Translation, table: TableName): Relation {
  const relation = findRelation(translation, table);
  if (relation.kind === 'view')
    throw new SqlError(259, 'Ad hoc updates to system catalogs are not allowed.', { line: table.line });
  translation.needs.tables.push({ name: relation.name, dirty: false });
  return relation;
}

function described(relation: Relation) {
  return { table: relation.name, columns: relation.columns.map((each) => each.name) };
}

function targetColumns(relation: Relation, insert: Change<'insert'>) {
  if (insert.columns.length === 0) return relation.columns;
  return insert.columns.map((name) => {
    const found = relation.columns.find((each) => sameName(each.name, name));
    if (!found) throw unknownColumn(name, insert.line);
    return found;
  });
}

function insertedRows(
  environment: Environment,
  rows: readonly (readonly Expression[])[],
  columns: Relation['columns'],
): string | undefined {
  if (rows.length === 1 && rows[0]?.length === 0) return undefined;
  const lines = rows.map((row) => {
    if (row.length !== columns.length) {
      throw new SqlError(213, 'Column name or number of supplied values does not match table definition.');
    }
    const values = row.map((each, index) => {
      const type = columns[index]?.type;
      const value = translateExpression(environment, each);
      return type ? assigned(value, type) : value.sql;
    });
    return `(${values.join(', ')})`;
  });
  return `VALUES ${lines.join(', ')}`;
}

function insertedQuery(
  translation: Translation,
  query: Parameters<typeof translateQuery>[2],
  columns: Relation['columns'],
): string {
  const inner = translateQuery(translation, undefined, query);
  if (inner.columns.length !== columns.length) {
    throw new SqlError(213, 'Column name or number of supplied values does not match table definition.');
  }
  const names = inner.columns.map((_, index) => `c${index}`);
  const values = names.map((name, index) => {
    const [from, to] = [inner.columns[index]?.type, columns[index]?.type];
    return from && to ? assigned({ sql: name, type: from }, to) : name;
  });
  return `SELECT ${values.join(', ')} FROM (WITH inside (${names.join(', ')}) AS (${inner.sql}) SELECT * FROM inside)`;
}

/** A value on its way into a column: converted, and refused where it does not fit. */
function assigned(value: Typed, type: SqlType): string {
  if (value.untyped) return value.sql;
  const [from, to] = [value.type, type].map((each) => textLiteral(declarationOf(each)));
  return `tds_assign(${value.sql}, ${from}, ${to})`;
}
