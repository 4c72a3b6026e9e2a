// Plans as they are now, and whether one may begin: recipe, environment, hops, rehearsal. Looks, and changes nothing.

import { createHash } from 'node:crypto';
import type { BeginWish, Environment, ManagerOptions, PlanAnswer, PlanWish } from './manager-types.ts';
import type { Refused } from './model.ts';
import type { Plan } from './plan-model.ts';
import type { Recipe } from './recipe.ts';
import { foldJournal } from './rules/fold.ts';
import { chainOf } from './rules/hops.ts';
import { makePlan } from './rules/make-plan.ts';
import { mirrorDifferences } from './rules/mirror.ts';
import { type Rehearsal, rehearsalOf } from './rules/rehearsal.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import { type VersionTold, versionNow, versionOr } from './versions-now.ts';

/** The plan that this wish makes now; asks the database where it stands on the version. */
export async function planNow(
  options: ManagerOptions,
  wish: PlanWish,
  estimates: Readonly<Record<string, number>>,
): Promise<PlanAnswer> {
  const recipes = await options.recipes();
  const recipe = recipes.get(wish.recipe);
  const environment = options.environments.get(wish.environment);
  if (recipe === undefined)
    return no(`there is no recipe ${wish.recipe}`, `There is ${[...recipes.keys()].join(', ')}.`);
  if (environment === undefined)
    return no(
      `there is no environment ${wish.environment}`,
      `There is ${[...options.environments.keys()].join(', ')}; test environments stand under \`environments\` of the configuration.`,
    );
  const versions = await versionsFor(options, recipe, environment);
  const chain = hopsOf(options, recipe, versions.own, wish);
  if (!chain.ok) return chain;
  const made = makePlan({
    recipe,
    environment: environment.name,
    servers: environment.servers(),
    parameters: parametersOf(options, recipe, wish),
    hops: chain.hops.map(({ from, to, needs }) => ({ from, to, ...(needs !== undefined && { needs }) })),
    estimates,
    byHand: environment.byHand,
    installation: environment.installation?.(),
    knowsSetting: environment.knowsSetting,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
  });
  if (!made.ok)
    return no(made.faults.join(' '), 'Correct the recipe, its parameters, or the list of servers.');
  const differences = differencesOf(options, environment, versions);
  return { ok: true, plan: made.plan, hops: chain.hops, differences };
}

type Versions = { readonly own: VersionTold | undefined; readonly live: VersionTold | undefined };

/** Undefined where nothing of the plan stands on it: that need not wait for a database. */
async function versionsFor(
  { environments }: ManagerOptions,
  recipe: Recipe,
  environment: Environment,
): Promise<Versions> {
  const live = environments.get('live');
  const compared = live !== undefined && live !== environment;
  const [own, other] = await Promise.all([
    compared || isHopping(recipe) ? versionNow(environment) : undefined,
    compared ? versionNow(live) : undefined,
  ]);
  return { own, live: other };
}

/** A rehearsal says as much about the live cluster as its environment is like it (F7). */
function differencesOf(
  { environments }: ManagerOptions,
  test: Environment,
  versions: Versions,
): readonly string[] {
  const live = environments.get('live');
  if (live === undefined || test === live) return [];
  const mirrored = ({ servers, byHand }: Environment, told: VersionTold | undefined) => ({
    servers: servers(),
    version: versionOr(told),
    byHand,
  });
  return mirrorDifferences(mirrored(live, versions.live), mirrored(test, versions.own));
}

/** What the wish says, else what the configuration says of parameters that this recipe has. */
function parametersOf(options: ManagerOptions, recipe: Recipe, wish: PlanWish) {
  const usual = Object.entries(options.parameters()).filter(([name]) =>
    Object.hasOwn(recipe.parameters ?? {}, name),
  );
  return { ...Object.fromEntries(usual), ...wish.parameters };
}

/** Only a recipe that has a parameter `to` and phases for each hop goes from version to version. */
function hopsOf(options: ManagerOptions, recipe: Recipe, told: VersionTold | undefined, wish: PlanWish) {
  if (!isHopping(recipe)) return { ok: true as const, hops: [] };
  const to = wish.parameters.to;
  if (to === undefined) return no('to is missing: the version to upgrade to', 'Say --to VERSION.');
  if (told?.ok === false)
    return no(
      `the version the CRM has now cannot be asked for: ${told.failure.text}`,
      `${told.failure.mend} Then ask again.`,
    );
  const from = versionOr(told);
  if (from === undefined)
    return no('the version the CRM has now is not told', 'See that the database answers (fairlead status).');
  return chainOf(options.hops(), from, to, wish.acceptLikely);
}

function isHopping(recipe: Recipe): boolean {
  return recipe.phases.some((phase) => phase.eachHop === true);
}

/** Why a reviewed plan may not begin; undefined where it may. `active` is the run under way. */
export async function obstacleTo(
  options: ManagerOptions,
  active: string | undefined,
  wish: BeginWish,
  plan: Plan,
): Promise<Refused | undefined> {
  if (!options.isLeader())
    return no(
      'this Fairlead does not lead now, and only the leader acts on the cluster',
      'Ask the one that leads (fairlead status); after a start it takes a few seconds until one does.',
    );
  if (active !== undefined)
    return no(`run ${active} is under way, and runs are exclusive`, `fairlead upgrade show ${active}`);
  const busy = options.busy();
  if (busy !== undefined)
    return no(`${busy}, and a run wants the cluster for itself`, 'Wait until it is over.');
  if (plan.hash !== wish.hash)
    return no(
      'what would run now is not the plan that was reviewed: servers, recipe or parameters have changed since',
      'Look at the plan again: fairlead upgrade plan',
    );
  const missing = await options.environments.get(plan.environment)?.missing(plan);
  if (missing !== undefined) return no(missing.because, missing.mend);
  if (plan.environment !== 'live' || wish.withoutRehearsal !== undefined) return undefined;
  const verdict = rehearsalOf({
    planHash: plan.hash,
    rehearsals: (await options.store.list())
      .filter((each) => each.plan.environment !== 'live')
      .map(rehearsed),
    nowMs: options.nowMs(),
    maxAgeMs: options.rehearsalMaxAgeMs(),
  });
  return verdict.ok ? undefined : no(verdict.because, verdict.mend);
}

function rehearsed({ run, plan, records }: StoredRun): Rehearsal {
  const { end, endedAtMs, signedOff } = foldJournal(records);
  return {
    run,
    environment: plan.environment,
    planHash: plan.hash,
    end,
    endedAtMs,
    signedOffBy: signedOff?.by,
  };
}

/** What each step took last time it was done, by its id in the recipe. */
export async function estimatesOf(store: RunStore): Promise<Readonly<Record<string, number>>> {
  const estimates: Record<string, number> = {};
  for (const { plan, records } of await store.list()) {
    const { steps } = foldJournal(records);
    for (const step of plan.steps) {
      const own = steps.get(step.id);
      if (own?.state === 'done') estimates[step.key] = own.tookMs;
    }
  }
  return estimates;
}

/** Nothing was done, and why. */
export function no(because: string, mend: string): Refused {
  return { ok: false, because, mend };
}
