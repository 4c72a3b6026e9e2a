// Queries -> SQL for SQLite with the names and types of their columns.

import { collated } from './coerce.ts';
import {
  bareEnvironment,
  type Column,
  type Environment,
  quoted,
  type SourceColumns,
  sameName,
  type Translation,
  type Typed,
} from './scope.ts';
import { SqlError, unboundIdentifier } from './sql-error.ts';
import { intType } from './sql-type.ts';
import type { Expression, Ordering, Query, Select } from './syntax.ts';
import { translateCondition } from './translate-condition.ts';
import { translateExpression, translateSorted } from './translate-expression.ts';
import { translateSources } from './translate-source.ts';

export type Translated = { readonly sql: string; readonly columns: readonly Column[] };

type Item = { readonly name: string; readonly value: Typed };
type Body = Translated & { readonly environment: Environment; readonly items: readonly Item[] };

/** A whole query; `outer` is the environment of a subquery's surroundings. */
export function translateQuery(
  translation: Translation,
  outer: Environment | undefined,
  query: Query,
): Translated {
  let around = bareEnvironment(translation, outer);
  const withs: string[] = [];
  for (const each of query.with) {
    const inner = translateQuery(translation, around, each.query);
    const columns = renamed(inner.columns, each.columns, each.name);
    withs.push(
      `${quoted(each.name)} (${columns.map((column) => quoted(column.name)).join(', ')}) AS (${inner.sql})`,
    );
    around = { ...around, common: [{ alias: each.name, columns }, ...around.common] };
  }
  const first = translateSelect(around, query.first, query.more.length > 0);
  const more = query.more.map(({ operator, select }) => {
    const body = translateSelect(around, select, true);
    if (body.columns.length !== first.columns.length) {
      throw new SqlError(
        205,
        'All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.',
      );
    }
    return ` ${operator} ${body.sql}`;
  });
  const order = translateOrder(first, query.orderBy);
  const prefix = withs.length > 0 ? `WITH ${withs.join(', ')} ` : '';
  const limit = translateLimit(first.environment, query);
  return { sql: `${prefix}${first.sql}${more.join('')}${order}${limit}`, columns: first.columns };
}

/** Gives columns the names of a list such as `AS x (a, b)`; each must have a name in the end. */
export function renamed(columns: readonly Column[], names: readonly string[], alias: string): Column[] {
  return columns.map((column, index) => {
    const name = names[index] ?? column.name;
    if (!name)
      throw new SqlError(8155, `No column name was specified for column ${index + 1} of '${alias}'.`, {
        state: 2,
      });
    return { name, type: column.type };
  });
}

function translateSelect(around: Environment, select: Select, combined: boolean): Body {
  const bare: Environment = { ...around, aggregates: { seen: false }, grouped: undefined };
  const sources = translateSources({ ...bare, outer: around.outer }, select.from);
  const plain: Environment = { ...bare, sources: sources.sources, outer: around.outer };
  const where = select.where ? ` WHERE ${translateCondition(plain, select.where)}` : '';
  const groups = select.groupBy.map((each) => translateExpression(plain, each));
  const environment = groupedEnvironment(plain, select, groups);
  const items = select.items.flatMap((item) => translateItem(environment, item));
  const list = items.map(({ name, value }) => {
    const sql = select.distinct || combined ? collated(value) : value.sql;
    return name ? `${sql} AS ${quoted(name)}` : sql;
  });
  const groupBy = groups.length > 0 ? ` GROUP BY ${groups.map(collated).join(', ')}` : '';
  const having = select.having ? ` HAVING ${translateCondition(environment, select.having)}` : '';
  const from = sources.sql ? ` FROM ${sources.sql}` : '';
  const body = `SELECT ${select.distinct ? 'DISTINCT ' : ''}${list.join(', ')}${from}${where}${groupBy}${having}`;
  const top = combined && select.top ? `${body}${rowLimit(plain, select.top)}` : undefined;
  const columns = items.map(({ name, value }) => ({ name, type: value.type }));
  return { sql: top ? `SELECT * FROM (${top})` : body, columns, environment, items };
}

/** Where a SELECT aggregates, only grouped expressions and aggregates may stand in its list. */
function groupedEnvironment(plain: Environment, select: Select, groups: readonly Typed[]): Environment {
  const probe: Environment = { ...plain, aggregates: { seen: false } };
  for (const item of select.items) if (item.kind !== 'star') translateExpression(probe, item.value);
  if (select.having) translateCondition(probe, select.having);
  if (groups.length === 0 && !probe.aggregates.seen) return plain;
  return { ...plain, grouped: new Set(groups.map((each) => each.sql)) };
}

function translateItem(environment: Environment, item: Select['items'][number]): Item[] {
  if (item.kind !== 'star') {
    return [
      {
        name: item.kind === 'value' ? (item.name ?? '') : item.variable,
        value: translateExpression(environment, item.value),
      },
    ];
  }
  const { source } = item;
  const sources = environment.sources.filter((each) => source === undefined || sameName(each.alias, source));
  if (sources.length === 0) {
    if (source) throw unboundIdentifier(`${source}.*`, item.line);
    throw new SqlError(263, 'Must specify table to select from.', { line: item.line });
  }
  return sources.flatMap((each) => starItems(environment, each, item.line));
}

function starItems(environment: Environment, source: SourceColumns, line: number): Item[] {
  return source.columns.map(({ name }) => {
    const value: Expression = { kind: 'column', parts: [source.alias, name], line };
    return { name, value: translateExpression(environment, value) };
  });
}

function translateOrder(first: Body, orderBy: readonly Ordering[]): string {
  const terms = orderBy.map(
    ({ by, descending }) => `${translateTerm(first, by)}${descending ? ' DESC' : ''}`,
  );
  return terms.length > 0 ? ` ORDER BY ${terms.join(', ')}` : '';
}

/** ORDER BY means a place in the list, an alias of the list, or any expression. */
function translateTerm(first: Body, by: Expression): string {
  const place =
    by.kind === 'literal' && by.type === intType
      ? Number(by.value) - 1
      : by.kind === 'column' && by.parts.length === 1
        ? first.items.findIndex((item) => sameName(item.name, by.parts[0] ?? ''))
        : undefined;
  if (place === undefined || place === -1) return translateSorted(first.environment, by);
  const item = first.items[place];
  if (!item) {
    throw new SqlError(
      108,
      `The ORDER BY position number ${place + 1} is out of range of the number of items in the select list.`,
    );
  }
  return collated({ sql: String(place + 1), type: item.value.type });
}

function translateLimit(environment: Environment, query: Query): string {
  if (query.offset) {
    const { skip, fetch } = query.offset;
    const count = fetch ? rowLimit(environment, fetch) : ' LIMIT -1';
    return `${count} OFFSET tds_row_count(${translateExpression(bareOf(environment), skip).sql})`;
  }
  return query.more.length === 0 && query.first.top ? rowLimit(environment, query.first.top) : '';
}

function rowLimit(environment: Environment, count: Expression): string {
  return ` LIMIT tds_row_count(${translateExpression(bareOf(environment), count).sql})`;
}

const bareOf = (environment: Environment): Environment => ({
  ...environment,
  sources: [],
  grouped: undefined,
});
