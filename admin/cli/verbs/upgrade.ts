// `fairlead upgrade`: plan, rehearse, run, look, and the wishes of people. Everything is asked of the running Fairlead.

import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  beginUpgrade,
  listRecipes,
  listUpgrades,
  planUpgrade,
  signOffUpgrade,
  wishUpgrade,
} from '../../operations/upgrades.ts';
import { planTable } from '../../rules/plan-table.ts';
import { recipeList, runList } from '../../rules/run-list.ts';
import type { AskedWish } from '../../rules/wish.ts';
import { beginRun } from '../begin-run.ts';
import { askAndTell, type VerbWorld, type Where, withWhere } from '../verb-world.ts';
import { runExitCode, showRun, treeOf, watchRun } from '../watch-run.ts';
import { configOption, outputOption } from '../where-options.ts';

export type PlanFlags = Where & {
  readonly to?: string;
  readonly set: Readonly<Record<string, string>>;
  readonly environment: string;
  readonly acceptLikely: boolean;
};

export type BeginFlags = PlanFlags & {
  readonly message?: string;
  readonly yes: boolean;
  readonly wait: boolean;
  readonly notBefore?: string;
  readonly withoutRehearsal?: string;
};

/** Adds the command and all that stands below it. */
export function addUpgrade(program: Command, world: VerbWorld): void {
  const upgrade = program
    .command('upgrade')
    .description('ordered runs over the whole cluster: plan, rehearse, run');
  addCheck(upgrade, world);
  addPlan(upgrade, world);
  addBegin(upgrade, world, 'rehearse');
  addBegin(upgrade, world, 'run');
  addLooking(upgrade, world);
  addWishes(upgrade, world);
}

/** The only one that asks no running Fairlead: a recipe is checked where it is written. */
function addCheck(upgrade: Command, { checkRecipe, exit }: VerbWorld): void {
  upgrade
    .command('check')
    .description('tell every fault of a recipe, also of its order; no Fairlead is asked')
    .argument('<recipe|file>', 'name of a recipe, or a file such as own.yaml')
    .addOption(outputOption())
    .addOption(configOption())
    .action(async (recipe: string, { config, output }: Where) =>
      exit(await checkRecipe({ recipe, config, output })),
    );
}

const planned = (command: Command) =>
  withWhere(command)
    .argument('<recipe>', 'such as sage-crm-version; `fairlead upgrade recipes` lists them')
    .option('--to <version>', 'version to upgrade to')
    .addOption(
      new Option('--set <name=value>', 'a parameter of the recipe; may be repeated')
        .argParser(parseSetting)
        .default({}),
    )
    .option('--accept-likely', 'take hops of versions that no guide known here confirms', false);

function addPlan(upgrade: Command, world: VerbWorld): void {
  planned(upgrade.command('plan'))
    .description('show what would be done, step by step; nothing is done')
    .option('--environment <name>', 'live, or a test environment', 'live')
    .action(async (recipe: string, flags: PlanFlags) =>
      askAndTell(world, flags, {
        operation: planUpgrade,
        input: wantedOf(recipe, flags),
        text: (plan) => planTable(plan, world.terminal.size().columns),
      }),
    );
}

function addBegin(upgrade: Command, world: VerbWorld, verb: 'rehearse' | 'run'): void {
  const command = planned(upgrade.command(verb))
    .option('-m, --message <why>', 'why, for the journal')
    .option('-y, --yes', 'begin without asking', false)
    .option('--no-wait', 'do not watch it')
    .option('--not-before <time>', 'ISO 8601 in UTC: wait for this moment');
  if (verb === 'rehearse')
    command
      .description('carry a plan out in a test environment')
      .option('--environment <name>', 'the test environment', 'test');
  else
    command
      .description('carry a plan out in the live cluster')
      .addOption(new Option('--environment <name>', 'the cluster').default('live').hideHelp())
      .option('--without-rehearsal <why>', 'although this plan was not rehearsed');
  command.action(async (recipe: string, flags: BeginFlags) =>
    beginRun(world, flags, { wanted: wantedOf(recipe, flags), begin: beginUpgrade, plan: planUpgrade }),
  );
}

function addLooking(upgrade: Command, world: VerbWorld): void {
  withWhere(upgrade.command('show'))
    .description('show a run as a tree')
    .argument('[run]', 'its number', 'current')
    .option('--steps', 'every step on a line of its own', false)
    .option('-w, --watch', 'until it ends or waits for somebody', false)
    .action(async (run: string, flags: Where & { readonly steps: boolean; readonly watch: boolean }) =>
      flags.watch ? watchRun(world, flags, run) : showRun(world, flags, run),
    );
  withWhere(upgrade.command('runs'))
    .description('list all runs')
    .action(async (flags: Where) =>
      askAndTell(world, flags, {
        operation: listUpgrades,
        input: {},
        text: ({ runs }) => runList(runs, world.terminal.size().columns),
      }),
    );
  withWhere(upgrade.command('recipes'))
    .description('list the recipes there are')
    .action(async (flags: Where) =>
      askAndTell(world, flags, {
        operation: listRecipes,
        input: {},
        text: ({ recipes }) => recipeList(recipes, world.terminal.size().columns),
      }),
    );
  withWhere(upgrade.command('sign-off'))
    .description('say that a completed rehearsal was tested and is good')
    .argument('<run>', 'its number')
    .requiredOption('-m, --message <what>', 'what was tested, and by whom')
    .action(async (run: string, flags: Where & { readonly message: string }) =>
      askAndTell(world, flags, {
        operation: signOffUpgrade,
        input: { run, note: flags.message },
        text: (document) => `Run ${document.run} is signed off by ${document.signedOffBy}.\n`,
      }),
    );
}

type WishFlags = Where & {
  readonly run: string;
  readonly message?: string;
  readonly server?: string;
  readonly acceptLoss?: boolean;
};

type ItemFlags = WishFlags & { readonly item?: number[]; readonly all?: boolean };

function addWishes(upgrade: Command, world: VerbWorld): void {
  const wish = (verb: AskedWish['verb'], description: string, message: 'needed' | 'none') => {
    const command = withWhere(upgrade.command(verb))
      .description(description)
      .option('--run <run>', 'its number', 'current');
    return message === 'needed'
      ? command.requiredOption('-m, --message <text>', 'why, or how it is known')
      : command;
  };
  const send = (flags: WishFlags, asked: AskedWish) =>
    askAndTell(world, flags, {
      operation: wishUpgrade,
      input: { run: flags.run, ...given({ ...asked, text: flags.message }) },
      text: (document) => treeOf(document, world, false),
      exitCode: runExitCode,
    });
  wish('pause', 'stop after the step that is under way', 'needed').action((flags: WishFlags) =>
    send(flags, { verb: 'pause' }),
  );
  wish('resume', 'go on after a pause', 'none').action((flags: WishFlags) => send(flags, { verb: 'resume' }));
  wish('extend', 'give the whole run more time', 'needed')
    .argument('<minutes>', 'how much', parseMinutes)
    .action((minutes: number, flags: WishFlags) => send(flags, { verb: 'extend', minutes }));
  wish('confirm', 'say that a step, or items of a checklist, were done, and how you know', 'needed')
    .argument('<step>', stepText)
    .addOption(itemOption())
    .option('--all', 'every item of the checklist that is open for a person')
    .action((step: string, { item: items, all, ...flags }: ItemFlags) =>
      send(flags, { verb: 'confirm', step, items, all }),
    );
  wish('fail', 'say that items of a checklist are not in order, and what is wrong', 'needed')
    .argument('<step>', stepText)
    .addOption(itemOption().makeOptionMandatory())
    .action((step: string, { item: items, ...flags }: ItemFlags) =>
      send(flags, { verb: 'fail', step, items }),
    );
  for (const [verb, text] of stepWishes)
    wish(verb, text, 'needed')
      .argument('<step>', stepText)
      .action((step: string, flags: WishFlags) => send(flags, { verb, step }));
  wish('resolve', 'say what was done about a finding', 'needed')
    .argument('<finding>', 'its name')
    .action((finding: string, flags: WishFlags) => send(flags, { verb: 'resolve', finding }));
  wish('abort', 'end it where it is; what was done stays', 'needed').action((flags: WishFlags) =>
    send(flags, { verb: 'abort' }),
  );
  wish('rollback', 'undo what was done, newest first', 'needed')
    .option('--server <name>', 'this one only')
    .option('--accept-loss', 'although users have worked with it since', false)
    .action((flags: WishFlags) => {
      const { server, acceptLoss } = flags;
      return send(flags, { verb: 'rollback', server, acceptLoss });
    });
}

type Given<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

const stepText = 'as the tree names it, such as setup@CRMWEB2';

const itemOption = () =>
  new Option('--item <number>', 'number of an item; may be repeated')
    .argParser((text, before: number[] = []) => [...before, parseItem(text)])
    .conflicts('all');

const stepWishes = [
  ['skip', 'leave a step out that may be left out'],
  ['retry', 'do a step again that failed or is not known'],
] as const;

function wantedOf(recipe: string, { to, set, environment, acceptLikely }: PlanFlags) {
  return { recipe, environment, acceptLikely, parameters: { ...set, ...(to === undefined ? {} : { to }) } };
}

/** Without the fields that are not there: JSON has no undefined, and a schema takes none. */
function given<Value extends object>(value: Value): Given<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Given<Value>;
}

function parseSetting(text: string, before: Readonly<Record<string, string>> = {}) {
  const match = /^([A-Za-z][A-Za-z0-9]{0,31})=(.*)$/s.exec(text);
  if (match === null) throw new InvalidArgumentError('Allowed: name=value.');
  return { ...before, [match[1] ?? '']: match[2] ?? '' };
}

function parseItem(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('Allowed: 1 to 999.');
  return Number(text);
}

function parseMinutes(text: string): number {
  const minutes = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(minutes >= 1 && minutes <= 10_080)) throw new InvalidArgumentError('Allowed: 1 to 10080 minutes.');
  return minutes;
}
