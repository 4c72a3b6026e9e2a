// The slice of a CRM profile that says how metadata shows and how servers load it anew (F5 [U]), and the statement made
// of it. Runs nothing.

import { ClusterError } from '../errors.ts';
import { quoteName } from '../rules/identifier.ts';
import { statementText } from '../sql/statements.ts';

/** `config/profile.ts` is shaped so that its section `metadata` fits here. */
export type MetadataProfile = {
  readonly tables: readonly { readonly table: string; readonly updated: string }[];
  readonly changeTracking: boolean;
  readonly reloadBy: 'page' | 'command' | 'by-hand';
  readonly reloadPath: string | null;
  readonly reloadMethod: 'GET' | 'POST';
  readonly reloadExpect: string | null;
  readonly reloadCommand: string | null;
  readonly reloadInstruction: string;
  readonly stampPath: string | null;
  readonly stampHeader: string | null;
  readonly stampPattern: string | null;
};

/** One statement over all tables; undefined where the profile names none. Throws `CLU_BAD_IDENTIFIER`. */
export function lookStatement({ tables, changeTracking }: MetadataProfile): string | undefined {
  if (tables.length === 0) return undefined;
  const { comment, body } = changeTracking ? tracked : updated;
  const parts = tables.map(({ table, updated: column }) =>
    body.replaceAll('{{table}}', quoted(table, 3)).replaceAll('{{updated}}', quoted(column, 1)),
  );
  return `${comment}${parts.join('\nUNION ALL\n')}`;
}

function quoted(name: string, parts: 1 | 3): string {
  const told = quoteName(name, parts);
  if (told.kind === 'quoted') return told.text;
  throw new ClusterError('CLU_BAD_IDENTIFIER', `profile.metadata.tables: ${told.because}`);
}

const updated = readStatement('metadata-updated');
const tracked = readStatement('metadata-tracked');

function readStatement(name: string): { readonly comment: string; readonly body: string } {
  const text = statementText(name);
  const begin = text.indexOf('SELECT');
  return { comment: text.slice(0, begin), body: text.slice(begin).trimEnd() };
}
