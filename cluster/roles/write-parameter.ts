// Has a parameter name another server: reads the row as it is, changes it, reads it back (F1, F6).

import type { Directory } from '../directory/contract.ts';
import { DatabaseError } from '../errors.ts';
import type { Server } from '../model.ts';
import { changeSetting } from '../settings/change-setting.ts';
import { valueNaming } from './rules/server-value.ts';
import type { StepDone } from './run-move.ts';

export type ParameterStatements = { readonly setting: string; readonly changeSetting: string };

/** Never rejects: what the database says is the text. `value` was written and read back. */
export async function writeParameter(
  query: Directory['query'],
  statements: ParameterStatements,
  name: string,
  server: Server,
): Promise<StepDone & { readonly value?: string }> {
  try {
    const [row] = await query(statements.setting, { name });
    if (row === undefined) return { ok: false, text: `The settings table has no live row "${name}".` };
    const before = row.value === null || row.value === undefined ? '' : String(row.value);
    const value = valueNaming(server, before);
    const change = await changeSetting(query, statements.changeSetting, { name, before, value });
    if (change.kind === 'refused') return { ok: false, text: change.text };
    return { ok: true, value, text: `the row "${name}" holds "${value}" (before: "${before}")` };
  } catch (error) {
    if (error instanceof DatabaseError) return { ok: false, text: error.failure.text };
    throw error;
  }
}
