// Conversions: value, from, to, and the value or the error a SQL Server gives.

import t from 'tap';
import { assignValue, convertValue } from '../../../../../demo/tds/sql/rules/convert.ts';
import {
  commonType,
  declarationOf,
  parseDeclaredType,
  type SqlType,
  type SqlValue,
} from '../../../../../demo/tds/sql/rules/sql-type.ts';
import { sqlErrorOf } from '../../sql-error-of.ts';

function type(declaration: string): SqlType {
  const parsed = parseDeclaredType(declaration);
  if (!parsed) throw new Error(`no type ${declaration}`);
  return parsed;
}

const moment = '2026-11-04 15:05:09.007';
const rows: readonly (readonly [SqlValue, string, string, SqlValue | { readonly error: number }, number?])[] =
  [
    [null, 'int', 'nvarchar(5)', null],
    ['12', 'nvarchar(5)', 'int', 12],
    [' -7 ', 'nvarchar(5)', 'smallint', -7],
    ['', 'nvarchar(5)', 'int', 0],
    ['1.5', 'nvarchar(5)', 'int', { error: 245 }],
    ['x', 'varchar(5)', 'int', { error: 245 }],
    ['x', 'varchar(5)', 'float', { error: 8114 }],
    ['-1.5e1', 'varchar(9)', 'float', -15],
    [2.99, 'float', 'int', 2],
    [-2.99, 'float', 'int', -2],
    [256, 'int', 'tinyint', { error: 8115 }],
    [-1, 'int', 'tinyint', { error: 8115 }],
    [2 ** 31, 'bigint', 'int', { error: 8115 }],
    [9_007_199_254_740_993n, 'bigint', 'nvarchar(30)', '9007199254740993'],
    [5, 'int', 'bit', 1],
    ['TRUE', 'nvarchar(5)', 'bit', 1],
    ['no', 'nvarchar(5)', 'bit', { error: 245 }],
    [1.005, 'float', 'decimal(9,2)', 1],
    [1.256, 'float', 'decimal(9,2)', 1.26],
    [1.5, 'decimal(9,2)', 'nvarchar(9)', '1.50'],
    ['abcdef', 'nvarchar(6)', 'nvarchar(3)', 'abc'],
    ['2026-11-04', 'nvarchar(10)', 'datetime', '2026-11-04 00:00:00.000'],
    ['4/11/2026', 'nvarchar(10)', 'datetime', { error: 241 }],
    [1, 'int', 'datetime', '1900-01-02 00:00:00.000'],
    [moment, 'datetime', 'date', '2026-11-04 00:00:00.000'],
    [moment, 'datetime', 'smalldatetime', '2026-11-04 15:05:00.000'],
    [moment, 'datetime', 'nvarchar(40)', 'Nov  4 2026  3:05PM'],
    [moment, 'datetime2(7)', 'nvarchar(40)', moment],
    [moment, 'date', 'nvarchar(40)', '2026-11-04'],
    [moment, 'datetime', 'nvarchar(40)', '2026-11-04T15:05:09.007', 126],
    [moment, 'datetime', 'nvarchar(8)', '20261104', 112],
    [moment, 'datetime', 'nvarchar(40)', { error: 281 }, 7],
    [
      '{6f9619ff-8b86-d011-b42d-00c04fc964ff}',
      'nvarchar(40)',
      'uniqueidentifier',
      '6F9619FF-8B86-D011-B42D-00C04FC964FF',
    ],
    ['x', 'nvarchar(40)', 'uniqueidentifier', { error: 8169 }],
    ['ab', 'nvarchar(2)', 'varbinary(9)', Uint8Array.from([97, 0, 98, 0])],
    ['ab', 'varchar(2)', 'varbinary(9)', Uint8Array.from([97, 98])],
  ];

t.test('a value converts or gives its error', (t) => {
  for (const [value, from, to, expected, style] of rows) {
    const name = `${value} from ${from} to ${to}`;
    const convert = () => convertValue(value, type(from), type(to), style);
    if (expected !== null && typeof expected === 'object' && 'error' in expected) {
      t.equal(sqlErrorOf(convert), expected.error, name);
    } else {
      t.same(convert(), expected, name);
    }
  }
  t.end();
});

t.test('a text put into a column is refused where it does not fit, but for blanks at its end', (t) => {
  t.equal(assignValue('abc', type('nvarchar(9)'), type('nvarchar(3)')), 'abc');
  t.equal(assignValue('abc  ', type('nvarchar(9)'), type('nvarchar(3)')), 'abc');
  t.equal(
    sqlErrorOf(() => assignValue('abcd', type('nvarchar(9)'), type('nvarchar(3)'))),
    2628,
  );
  t.equal(assignValue(12, type('int'), type('nvarchar(3)')), '12');
  t.end();
});

t.test('declarations are read and written back', (t) => {
  for (const text of [
    'int',
    'bit',
    'nvarchar(60)',
    'nvarchar(max)',
    'decimal(9,2)',
    'datetime2(3)',
    'date',
    'varbinary(8)',
  ]) {
    t.equal(declarationOf(type(text)), text);
  }
  t.equal(declarationOf(type('INTEGER')), 'int');
  t.equal(declarationOf(type('numeric(5, 1)')), 'decimal(5,1)');
  t.equal(parseDeclaredType('geography'), undefined);
  t.equal(parseDeclaredType('int; DROP'), undefined);
  t.end();
});

t.test('of two types the stronger one wins', (t) => {
  const pairs = [
    ['nvarchar(5)', 'int', 'int'],
    ['int', 'datetime', 'datetime'],
    ['varchar(9)', 'nvarchar(5)', 'nvarchar(9)'],
    ['nvarchar(max)', 'varchar(5)', 'nvarchar(max)'],
    ['bit', 'bigint', 'bigint'],
    ['decimal(5,2)', 'decimal(9,1)', 'decimal(10,2)'],
    ['int', 'float', 'float'],
  ] as const;
  for (const [left, right, expected] of pairs) {
    t.equal(declarationOf(commonType(type(left), type(right))), expected);
    t.equal(declarationOf(commonType(type(right), type(left))), expected);
  }
  t.end();
});
