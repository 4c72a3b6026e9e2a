// What stands after FROM -> SQL for SQLite, and which columns it brings.

import {
  type Column,
  type Environment,
  findRelation,
  quoted,
  type Relation,
  type SourceColumns,
  sameName,
  textLiteral,
} from './scope.ts';
import { SqlError } from './sql-error.ts';
import type { Source, TableName } from './syntax.ts';
import { translateCondition } from './translate-condition.ts';
import { renamed, translateQuery } from './translate-query.ts';

export type TranslatedSources = { readonly sql: string; readonly sources: readonly SourceColumns[] };

export function translateSources(environment: Environment, from: readonly Source[]): TranslatedSources {
  const parts: string[] = [];
  let sources: readonly SourceColumns[] = [];
  for (const each of from) {
    const translated = translateSource(environment, each);
    parts.push(translated.sql);
    sources = joined(sources, translated.sources);
  }
  return { sql: parts.join(' CROSS JOIN '), sources };
}

function translateSource(environment: Environment, source: Source): TranslatedSources {
  switch (source.kind) {
    case 'table':
      return translateTable(environment, source);
    case 'derived': {
      const inner = translateQuery(environment.translation, environment, source.query);
      const columns = renamed(inner.columns, source.columns, source.alias);
      const list = columns.map((column) => quoted(column.name)).join(', ');
      return {
        sql: `(WITH inside (${list}) AS (${inner.sql}) SELECT * FROM inside) AS ${quoted(source.alias)}`,
        sources: [{ alias: source.alias, columns }],
      };
    }
    case 'join': {
      const [left, right] = [
        translateSource(environment, source.left),
        translateSource(environment, source.right),
      ];
      const sources = joined(left.sources, right.sources);
      const on = source.on ? ` ON ${translateCondition({ ...environment, sources }, source.on)}` : '';
      const nested = source.right.kind === 'join' ? `(${right.sql})` : right.sql;
      return { sql: `${left.sql} ${source.how} JOIN ${nested}${on}`, sources };
    }
  }
}

function joined(left: readonly SourceColumns[], right: readonly SourceColumns[]): readonly SourceColumns[] {
  const twice = right.find((each) => left.some((other) => sameName(other.alias, each.alias)));
  if (twice) {
    throw new SqlError(
      1011,
      `The correlation name '${twice.alias}' is specified multiple times in a FROM clause.`,
    );
  }
  return [...left, ...right];
}

function translateTable(environment: Environment, table: TableName): TranslatedSources {
  const name = table.parts.at(-1) ?? '';
  const alias = table.alias ?? name;
  const common =
    table.parts.length === 1 ? environment.common.find((each) => sameName(each.alias, name)) : undefined;
  if (common)
    return {
      sql: `${quoted(common.alias)} AS ${quoted(alias)}`,
      sources: [{ alias, columns: common.columns }],
    };
  const relation = findRelation(environment.translation, table);
  return {
    sql: `${relationSql(environment, relation, table.dirty)} AS ${quoted(alias)}`,
    sources: [{ alias, columns: relation.columns }],
  };
}

/** A table by its name; a system view as the rows of a JSON parameter. */
function relationSql({ translation }: Environment, relation: Relation, dirty: boolean): string {
  if (relation.kind === 'table') {
    translation.needs.tables.push({ name: relation.name, dirty });
    return `main.${quoted(relation.name)}`;
  }
  translation.needs.views.add(relation.name);
  const column = ({ name }: Column) => `json_extract(value, ${textLiteral(`$.${name}`)}) AS ${quoted(name)}`;
  return `(SELECT ${relation.columns.map(column).join(', ')} FROM json_each(:view_${relation.name}))`;
}
