// Reading a batch: statements without separators, the line of each, and text that is no T-SQL.

import t from 'tap';
import { tokenize } from '../../../../../demo/tds/sql/rules/lexer.ts';
import { parseBatch, parseDeclarations } from '../../../../../demo/tds/sql/rules/parse-batch.ts';
import { sqlErrorOf } from '../../sql-error-of.ts';

t.test('statements need no separators, and each knows its line', (t) => {
  const statements = parseBatch(
    'SET NOCOUNT ON\nSELECT 1 SELECT 2;;\n\nUPDATE u SET a = 1 WHERE b = 2 DELETE t INSERT t VALUES (1)\nCOMMIT',
  );
  t.same(
    statements.map(({ kind, line }) => `${line} ${kind}`),
    ['1 set-option', '2 query', '2 query', '4 update', '4 delete', '4 insert', '5 commit'],
  );
  t.end();
});

t.test('quotes, brackets and comments are read as T-SQL has them', (t) => {
  const read = tokenize(`N'it''s' [a ]] b] "c ""d" /* x /* y */ z */ -- end\n@v @@spid 1.5e3 0xFF <> #t`);
  t.same(
    read.map(({ kind, value }) => `${kind} ${value}`),
    [
      "text it's",
      'name a ] b',
      'name c "d',
      'variable v',
      'global spid',
      'number 1.5e3',
      'binary FF',
      'symbol <>',
      'word #t',
      'end #t',
    ],
  );
  t.equal(read.find((each) => each.kind === 'variable')?.line, 2);
  t.end();
});

t.test('a bracket is a condition or a scalar by what follows it', (t) => {
  const where = (text: string) => {
    const [statement] = parseBatch(`SELECT 1 WHERE ${text}`);
    return statement?.kind === 'query' ? statement.query.first.where?.kind : undefined;
  };
  t.equal(where('(a = 1 OR b = 2) AND c = 3'), 'and');
  t.equal(where('((a + 1) * 2) > 3'), 'compare');
  t.equal(where('(a) IN (1, 2)'), 'in');
  t.equal(where('(((a = 1)))'), 'compare');
  t.equal(where('(a + 1) NOT BETWEEN 1 AND 2'), 'not');
  t.end();
});

t.test('what cannot be read has the number of its error', (t) => {
  const rows: readonly (readonly [string, number])[] = [
    ['SELEC 1', 102],
    ['SELECT * FROM', 102],
    ['SELECT 1 FROM WHERE', 156],
    ['SELECT (1', 102],
    ['SELECT a b c', 102],
    ["SELECT 'x", 105],
    ['SELECT [x', 105],
    ['SELECT 1 /* x', 113],
    ['UPDATE t SET', 102],
    ['IF 1 SELECT 1', 156],
    ['BEGIN SELECT 1', 102],
    ['DECLARE x int', 102],
    ['DECLARE @x geography', 2715],
    ['SELECT 1 FROM t CROSS APPLY u', 40510],
    ['SELECT 1 INTO t', 40510],
    ['DROP TABLE Users', 40510],
    ['MERGE t USING u', 40510],
    ['BEGIN TRY SELECT 1 END TRY', 40510],
    ['KILL all', 156],
    [`SELECT ${'NOT '.repeat(5)}1`, 156],
    [`SELECT ${'-'.repeat(1)}${' -'.repeat(200)}1`, 191],
  ];
  for (const [text, number] of rows) {
    t.equal(
      sqlErrorOf(() => parseBatch(text)),
      number,
      text.slice(0, 40),
    );
  }
  t.end();
});

t.test('declarations of sp_executesql', (t) => {
  const read = parseDeclarations("@a int, @b nvarchar(max) = N'x', @c decimal(9, 2) OUTPUT");
  t.match(read, [
    { name: 'a', type: { kind: 'int' }, output: false },
    { name: 'b', type: { kind: 'nvarchar', length: 'max' }, output: false },
    { name: 'c', type: { kind: 'decimal', precision: 9, scale: 2 }, output: true },
  ]);
  t.same(parseDeclarations(''), []);
  t.equal(
    sqlErrorOf(() => parseDeclarations('@a int; DROP')),
    102,
  );
  t.end();
});
