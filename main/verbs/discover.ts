// `fairlead discover`: shows the live settings, proposes which is which, asks, and writes what was agreed into the
// configuration file, its comments kept.

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Terminal } from '../../admin/cli/terminal.ts';
import type { DiscoverOptions } from '../../admin/cli/verb-options.ts';
import { exitCodes } from '../../admin/rules/exit-code.ts';
import { createPainter } from '../../admin/rules/paint.ts';
import { proposalText, settingsText } from '../../admin/rules/proposals-text.ts';
import { openReader } from '../../cluster/directory/open-directory.ts';
import type { ShownSetting } from '../../cluster/directory/rows.ts';
import { discover as look } from '../../cluster/discover.ts';
import type { Proposal } from '../../cluster/rules/proposal.ts';
import { type Edit, setValues } from '../../config/edit.ts';
import { resolveProfile } from '../../config/resolve-profile.ts';
import type { Configuration } from '../../config/schema.ts';
import { writeFileWhole } from '../../config/write-file.ts';
import { lineWidth, loadOrTell, usualFile } from './configured.ts';
import type { VerbContext } from './verb-context.ts';

/** Asks whether a proposal is to be taken. */
type Ask = (proposal: Proposal) => Promise<boolean>;

/** Resolves with 0 also where there was nothing to write; 1 without a database or without a configuration. */
export async function discover({ config, yes }: DiscoverOptions, { terminal }: VerbContext): Promise<number> {
  const file = config ?? usualFile;
  const configuration = loadOrTell(file, terminal);
  if (configuration === undefined) return exitCodes.error;
  const found = await discovered(configuration);
  terminal.output.write(
    `Settings of the CRM (secrets hidden):\n${settingsText(found.settings.map(shownRow), lineWidth(terminal))}\n`,
  );
  const edits = await agreed(
    found.proposals,
    yes ? async ({ best }) => best?.confidence !== 'weak' : asking(terminal),
    terminal,
  );
  if (edits.length === 0) {
    terminal.output.write(`${file}: nothing to change\n`);
    return 0;
  }
  await writeFileWhole(file, setValues(await readFile(file, 'utf8'), edits));
  terminal.output.write(
    `${file}: ${edits.length} ${edits.length === 1 ? 'setting' : 'settings'} written under crm.overrides\n`,
  );
  return 0;
}

function shownRow({ name, value, secret }: ShownSetting) {
  return { name, shown: secret ? '(secret)' : (value ?? undefined) };
}

/** Looks into the configured database. Throws a DatabaseError where it does not answer. */
export async function discovered(configuration: Configuration) {
  const { database } = configuration;
  if (database === null)
    throw new Error('there is no database to look into: the configuration says `database: null`');
  const profile = resolveProfile(configuration);
  const remarks: Error[] = [];
  const open = openReader({
    database,
    profile,
    nowMs: Date.now,
    onProblem: (problem) => remarks.push(problem),
  });
  try {
    return await look(open.reader, profile);
  } catch (error) {
    const [remark] = remarks;
    throw remark === undefined ? error : new Error((error as Error).message, { cause: remark });
  } finally {
    await open.close();
  }
}

/** The edit that takes a proposal's best candidate. */
export function editOf({ setting, best }: Proposal): Edit | undefined {
  if (best === undefined || best.confidence === 'set') return undefined;
  return { path: ['crm', 'overrides', ...setting.split('.')], value: best.name };
}

async function agreed(
  proposals: readonly Proposal[],
  take: Ask,
  terminal: Terminal,
): Promise<readonly Edit[]> {
  const painter = createPainter(terminal.color);
  const edits: Edit[] = [];
  for (const proposal of proposals) {
    terminal.output.write(`${proposalText(proposal, lineWidth(terminal), painter)}\n`);
    const edit = editOf(proposal);
    if (edit !== undefined && (await take(proposal))) edits.push(edit);
  }
  return edits;
}

function asking(terminal: Terminal): Ask {
  return async ({ best }) => {
    const questions = createInterface({ input: process.stdin, output: terminal.output });
    try {
      const answer = await questions.question(`    Take ${best?.name}? [y/N] `, {
        signal: terminal.interrupted,
      });
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      questions.close();
    }
  };
}
