// Runs INSERT, UPDATE and DELETE with the rows-affected a SQL Server tells.

import { boundParameters } from './facts-of.ts';
import type { Statement } from './rules/syntax.ts';
import { translateDelete, translateInsert, translateUpdate } from './rules/translate-change.ts';
import type { Run } from './run.ts';
import { passLocks, translationFor } from './run-query.ts';

type Change = Extract<Statement, { kind: 'insert' | 'update' | 'delete' }>;

export async function runChange(run: Run, statement: Change): Promise<void> {
  const translation = translationFor(run);
  const change = translate(translation, statement);
  await run.engine.transactions.passes(run.session, run.signal);
  await passLocks(run, translation);
  const touched = run.engine.transactions.change(run.session, change, boundParameters(run, translation));
  if (statement.kind === 'insert') run.session.identity = touched.at(-1) ?? run.session.identity;
  run.session.rowCount = touched.length;
  run.sink.done(touched.length, false);
}

function translate(translation: ReturnType<typeof translationFor>, statement: Change) {
  switch (statement.kind) {
    case 'insert':
      return translateInsert(translation, statement);
    case 'update':
      return translateUpdate(translation, statement);
    case 'delete':
      return translateDelete(translation, statement);
  }
}
