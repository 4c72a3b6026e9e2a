// Runs EXEC: the few procedures of the system that the look-alike has. The same ones answer an RPC by name.

import { getAppLock, releaseAppLock } from './lock-procedures.ts';
import { convertValue } from './rules/convert.ts';
import { parseDeclarations } from './rules/parse-batch.ts';
import { SqlError, unknownProcedure } from './rules/sql-error.ts';
import { intType, nvarchar } from './rules/sql-type.ts';
import type { Argument, Statement } from './rules/syntax.ts';
import type { Given, Run } from './run.ts';
import { runBatch } from './run-batch.ts';
import { assignVariable, evaluate } from './run-query.ts';
import type { Variables } from './session.ts';
import { deleteBackupHistory, deleteFile } from './upkeep-procedures.ts';

type Outcome = { readonly status: number; readonly variables: Variables };

const deepest = 32;

/** EXEC name ..., EXEC @result = name ..., EXEC ('text'). */
export async function runProcedure(
  run: Run,
  statement: Extract<Statement, { kind: 'execute' | 'execute-text' }>,
): Promise<void> {
  if (statement.kind === 'execute-text') {
    const text = String((await evaluate(run, statement.text, nvarchar('max'))) ?? '');
    await runBatch(deeper(run, new Map()), text);
    return;
  }
  const given: Given[] = [];
  for (const each of statement.arguments) given.push(await evaluateArgument(run, each));
  const { status, variables } = await callProcedure(run, statement.procedure, given);
  if (statement.result !== undefined) assignVariable(run, statement.result, status, intType);
  for (const { name, target } of given) {
    const output = target === undefined ? undefined : variables.get((name ?? '').toLowerCase());
    if (target !== undefined && output) assignVariable(run, target, output.value, output.type);
  }
}

/** Calls a procedure by name; its status and its parameters as it left them. Throws 2812 for an unknown one. */
export async function callProcedure(run: Run, name: string, given: readonly Given[]): Promise<Outcome> {
  switch (
    name
      .toLowerCase()
      .replace(/^(master|msdb)?(\.(dbo|sys)?)*\.?/, '')
      .replace(/^(dbo|sys)\./, '')
  ) {
    case 'sp_getapplock':
      return { status: await getAppLock(run, given), variables: new Map() };
    case 'sp_releaseapplock':
      return { status: releaseAppLock(run, given), variables: new Map() };
    case 'sp_executesql':
      return executeSql(run, given);
    case 'sp_delete_backuphistory':
      return { status: deleteBackupHistory(run, given), variables: new Map() };
    case 'xp_delete_file':
      return { status: deleteFile(run, given), variables: new Map() };
    default:
      throw unknownProcedure(name, 1);
  }
}

/** sp_executesql: a text, the declarations of its parameters, their values by name or place. */
export async function executeSql(run: Run, given: readonly Given[]): Promise<Outcome> {
  const [text, declarations, ...values] = given;
  if (typeof text?.value !== 'string') {
    throw new SqlError(214, "Procedure expects parameter '@statement' of type 'ntext/nchar/nvarchar'.", {
      state: 2,
    });
  }
  const variables = declaredVariables(String(declarations?.value ?? ''), values);
  const end = await runBatch(deeper(run, variables), text.value);
  return { status: end.kind === 'done' ? end.status : -1, variables };
}

/** Values for the declared parameters; throws 8178 for one that is missing, 8145 for one too many. */
function declaredVariables(declarations: string, values: readonly Given[]): Variables {
  const variables: Variables = new Map();
  const known = parseDeclarations(declarations);
  for (const [index, { name, type }] of known.entries()) {
    const value =
      values.find((each) => each.name?.toLowerCase() === name.toLowerCase()) ?? unnamed(values[index]);
    if (!value) {
      throw new SqlError(
        8178,
        `The parameterized query expects the parameter '@${name}', which was not supplied.`,
      );
    }
    variables.set(name.toLowerCase(), { type, value: convertValue(value.value, value.type, type) });
  }
  const extra = values.find((each) => each.name && !variables.has(each.name.toLowerCase()));
  if (extra)
    throw new SqlError(8145, `@${extra.name} is not a parameter for procedure sp_executesql.`, { state: 2 });
  return variables;
}

const unnamed = (value: Given | undefined) => (value?.name ? undefined : value);

async function evaluateArgument(run: Run, argument: Argument): Promise<Given> {
  const { name, value, output } = argument;
  const type = value.kind === 'variable' ? run.variables.get(value.name.toLowerCase())?.type : undefined;
  const literal = value.kind === 'literal' ? value.type : undefined;
  return {
    name,
    value: await evaluate(run, value),
    type: type ?? literal ?? nvarchar('max'),
    target: output,
  };
}

function deeper(run: Run, variables: Variables): Run {
  if (run.depth >= deepest) {
    throw new SqlError(
      217,
      `Maximum stored procedure, function, trigger, or view nesting level exceeded (limit ${deepest}).`,
    );
  }
  return { ...run, variables, depth: run.depth + 1 };
}
