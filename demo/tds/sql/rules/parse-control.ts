// Tokens -> everything that is neither query nor change: SET, USE, EXEC, transactions, KILL, WAITFOR, PRINT.

import { type Cursor, commaList } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { notSupported } from './sql-error.ts';
import type { Argument, Expression, Statement } from './syntax.ts';

type Reader = (cursor: Cursor, line: number) => Statement;

const readers: Readonly<Record<string, Reader>> = {
  SET: parseSet,
  USE: (cursor, line) => ({ kind: 'use', database: cursor.name(), line }),
  EXEC: parseExecute,
  EXECUTE: parseExecute,
  BEGIN: (cursor, line) => ({ kind: 'begin', name: transactionName(cursor), line }),
  COMMIT: (cursor, line) => ({ kind: 'commit', name: endName(cursor), line }),
  ROLLBACK: (cursor, line) => ({ kind: 'rollback', name: endName(cursor), line }),
  SAVE: (cursor, line) => ({ kind: 'save', name: transactionName(cursor), line }),
  KILL: parseKill,
  WAITFOR: parseWaitFor,
  PRINT: (cursor, line) => ({ kind: 'print', text: parseExpression(cursor), line }),
  RAISERROR: parseRaiseError,
  RETURN: parseReturn,
};

/** The statement that begins here, or undefined and nothing taken. */
export function parseControl(cursor: Cursor): Statement | undefined {
  const { keyword, line } = cursor.peek();
  const reader = readers[keyword];
  if (!reader) return undefined;
  cursor.next();
  return reader(cursor, line);
}

function parseSet(cursor: Cursor, line: number): Statement {
  if (cursor.peek().kind === 'variable') {
    const name = cursor.next().value;
    if (cursor.sees('+=') || cursor.sees('-=')) return parseCompound(cursor, name, line);
    cursor.expect('=');
    return { kind: 'set-variable', name, value: parseExpression(cursor), line };
  }
  if (cursor.takes('TRANSACTION')) {
    cursor.expect('ISOLATION', 'LEVEL');
    const first = cursor.next().keyword;
    const second = ['READ', 'REPEATABLE'].includes(first) ? ` ${cursor.next().keyword}` : '';
    return { kind: 'set-option', option: 'TRANSACTION ISOLATION LEVEL', value: `${first}${second}`, line };
  }
  if (cursor.sees('IDENTITY_INSERT')) throw notSupported('SET IDENTITY_INSERT', line);
  const options = commaList(cursor, () => cursor.name().toUpperCase());
  const sign = cursor.takes('-') ? '-' : '';
  const value = cursor.next();
  if (value.kind === 'end' || value.kind === 'symbol') cursor.fail();
  return {
    kind: 'set-option',
    option: options.join(','),
    value: `${sign}${value.value}`.toUpperCase(),
    line,
  };
}

function parseCompound(cursor: Cursor, name: string, line: number): Statement {
  const operator = cursor.next().keyword === '+=' ? '+' : '-';
  const left: Expression = { kind: 'variable', name, line };
  const value: Expression = { kind: 'binary', operator, left, right: parseExpression(cursor), line };
  return { kind: 'set-variable', name, value, line };
}

function parseExecute(cursor: Cursor, line: number): Statement {
  if (cursor.takes('(')) {
    const text = parseExpression(cursor);
    cursor.expect(')');
    return { kind: 'execute-text', text, line };
  }
  const result =
    cursor.peek().kind === 'variable' && cursor.peek(1).keyword === '=' ? cursor.next().value : undefined;
  if (result !== undefined) cursor.expect('=');
  const parts = [cursor.name()];
  while (cursor.takes('.')) parts.push(cursor.sees('.') ? '' : cursor.name());
  const given = seesArgument(cursor) ? commaList(cursor, () => parseArgument(cursor)) : [];
  return { kind: 'execute', procedure: parts.join('.'), result, arguments: given, line };
}

function seesArgument(cursor: Cursor): boolean {
  const { kind, keyword } = cursor.peek();
  return (
    ['variable', 'global', 'text', 'number', 'binary'].includes(kind) ||
    keyword === '-' ||
    keyword === 'NULL' ||
    keyword === 'DEFAULT'
  );
}

function parseArgument(cursor: Cursor): Argument {
  const named = cursor.peek().kind === 'variable' && cursor.peek(1).keyword === '=';
  const name = named ? cursor.next().value : undefined;
  if (named) cursor.expect('=');
  const word = cursor.peek();
  const bare = word.kind === 'word' && word.keyword !== 'NULL';
  if (bare) cursor.next();
  // A bare word as an argument is a text: EXEC sp_getapplock @LockMode = Exclusive
  const value: Expression = bare
    ? {
        kind: 'literal',
        value: word.value,
        type: { kind: 'nvarchar', length: Math.max(1, word.value.length) },
      }
    : parseExpression(cursor);
  const isOutput = cursor.takes('OUTPUT') || cursor.takes('OUT');
  if (isOutput && value.kind !== 'variable') cursor.fail();
  return { name, value, output: isOutput && value.kind === 'variable' ? value.name : undefined };
}

function transactionName(cursor: Cursor): string {
  if (!cursor.takes('TRANSACTION')) cursor.expect('TRAN');
  return optionalName(cursor);
}

function endName(cursor: Cursor): string {
  if (cursor.takes('WORK')) return '';
  if (!cursor.takes('TRANSACTION')) cursor.takes('TRAN');
  return optionalName(cursor);
}

function optionalName(cursor: Cursor): string {
  return cursor.seesName() ? cursor.name() : '';
}

function parseKill(cursor: Cursor, line: number): Statement {
  if (cursor.peek().kind !== 'number') cursor.fail();
  return { kind: 'kill', session: Number(cursor.next().value), line };
}

function parseWaitFor(cursor: Cursor, line: number): Statement {
  if (!cursor.takes('DELAY')) throw notSupported('WAITFOR TIME', line);
  return { kind: 'waitfor', delay: parseExpression(cursor), line };
}

function parseRaiseError(cursor: Cursor, line: number): Statement {
  cursor.expect('(');
  const given = commaList(cursor, () => parseExpression(cursor));
  cursor.expect(')');
  if (cursor.takes('WITH')) commaList(cursor, () => cursor.name());
  return { kind: 'raiserror', arguments: given, line };
}

function parseReturn(cursor: Cursor, line: number): Statement {
  const given = ['number', 'variable'].includes(cursor.peek().kind) || cursor.sees('-') || cursor.sees('(');
  return { kind: 'return', value: given ? parseExpression(cursor) : undefined, line };
}
