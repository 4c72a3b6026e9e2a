// Runs procedure calls as drivers send them: sp_executesql, the sp_prepare family, and procedures by name.

import type { Answer } from './answer.ts';
import { SqlError } from './sql/rules/sql-error.ts';
import { intType } from './sql/rules/sql-type.ts';
import type { Given, Run } from './sql/run.ts';
import { callProcedure, executeSql } from './sql/run-procedure.ts';
import type { PreparedText, Variables } from './sql/session.ts';
import { toSqlError } from './sql/sqlite-errors.ts';
import type { RpcParameter } from './wire/requests.ts';

type Outcome = { readonly status: number; readonly variables: Variables };

/** Statements one session may keep prepared. */
const mostPrepared = 1_000;

/** Runs a call and ends the answer to it. */
export async function runRpc(
  run: Run,
  answer: Answer,
  name: string,
  parameters: readonly RpcParameter[],
): Promise<void> {
  try {
    const { status, variables } = await call(run, name.toLowerCase(), parameters);
    const outputs = parameters.filter((each) => each.output).map((each) => outputOf(each, variables));
    answer.finishProcedure(status, outputs);
  } catch (error) {
    answer.error(toSqlError(error, 1));
    answer.finishProcedure(-1, []);
  }
}

function outputOf({ name, type, value }: RpcParameter, variables: Variables) {
  const variable = variables.get(name.toLowerCase());
  return variable ? { name, type: variable.type, value: variable.value } : { name, type, value };
}

async function call(run: Run, name: string, parameters: readonly RpcParameter[]): Promise<Outcome> {
  switch (name) {
    case 'sp_prepare':
      return prepare(run, parameters);
    case 'sp_prepexec': {
      const prepared = prepare(run, parameters.slice(0, 3));
      const { status, variables } = await execute(
        run,
        preparedText(run, lastHandle(run)),
        parameters.slice(3),
      );
      return { status, variables: new Map([...variables, ...prepared.variables]) };
    }
    case 'sp_execute':
      return execute(run, preparedText(run, Number(parameters[0]?.value)), parameters.slice(1));
    case 'sp_unprepare':
      run.session.prepared.delete(Number(parameters[0]?.value));
      return { status: 0, variables: new Map() };
    default:
      return callProcedure(run, name, parameters.map(given));
  }
}

/** Keeps a text with its declarations and gives its handle back in the first parameter. */
function prepare(run: Run, parameters: readonly RpcParameter[]): Outcome {
  const [handle, declarations, text] = parameters;
  const { prepared } = run.session;
  if (prepared.size >= mostPrepared)
    throw new SqlError(8623, 'Too many prepared statements in this session.');
  const key = lastHandle(run) + 1;
  prepared.set(key, { declarations: String(declarations?.value ?? ''), text: String(text?.value ?? '') });
  return {
    status: 0,
    variables: new Map([[(handle?.name ?? '').toLowerCase(), { type: intType, value: key }]]),
  };
}

function lastHandle(run: Run): number {
  return Math.max(0, ...run.session.prepared.keys());
}

function preparedText(run: Run, handle: number): PreparedText {
  const prepared = run.session.prepared.get(handle);
  if (!prepared)
    throw new SqlError(8179, `Could not find prepared statement with handle ${handle}.`, { state: 2 });
  return prepared;
}

function execute(
  run: Run,
  { declarations, text }: PreparedText,
  values: readonly RpcParameter[],
): Promise<Outcome> {
  const head: RpcParameter[] = [declaration('stmt', text), declaration('params', declarations)];
  return executeSql(run, [...head, ...values].map(given));
}

function declaration(name: string, value: string): RpcParameter {
  return { name, type: { kind: 'nvarchar', length: 'max' }, value, output: false };
}

function given({ name, type, value }: RpcParameter): Given {
  return { name: name || undefined, type, value, target: undefined };
}
