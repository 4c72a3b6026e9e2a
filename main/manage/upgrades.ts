// Ordered runs joined: their recipes, the clusters they are carried out in, what can be asked of them. Holds no rules.

import { join } from 'node:path';
import type { Notice } from '../../cluster/model.ts';
import type { RemoteRunner } from '../../cluster/remote/command.ts';
import { counted } from '../../cluster/rules/counted.ts';
import { discardCopies } from '../../cluster/upgrade/effects/discard.ts';
import { createEffects } from '../../cluster/upgrade/effects/effects.ts';
import { keptIn } from '../../cluster/upgrade/kept-in.ts';
import { knownHops } from '../../cluster/upgrade/known-hops.ts';
import { createUpgradeManager } from '../../cluster/upgrade/manager.ts';
import type { Environment, RunView, UpgradeManager } from '../../cluster/upgrade/manager-types.ts';
import { observeSite } from '../../cluster/upgrade/observe.ts';
import { createRecipeStore } from '../../cluster/upgrade/recipe-store.ts';
import type { Hop } from '../../cluster/upgrade/rules/hops.ts';
import type { KeptRun } from '../../cluster/upgrade/rules/kept-run.ts';
import { missingFor } from '../../cluster/upgrade/rules/missing.ts';
import { runsNamed } from '../../cluster/upgrade/rules/missing-kept.ts';
import { runNotices } from '../../cluster/upgrade/rules/run-notices.ts';
import { createRunStore } from '../../cluster/upgrade/run-store.ts';
import type { Site } from '../../cluster/upgrade/site.ts';
import { loadConfiguration } from '../../config/load.ts';
import type { LeadershipPart } from './leadership.ts';
import type { LockPart } from './lock.ts';
import type { ManageContext, ManagedPart } from './part.ts';
import type { RolesPart } from './roles.ts';
import { createGoOn } from './upgrade/go-on.ts';
import { liveSite } from './upgrade/site-live.ts';
import { type TestSite, testSite } from './upgrade/site-test.ts';
import { upgradeOperations } from './upgrade/upgrade-operations.ts';
import type { WantedPart } from './wanted.ts';

export type UpgradesPart = ManagedPart & {
  readonly manager: UpgradeManager;
  /** The run under way in the live cluster or in a test environment. */
  current(): RunView | undefined;
  /** Why nothing else may work on the cluster now; undefined where no run is under way. */
  busy(): string | undefined;
};

export type UpgradesWorld = {
  readonly leadership: LeadershipPart;
  readonly runner: RemoteRunner;
  readonly lock: LockPart;
  readonly wanted: WantedPart;
  readonly roles: RolesPart;
  /** What else works on the cluster now. */
  readonly busy: () => string | undefined;
};

const lookAgainMs = 1000;
/** Recipes of the operator's own are not read before: the first people are served meanwhile. */
const ownRecipesAfterMs = 1000;
const dayMs = 86_400_000;

/** Goes on with a run that was left in the middle once it leads. */
export function createUpgradesPart(context: ManageContext, world: UpgradesWorld): UpgradesPart {
  const { parts, logger, nowMs } = context;
  const { current } = parts;
  const { dataDirectory, upgrade } = current.configuration;
  const onProblem = (problem: Error) => logger.error({ err: problem }, problem.message);
  let told: string | undefined;
  const store = createRunStore(join(dataDirectory, 'runs'), nowMs);
  const kept = keptIn(store);
  const live = liveSite(context, {
    ...world,
    kept,
    notice: (text) => {
      told = text;
    },
  });
  const tests = createTestSites(context, join(dataDirectory, 'environments'), kept);
  const environments = new Map<string, Environment>([['live', environmentOf(live, context, onProblem)]]);
  const recipes = createRecipeStore(upgrade.recipeFolder, onProblem);
  const manager = createUpgradeManager({
    store,
    environments,
    recipes: recipes.all,
    hops: () => hopsOf(context),
    parameters: () => current.configuration.upgrade.parameters,
    rehearsalMaxAgeMs: () => current.configuration.upgrade.rehearsalDays * dayMs,
    busy: world.busy,
    isLeader: world.leadership.isLeader,
    fence: world.leadership.fence,
    nowMs,
    lookAgainMs,
    onDecision: tellDecisions(context),
    onProblem,
  });
  const goOn = createGoOn({ manager, leadership: world.leadership, onProblem });
  let timer: NodeJS.Timeout | undefined;
  let ahead: NodeJS.Timeout | undefined;
  let opening: Promise<void> = Promise.resolve();
  return {
    manager,
    current: manager.current,
    busy: () => busyText(manager.current()),
    operations: upgradeOperations({ manager, recipes: recipes.all, nowMs }),
    notices: (): readonly Notice[] => [
      ...(told === undefined ? [] : [noticeOf(told)]),
      ...goOn.notices(),
      ...runNotices(manager.current(), nowMs()),
      ...tests.notices(),
    ],
    start() {
      opening = tests.open((site) => environments.set(site.name, environmentOf(site, context, onProblem)));
      const look = () => {
        if (manager.current() === undefined) live.lock.tellWork(undefined);
        void goOn.look();
      };
      timer = setInterval(look, lookAgainMs);
      // Those that ship have no faults to be told; they are read when they are needed, if ever.
      if (upgrade.recipeFolder !== null)
        ahead = setTimeout(() => recipes.all().catch(onProblem), ownRecipesAfterMs);
      opening.then(look, onProblem);
    },
    async close() {
      clearInterval(timer);
      clearTimeout(ahead);
      await opening;
      await manager.close();
      await tests.close();
    },
  };
}

function environmentOf(
  site: Site,
  { nowMs }: Pick<ManageContext, 'nowMs'>,
  onProblem: (problem: Error) => void,
): Environment {
  const serverOf = (name: string) => site.servers().find((each) => each.name === name) ?? site.newcomer(name);
  return {
    name: site.name,
    servers: () => site.servers().map(({ name, position }) => ({ name, position })),
    version: site.version,
    effects: createEffects(site),
    byHand: (name) => {
      const server = serverOf(name);
      return server === undefined || !site.runner.available(server);
    },
    installation: site.settings,
    knowsSetting: site.rows.knows,
    missing: async (plan) => {
      const kept = new Map<string, KeptRun | undefined>();
      for (const run of runsNamed(plan)) kept.set(run, await site.kept(run));
      return missingFor(plan, {
        hasLicenceKey: site.hasLicenceKey,
        hasSetup: (version) => site.setup(version) !== undefined,
        hasAccount: site.pages.hasAccount(),
        keptBy: (run) => kept.get(run),
      });
    },
    discard: (copies, limit) => discardCopies(site, copies, limit),
    observe: (plan, state, stop) => observeSite(site, { plan, state, stop, nowMs: nowMs(), onProblem }),
  };
}

/** Those of the guides for this kind of CRM, and the operator's own. */
function hopsOf({ parts }: ManageContext): readonly Hop[] {
  const { crm, upgrade } = parts.current.configuration;
  const own = upgrade.hops.map((hop): Hop => ({ ...hop, sure: 'confirmed' }));
  return [...own, ...(knownHops[crm.profile] ?? [])];
}

/** Each decision once, not at each look. */
function tellDecisions({ logger }: ManageContext) {
  let last = '';
  return (run: string, decision: Parameters<Parameters<typeof createUpgradeManager>[0]['onDecision']>[1]) => {
    const because = 'because' in decision ? decision.because : decision.end.state;
    const step = 'step' in decision ? decision.step?.id : undefined;
    const text = `run ${run}: ${decision.kind}${step === undefined ? '' : ` ${step}`}: ${because}`;
    if (text === last) return;
    last = text;
    logger[decision.kind === 'halt' || decision.kind === 'unwritten' ? 'error' : 'info'](
      { run, step, decision: decision.kind },
      text,
    );
  };
}

function busyText(view: RunView | undefined): string | undefined {
  return view === undefined ? undefined : `run ${view.run} (${view.plan.recipe}) is under way`;
}

function noticeOf(text: string): Notice {
  return { severity: 'info', code: 'run-notice', text, mend: 'Nothing: it is told by a run.' };
}

/** Test environments, each opened from its own configuration; one that cannot be is told. */
function createTestSites({ parts, logger, nowMs }: ManageContext, folder: string, kept: Site['kept']) {
  const open: TestSite[] = [];
  const problems: Notice[] = [];
  const openOne = async (name: string, file: string, onOpen: (site: Site) => void) => {
    const loaded = loadConfiguration(file);
    if (!loaded.ok) {
      const [first] = loaded.faults;
      problems.push(
        closedNotice(
          name,
          `${file} has ${counted(loaded.faults.length, 'fault')}, first: ${first?.message ?? ''}`,
        ),
      );
      return;
    }
    const made = await testSite({ name, configuration: loaded.configuration, folder, logger, nowMs, kept });
    open.push(made);
    onOpen(made.site);
    await made.start();
  };
  return {
    notices: () => problems,
    async open(onOpen: (site: Site) => void) {
      for (const [name, { configuration }] of Object.entries(parts.current.configuration.environments)) {
        try {
          await openOne(name, configuration, onOpen);
        } catch (error) {
          problems.push(closedNotice(name, (error as Error).message));
        }
      }
    },
    async close() {
      for (const each of open) await each.close();
    },
  };
}

function closedNotice(name: string, because: string): Notice {
  const text = `The test environment ${name} cannot be used: ${because}`;
  return {
    severity: 'warning',
    code: 'environment-closed',
    text,
    mend: 'Correct its configuration and restart.',
  };
}
