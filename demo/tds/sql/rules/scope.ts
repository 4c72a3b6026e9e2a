// What names mean in a statement: tables of the catalogue, sources of a FROM, columns of those, functions.

import { ambiguousColumn, unboundIdentifier, unknownColumn, unknownObject } from './sql-error.ts';
import type { SqlType } from './sql-type.ts';
import type { Expression, TableName } from './syntax.ts';

export type Column = { readonly name: string; readonly type: SqlType };

/** A table or system view of the database. */
export type Relation = {
  readonly kind: 'table' | 'view';
  /** As the catalogue spells it, without schema. */
  readonly name: string;
  /** `object_id` */
  readonly id: number;
  readonly columns: readonly Column[];
};

export type Catalogue = {
  readonly database: string;
  /** By schema (`dbo`, `sys`, `INFORMATION_SCHEMA`) and name, without regard to case. */
  find(schema: string, name: string): Relation | undefined;
};

/** SQL for SQLite with the SQL Server type of what it gives. */
export type Typed = {
  readonly sql: string;
  readonly type: SqlType;
  /** A bare NULL, which takes the type of whatever it meets. */
  readonly untyped?: boolean;
};

/** What a built-in function makes of its arguments. */
export type BuiltIn = {
  /** Fewest and most arguments. */
  readonly takes: readonly [number, number];
  make(...values: readonly Typed[]): Typed;
};

export type SourceColumns = { readonly alias: string; readonly columns: readonly Column[] };

/** What one statement is translated against, and what it turns out to need when it runs. */
export type Translation = {
  readonly catalogue: Catalogue;
  /** Types of declared variables, by lower-case name. */
  readonly variables: ReadonlyMap<string, SqlType>;
  readonly needs: {
    readonly variables: Set<string>;
    /** Facts of the session, such as `now` or `spid`; bound as `:now`. */
    readonly facts: Set<string>;
    /** System views by name; bound as `:view_<name>`, a JSON array of rows. */
    readonly views: Set<string>;
    /** Tables with whether a dirty read was asked for. */
    readonly tables: { readonly name: string; readonly dirty: boolean }[];
  };
};

/** Where an expression stands. */
export type Environment = {
  readonly translation: Translation;
  readonly sources: readonly SourceColumns[];
  readonly common: readonly SourceColumns[];
  readonly outer: Environment | undefined;
  /** Set where only grouped expressions and aggregates may stand: SQL of the GROUP BY expressions. */
  readonly grouped: ReadonlySet<string> | undefined;
  /** Told when an aggregate is met at this level. */
  readonly aggregates: { seen: boolean };
};

export function createTranslation(
  catalogue: Catalogue,
  variables: ReadonlyMap<string, SqlType>,
): Translation {
  return {
    catalogue,
    variables,
    needs: { variables: new Set(), facts: new Set(), views: new Set(), tables: [] },
  };
}

/** An environment without sources, as for `SELECT 1` or the value of a variable. */
export function bareEnvironment(translation: Translation, outer?: Environment): Environment {
  const common = outer?.common ?? [];
  return { translation, sources: [], common, outer, grouped: undefined, aggregates: { seen: false } };
}

/** Two names that a case-insensitive collation takes for the same. */
export const sameName = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
export const textLiteral = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The table or view a name means; throws 208. */
export function findRelation(translation: Translation, table: Pick<TableName, 'parts' | 'line'>): Relation {
  const [name = '', schema = '', database = ''] = table.parts.toReversed();
  const { catalogue } = translation;
  const known = ['', catalogue.database.toLowerCase()];
  if (schema.toLowerCase() === 'sys') known.push('master');
  if (sameName(database, 'msdb')) known.push('msdb');
  const place = sameName(database, 'msdb') ? `msdb.${schema || 'dbo'}` : schema || 'dbo';
  const relation = known.includes(database.toLowerCase()) ? catalogue.find(place, name) : undefined;
  if (!relation) throw unknownObject(table.parts.join('.'), table.line);
  return relation;
}

/** A column by its name, looked for from the inside out; throws 207, 209 or 4104. */
export function resolveColumn(
  environment: Environment,
  reference: Extract<Expression, { kind: 'column' }>,
): Typed & { readonly inner: boolean } {
  const name = reference.parts.at(-1) ?? '';
  const alias = reference.parts.at(-2);
  for (let level: Environment | undefined = environment; level; level = level.outer) {
    const sources = level.sources.filter((each) => alias === undefined || sameName(each.alias, alias));
    const found = sources.flatMap((source) =>
      source.columns.filter((each) => sameName(each.name, name)).map((column) => ({ source, column })),
    );
    if (found.length > 1) throw ambiguousColumn(name, reference.line);
    const [only] = found;
    if (only) {
      const sql = `${quoted(only.source.alias)}.${quoted(only.column.name)}`;
      return { sql, type: only.column.type, inner: level === environment };
    }
    if (alias !== undefined && sources.length > 0) throw unknownColumn(name, reference.line);
  }
  if (alias !== undefined) throw unboundIdentifier(reference.parts.join('.'), reference.line);
  throw unknownColumn(name, reference.line);
}
