// The shape of a parsed T-SQL batch. Types only.

import type { SqlType } from './sql-type.ts';

export type Literal = {
  readonly kind: 'literal';
  readonly value: null | number | string;
  readonly type: SqlType;
};

export type Call = {
  readonly kind: 'call';
  /** Upper case, without a schema. */
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly distinct: boolean;
  /** `COUNT(*)` */
  readonly star: boolean;
  readonly over?: { readonly partitionBy: readonly Expression[]; readonly orderBy: readonly Ordering[] };
  readonly line: number;
};

export type Expression =
  | Literal
  | Call
  | { readonly kind: 'variable' | 'global'; readonly name: string; readonly line: number }
  | { readonly kind: 'column'; readonly parts: readonly string[]; readonly line: number }
  | { readonly kind: 'unary'; readonly operator: '-' | '~'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^';
      readonly left: Expression;
      readonly right: Expression;
      readonly line: number;
    }
  | {
      readonly kind: 'cast';
      readonly operand: Expression;
      readonly type: SqlType;
      readonly style: Expression | undefined;
      /** TRY_CAST, TRY_CONVERT: NULL instead of an error. */
      readonly lenient: boolean;
    }
  | {
      readonly kind: 'case';
      readonly branches: readonly { readonly when: Condition; readonly result: Expression }[];
      readonly otherwise: Expression | undefined;
    }
  | { readonly kind: 'subquery'; readonly query: Query }
  | { readonly kind: 'collate'; readonly operand: Expression };

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly operand: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'between';
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | { readonly kind: 'in'; readonly operand: Expression; readonly list: readonly Expression[] | Query }
  | {
      readonly kind: 'like';
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape: Expression | undefined;
    }
  | { readonly kind: 'is-null'; readonly operand: Expression }
  | { readonly kind: 'exists'; readonly query: Query };

export type Ordering = { readonly by: Expression; readonly descending: boolean };

export type SelectItem =
  | { readonly kind: 'star'; readonly source: string | undefined; readonly line: number }
  | { readonly kind: 'value'; readonly value: Expression; readonly name: string | undefined }
  | { readonly kind: 'assign'; readonly variable: string; readonly value: Expression; readonly line: number };

export type TableName = {
  readonly kind: 'table';
  /** Last part is the table; before it schema and database as written. */
  readonly parts: readonly string[];
  readonly alias: string | undefined;
  /** `NOLOCK` or `READUNCOMMITTED` was asked for. */
  readonly dirty: boolean;
  readonly line: number;
};

export type Source =
  | TableName
  | {
      readonly kind: 'derived';
      readonly query: Query;
      readonly alias: string;
      readonly columns: readonly string[];
    }
  | {
      readonly kind: 'join';
      readonly how: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS';
      readonly left: Source;
      readonly right: Source;
      readonly on: Condition | undefined;
    };

export type Select = {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly top: Expression | undefined;
  readonly items: readonly SelectItem[];
  readonly from: readonly Source[];
  readonly where: Condition | undefined;
  readonly groupBy: readonly Expression[];
  readonly having: Condition | undefined;
};

/** One or more SELECTs joined by set operators, with what stands around them. */
export type Query = {
  readonly with: readonly {
    readonly name: string;
    readonly columns: readonly string[];
    readonly query: Query;
  }[];
  readonly first: Select;
  readonly more: readonly {
    readonly operator: 'UNION' | 'UNION ALL' | 'EXCEPT' | 'INTERSECT';
    readonly select: Select;
  }[];
  readonly orderBy: readonly Ordering[];
  readonly offset: { readonly skip: Expression; readonly fetch: Expression | undefined } | undefined;
};

export type Assignment = { readonly column: string; readonly value: Expression; readonly line: number };

export type Argument = {
  readonly name: string | undefined;
  readonly value: Expression;
  readonly output: string | undefined;
};

export type Declaration = {
  readonly name: string;
  readonly type: SqlType;
  readonly value: Expression | undefined;
  readonly output: boolean;
};

/** Statements by which a database is kept; options in upper case, with `=value` where they have one. */
export type MaintenanceStatement = { readonly line: number } & (
  | {
      readonly kind: 'backup';
      readonly what: 'DATABASE' | 'LOG';
      readonly database: Expression;
      readonly file: Expression;
      readonly options: readonly string[];
    }
  | {
      readonly kind: 'restore';
      readonly what: 'DATABASE' | 'VERIFYONLY' | 'LABELONLY';
      readonly database: Expression | undefined;
      readonly file: Expression;
      readonly options: readonly string[];
    }
  | {
      readonly kind: 'dbcc';
      readonly what: 'CHECKDB' | 'SHRINKDATABASE';
      readonly options: readonly string[];
    }
  | { readonly kind: 'drop-view'; readonly view: readonly string[] }
  | {
      readonly kind: 'alter-index';
      readonly index: string;
      readonly table: readonly string[];
      readonly action: 'REBUILD' | 'REORGANIZE';
      readonly options: readonly string[];
    }
  | {
      readonly kind: 'update-statistics';
      readonly table: readonly string[];
      readonly options: readonly string[];
    }
  | { readonly kind: 'alter-database'; readonly database: string; readonly state: 'OFFLINE' | 'ONLINE' }
);

export type Statement = MaintenanceStatement | PlainStatement;

export type PlainStatement = { readonly line: number } & (
  | { readonly kind: 'query'; readonly query: Query }
  | {
      readonly kind: 'insert';
      readonly table: TableName;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Expression[])[] | Query;
    }
  | {
      readonly kind: 'update';
      readonly table: TableName;
      readonly set: readonly Assignment[];
      readonly from: readonly Source[];
      readonly where: Condition | undefined;
    }
  | { readonly kind: 'delete'; readonly table: TableName; readonly where: Condition | undefined }
  | { readonly kind: 'declare'; readonly variables: readonly Declaration[] }
  | { readonly kind: 'set-variable'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'set-option'; readonly option: string; readonly value: string }
  | { readonly kind: 'use'; readonly database: string }
  | {
      readonly kind: 'execute';
      readonly procedure: string;
      readonly result: string | undefined;
      readonly arguments: readonly Argument[];
    }
  | { readonly kind: 'execute-text'; readonly text: Expression }
  | { readonly kind: 'begin' | 'commit' | 'save'; readonly name: string }
  | { readonly kind: 'rollback'; readonly name: string }
  | { readonly kind: 'kill'; readonly session: number }
  | { readonly kind: 'waitfor'; readonly delay: Expression }
  | { readonly kind: 'print'; readonly text: Expression }
  | { readonly kind: 'raiserror'; readonly arguments: readonly Expression[] }
  | { readonly kind: 'return'; readonly value: Expression | undefined }
  | {
      readonly kind: 'if';
      readonly condition: Condition;
      readonly statements: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
);
