// `fairlead maintenance list|run|history|cancel`: the maintenance plan of the database.

import { Argument, type Command, Option } from 'commander';
import {
  cancelMaintenance,
  listMaintenance,
  type MaintenanceRun,
  maintenanceHistory,
  maintenanceTasks,
  runMaintenance,
} from '../../operations/maintenance.ts';
import { exitCodes } from '../../rules/exit-code.ts';
import { endText, historyText, planText } from '../../rules/maintenance-text.ts';
import { parseCount } from '../parse-options.ts';
import { ask, askAndTell, tellRefusal, told, type VerbWorld, type Where, withWhere } from '../verb-world.ts';
import { watchTask } from '../watch-task.ts';

const columns = 80;
const most = 1_000;

type Task = MaintenanceRun['task'];
type RunFlags = Where & { readonly reason?: string; readonly wait: boolean };

/** Adds them below `fairlead maintenance`. */
export function addMaintenancePlan(maintenance: Command, world: VerbWorld): void {
  withWhere(
    maintenance.command('list').description('the maintenance plan of the database: what is due when'),
  ).action((where: Where) =>
    askAndTell(world, where, {
      operation: listMaintenance,
      input: {},
      text: (plan) => planText(plan, columns, Date.now()),
      exitCode: ({ tasks }) => (tasks.some(({ state }) => state === 'overdue') ? exitCodes.degraded : 0),
    }),
  );
  withWhere(
    maintenance
      .command('run')
      .description('run a task of the plan now, and watch it')
      .addArgument(new Argument('<task>', 'task of the plan').choices(maintenanceTasks)),
  )
    .option('-m, --reason <why>', 'why; it stands in the audit')
    .option('--no-wait', 'do not watch it')
    .action((task: Task, flags: RunFlags) => told(world, () => runTask(world, flags, task)));
  withWhere(
    maintenance
      .command('history')
      .description('what was done, missed and left out')
      .addArgument(new Argument('[task]', 'of one task only').choices(maintenanceTasks)),
  )
    .addOption(
      new Option('-n, --limit <count>', 'most entries of each kind')
        .argParser(parseCount(1, most))
        .default(20),
    )
    .action((task: Task | undefined, { limit, ...where }: Where & { readonly limit: number }) =>
      askAndTell(world, where, {
        operation: maintenanceHistory,
        input: { limit: String(limit), ...(task !== undefined && { task }) },
        text: (history) => historyText(history, columns, Date.now()),
      }),
    );
  withWhere(maintenance.command('cancel').description('cancel the task that is under way'))
    .requiredOption('-m, --reason <why>', 'why; it stands in the history')
    .action(({ reason, ...where }: Where & { readonly reason: string }) =>
      askAndTell(world, where, {
        operation: cancelMaintenance,
        input: { reason },
        text: ({ cancelled }) => (cancelled ? 'It is being cancelled.\n' : 'No task is under way.\n'),
        exitCode: ({ cancelled }) => (cancelled ? 0 : exitCodes.error),
      }),
    );
}

async function runTask(world: VerbWorld, flags: RunFlags, task: Task): Promise<void> {
  const { terminal, exit } = world;
  const { reason } = flags;
  const input = { task, ...(reason !== undefined && { reason }) };
  const answer = await ask(world, flags, runMaintenance, input);
  if (!answer.ok) {
    tellRefusal(world, flags, answer);
    return exit(exitCodes.error);
  }
  const { run } = answer.value;
  if (flags.wait) return exit(await watchTask(world, flags, run));
  terminal.output.write(
    flags.output === 'json' ? `${JSON.stringify(answer.value, undefined, 2)}\n` : endText(run, columns),
  );
  return exit(0);
}
