// `fairlead files`: how the files of the servers differ from the master's (F5), and copying them.

import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { type FilesDocument, lookAtFiles, planFiles, showFiles, syncFiles } from '../../operations/files.ts';
import { exitCodes } from '../../rules/exit-code.ts';
import { filesPlanText, filesText, isAlike, progressText } from '../../rules/files-text.ts';
import { confirm } from '../confirm.ts';
import { ask, tellRefusal, told, type VerbWorld, type Where, withWhere } from '../verb-world.ts';

type DiffFlags = Where & { readonly last: boolean };
type SyncFlags = Where & {
  readonly server?: string;
  readonly removeExtra: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly reason?: string;
};

const columns = 80;
const lookEveryMs = 500;

export function addFiles(program: Command, world: VerbWorld): void {
  const files = program.command('files').description('keep files the same on every server');
  withWhere(files.command('diff', { isDefault: true }))
    .description("look at all servers now: how their files differ from the master's")
    .option('--last', 'show what is known, without looking', false)
    .action((flags) => told(world, () => diff(world, flags)));
  withWhere(files.command('sync'))
    .description('copy what differs from the master, one server after another')
    .argument('[folder]', 'only this one of files.folders')
    .option('-s, --server <names>', 'only these servers, names with commas between')
    .option('--remove-extra', 'also take away (and keep) what the master does not have', false)
    .option('-m, --reason <text>', 'why; it stands in the audit')
    .option('-y, --yes', 'do not ask', false)
    .option('--dry-run', 'only show the plan', false)
    .action((folder, flags) => told(world, () => sync(world, folder, flags)));
}

async function diff(world: VerbWorld, flags: DiffFlags): Promise<void> {
  const { terminal, exit } = world;
  const files = flags.last ? await shown(world, flags) : await looked(world, flags);
  if (files === undefined) return exit(exitCodes.error);
  terminal.output.write(
    flags.output === 'json' ? `${JSON.stringify(files, undefined, 2)}\n` : filesText(files, columns),
  );
  return exit(isAlike(files) ? 0 : exitCodes.degraded);
}

/** Undefined where it was refused, which is told. */
async function shown(world: VerbWorld, where: Where): Promise<FilesDocument | undefined> {
  const answer = await ask(world, where, showFiles, {});
  if (answer.ok) return answer.value;
  tellRefusal(world, where, answer);
  return undefined;
}

/** Has the servers looked at, and waits for that. */
async function looked(world: VerbWorld, where: Where): Promise<FilesDocument | undefined> {
  const begun = await ask(world, where, lookAtFiles, {});
  if (!begun.ok) {
    tellRefusal(world, where, begun);
    return undefined;
  }
  return until(world, where, ({ looking }) => !looking);
}

async function until(
  world: VerbWorld,
  where: Where,
  isOver: (files: FilesDocument) => boolean,
): Promise<FilesDocument | undefined> {
  for (;;) {
    const files = await shown(world, where);
    if (files === undefined || isOver(files)) return files;
    await pause(lookEveryMs, undefined, { signal: world.terminal.interrupted });
  }
}

async function sync(world: VerbWorld, folder: string | undefined, flags: SyncFlags): Promise<void> {
  const { terminal, exit } = world;
  if ((await looked(world, flags)) === undefined) return exit(exitCodes.error);
  const removeExtra: 'yes' | 'no' = flags.removeExtra ? 'yes' : 'no';
  const choice = {
    removeExtra,
    ...(folder !== undefined && { folder }),
    ...(flags.server !== undefined && { servers: flags.server }),
  };
  const plan = await ask(world, flags, planFiles, choice);
  if (!plan.ok) {
    tellRefusal(world, flags, plan);
    return exit(exitCodes.error);
  }
  const json = flags.output === 'json';
  if (!json) terminal.output.write(filesPlanText(plan.value, columns));
  if (flags.dryRun || plan.value.steps.length === 0) {
    if (json) terminal.output.write(`${JSON.stringify(plan.value, undefined, 2)}\n`);
    return exit(plan.value.unknown.length + plan.value.leftOut.length === 0 ? 0 : exitCodes.degraded);
  }
  if (!(await mayGoOn(world, flags))) {
    terminal.errors.write('fairlead: nothing was copied\n');
    return exit(terminal.interrupted.aborted ? exitCodes.interrupted : exitCodes.error);
  }
  const input = {
    plan: plan.value.plan,
    ...choice,
    ...(flags.reason !== undefined && { reason: flags.reason }),
  };
  const begun = await ask(world, flags, syncFiles, input);
  if (!begun.ok) {
    tellRefusal(world, flags, begun);
    return exit(exitCodes.error);
  }
  return watch(world, flags);
}

/** Asked as the verbs for servers ask: at a terminal only, where nobody said yes before. */
async function mayGoOn({ terminal }: VerbWorld, { yes, output }: SyncFlags): Promise<boolean> {
  const asks = terminal.interactive && !yes && output === 'table';
  return !asks || confirm(terminal, 'Copy?');
}

/** One line a change. Ctrl-C ends the watching, not the copying. */
async function watch(world: VerbWorld, where: Where): Promise<void> {
  const { terminal, exit } = world;
  const table = where.output === 'table';
  let last = '';
  const files = await until(world, where, ({ sync: now }) => {
    const line = now === null ? '' : progressText(now);
    if (table && line !== last && line !== '') terminal.output.write(`${line}\n`);
    last = line;
    return now?.state !== 'running';
  });
  if (files === undefined) return exit(exitCodes.error);
  // It looks again by itself once it has copied: what is shown at the end is what is there.
  const after = await until(world, where, ({ looking }) => !looking);
  if (after === undefined) return exit(exitCodes.error);
  terminal.output.write(table ? filesText(after, columns) : `${JSON.stringify(after, undefined, 2)}\n`);
  return exit(after.sync?.state === 'done' ? 0 : exitCodes.error);
}
