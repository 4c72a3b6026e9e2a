// Runs a batch: reads it whole, then statement by statement, handing results to a sink as they come.

import { parseBatch } from './rules/parse-batch.ts';
import { endsBatch, type SqlError } from './rules/sql-error.ts';
import type { Statement } from './rules/syntax.ts';
import type { Run } from './run.ts';
import { runChange } from './run-change.ts';
import { runControl } from './run-control.ts';
import { runMaintenance } from './run-maintenance.ts';
import { runProcedure } from './run-procedure.ts';
import { evaluate, evaluateCondition, runQuery } from './run-query.ts';
import { toSqlError } from './sqlite-errors.ts';

/** How a batch ended: by itself or by RETURN with a status, or by an error that ends batches. */
export type BatchEnd = { readonly kind: 'done'; readonly status: number } | { readonly kind: 'failed' };

type Step = { readonly kind: 'next' } | BatchEnd;

const next: Step = { kind: 'next' };

/** Runs a batch. SQL errors go to the sink; rejects only with Cancelled or a fault of this code. */
export async function runBatch(run: Run, text: string): Promise<BatchEnd> {
  let statements: readonly Statement[];
  try {
    statements = parseBatch(text);
  } catch (error) {
    return fail(run, toSqlError(error, 1));
  }
  const step = await runAll(run, statements);
  return step.kind === 'next' ? { kind: 'done', status: 0 } : step;
}

async function runAll(run: Run, statements: readonly Statement[]): Promise<Step> {
  for (const statement of statements) {
    const step = await attempt(run, statement);
    if (step.kind !== 'next') return step;
  }
  return next;
}

async function attempt(run: Run, statement: Statement): Promise<Step> {
  try {
    const step = await runStatement(run, statement);
    if (statement.kind !== 'if') run.session.error = 0;
    return step;
  } catch (error) {
    const known = toSqlError(error, statement.line);
    const failed = fail(run, known);
    return endsBatch(known) || run.session.options.abortOnError ? failed : next;
  }
}

function fail({ engine, session, sink }: Run, error: SqlError): BatchEnd {
  sink.error(error);
  session.error = error.number;
  if (session.options.abortOnError && session.transaction) {
    const { descriptor } = session.transaction;
    engine.transactions.rollback(session, '');
    sink.transaction('rollback', descriptor);
  }
  return { kind: 'failed' };
}

async function runStatement(run: Run, statement: Statement): Promise<Step> {
  switch (statement.kind) {
    case 'query':
      await runQuery(run, statement.query);
      return next;
    case 'insert':
    case 'update':
    case 'delete':
      await runChange(run, statement);
      return next;
    case 'execute':
    case 'execute-text':
      await runProcedure(run, statement);
      return next;
    case 'backup':
    case 'restore':
    case 'dbcc':
    case 'drop-view':
    case 'alter-index':
    case 'update-statistics':
    case 'alter-database':
      await runMaintenance(run, statement);
      return next;
    case 'if': {
      const holds = await evaluateCondition(run, statement.condition);
      return runAll(run, holds ? statement.statements : statement.otherwise);
    }
    case 'return':
      return { kind: 'done', status: statement.value ? Number(await evaluate(run, statement.value)) : 0 };
    default:
      await runControl(run, statement);
      return next;
  }
}
