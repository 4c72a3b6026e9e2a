// Runs everything that is neither query, change nor procedure: variables, options, transactions, KILL, WAITFOR, PRINT.

import { sameName } from './rules/scope.ts';
import { notSupported, SqlError, undeclaredVariable } from './rules/sql-error.ts';
import { nvarchar } from './rules/sql-type.ts';
import type { Expression, PlainStatement } from './rules/syntax.ts';
import type { Run } from './run.ts';
import { evaluate } from './run-query.ts';
import { setOption } from './set-option.ts';
import { delay } from './wait.ts';

type Control = Exclude<
  PlainStatement,
  { kind: 'query' | 'insert' | 'update' | 'delete' | 'execute' | 'execute-text' | 'if' | 'return' }
>;

export async function runControl(run: Run, statement: Control): Promise<void> {
  const { session, sink } = run;
  switch (statement.kind) {
    case 'declare':
      return declare(run, statement.variables);
    case 'set-variable':
      return setVariable(run, statement.name, statement.value, statement.line);
    case 'set-option':
      session.options = setOption(session.options, statement.option, statement.value, statement.line);
      return;
    case 'use':
      return use(run, statement.database);
    case 'begin':
      if (run.engine.transactions.begin(session, statement.name))
        tellTransaction(run, 'begin', session.transaction?.descriptor);
      return;
    case 'save':
      return run.engine.transactions.save(session, statement.name);
    case 'commit':
    case 'rollback':
      return endTransaction(run, statement.kind, statement.name);
    case 'kill':
      return kill(run, statement.session);
    case 'waitfor':
      return delay(parseDelay(String(await evaluate(run, statement.delay))), run.signal);
    case 'print':
      sink.info(0, String((await evaluate(run, statement.text, nvarchar(4000))) ?? ''));
      return;
    case 'raiserror':
      return raiseError(run, statement.arguments);
  }
}

/** COMMIT or ROLLBACK, also as the drivers' own transaction requests ask for it. */
export function endTransaction(run: Run, how: 'commit' | 'rollback', name: string): void {
  const { engine, session } = run;
  const descriptor = session.transaction?.descriptor;
  const ended =
    how === 'commit' ? engine.transactions.commit(session) : engine.transactions.rollback(session, name);
  if (!ended) return;
  engine.locks.releaseAll(session.id, 'Transaction');
  tellTransaction(run, how, descriptor);
}

function tellTransaction(
  run: Run,
  event: 'begin' | 'commit' | 'rollback',
  descriptor: bigint | undefined,
): void {
  if (descriptor !== undefined) run.sink.transaction(event, descriptor);
}

async function declare(
  run: Run,
  variables: Extract<Control, { kind: 'declare' }>['variables'],
): Promise<void> {
  for (const { name, type, value } of variables) {
    const key = name.toLowerCase();
    if (run.variables.has(key)) {
      throw new SqlError(
        134,
        `The variable name '@${name}' has already been declared. Variable names must be unique within a query batch or stored procedure.`,
        { severity: 15, state: 2 },
      );
    }
    run.variables.set(key, { type, value: value ? await evaluate(run, value, type) : null });
  }
}

async function setVariable(run: Run, name: string, value: Expression, line: number): Promise<void> {
  const variable = run.variables.get(name.toLowerCase());
  if (!variable) throw undeclaredVariable(name, line);
  variable.value = await evaluate(run, value, variable.type);
}

function use(run: Run, database: string): void {
  const known = [run.engine.catalogue.database, 'master'].find((each) => sameName(each, database));
  if (known === undefined) {
    throw new SqlError(
      911,
      `Database '${database}' does not exist. Make sure that the name is entered correctly.`,
    );
  }
  run.session.database = known;
  run.sink.database(known);
  run.sink.info(5701, `Changed database context to '${known}'.`);
}

function kill(run: Run, id: number): void {
  if (id === run.session.id) throw new SqlError(6104, 'Cannot use KILL to kill your own process.');
  const victim = run.engine.sessions.get(id);
  if (!victim) throw new SqlError(6106, `Process ID ${id} is not an active process ID.`);
  victim.end();
}

/** `hh:mm[:ss[.mmm]]` in milliseconds. */
function parseDelay(text: string): number {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/.exec(text.trim());
  if (!match)
    throw new SqlError(148, `Incorrect time syntax in time string '${text}' used with WAITFOR.`, {
      severity: 15,
    });
  const [hours, minutes, seconds] = [match[1], match[2], match[3] ?? '0'].map(Number) as [
    number,
    number,
    number,
  ];
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number(`0.${match[4] ?? 0}`) * 1000;
}

/** RAISERROR('text', severity, state): information up to severity 10, an error above. */
async function raiseError(run: Run, given: readonly Expression[]): Promise<void> {
  const [text, severity, state] = await Promise.all(given.slice(0, 3).map((each) => evaluate(run, each)));
  if (given.length !== 3 || typeof text !== 'string') throw notSupported('RAISERROR with arguments', 1);
  if (Number(severity) <= 10) return run.sink.info(50000, text);
  throw new SqlError(50000, text, { severity: Math.min(18, Number(severity)), state: Number(state) });
}
