// Joins a recipe with a cluster and its parameters to a plan: every step once for each place and hop, in order, frozen.
// A plan whose order is wrong is refused here, whatever the recipe says. Pure; the hash function is handed in.

import type { Plan, PlannedServer, PlannedStep } from '../plan-model.ts';
import type { Recipe, RecipePhase, RecipeStep } from '../recipe.ts';
import { handInputs, handUndo, type Installation, isByHand } from './by-hand.ts';
import { canonical } from './canonical.ts';
import { filled } from './fill.ts';
import { kinds, undoKinds } from './kinds.ts';
import { orderFaults } from './order.ts';
import { parametersOf, placeless } from './plan-parameters.ts';

export type PlanOptions = {
  readonly recipe: Recipe;
  readonly environment: string;
  /** In list order, the master first. */
  readonly servers: readonly PlannedServer[];
  readonly parameters: Readonly<Record<string, string>>;
  /** Empty where no version changes. */
  readonly hops: Plan['hops'];
  /** Milliseconds a step took before, by its id in the recipe. */
  readonly estimates: Readonly<Record<string, number>>;
  /** Whether a person does what has to be done on this server: there is no SSH to it. */
  readonly byHand: (server: string) => boolean;
  /** Whether the name of this setting of the CRM is known (F1); where it is not a person changes it. */
  readonly knowsSetting: (setting: string) => boolean;
  /** What instructions for servers without SSH name; undefined: they say no more than the title of their step. */
  readonly installation?: Installation | undefined;
  /** SHA-256 of a text, in hex. */
  readonly hash: (text: string) => string;
};

export type PlanResult =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Every fault at once. */
export function makePlan(options: PlanOptions): PlanResult {
  const { recipe, environment, hash } = options;
  const servers = [...options.servers].sort((one, other) => one.position - other.position);
  const parameters = parametersOf(options);
  if (servers.length === 0) return { ok: false, faults: ['The cluster has no servers.'] };
  if ('faults' in parameters) return { ok: false, faults: parameters.faults };
  const made = stepsOf({ ...options, servers, parameters: parameters.values });
  const plan = {
    recipe: recipe.recipe,
    title: recipe.title,
    outage: recipe.outage,
    servers,
    parameters: parameters.values,
    hops: options.hops,
    deadlineMs: recipe.deadlineMinutes * minuteMs,
  };
  const faults = [...made.faults, ...orderFaults({ ...plan, steps: made.steps })];
  if (faults.length > 0) return { ok: false, faults };
  const hashed = canonical(nameless({ ...options, servers, parameters: parameters.values }));
  return { ok: true, plan: { ...plan, environment, steps: made.steps, hash: hash(hashed) } };
}

/** The same for a test environment with other names: servers by their place, and nothing of how long it took. */
function nameless(options: PlanOptions) {
  const { recipe, hops } = options;
  const servers = options.servers.map((_, position) => ({ name: `server ${position + 1}`, position }));
  const parameters = placeless(options, options.servers);
  const everywhere = { estimates: {}, byHand: () => false, knowsSetting: () => true };
  const { steps } = stepsOf({ ...options, ...everywhere, servers, parameters });
  return { recipe: recipe.recipe, title: recipe.title, hops, parameters, servers, steps };
}

const minuteMs = 60_000;

type Place = { readonly hop: number | undefined; readonly target: string | undefined };

function stepsOf(options: PlanOptions) {
  const steps: PlannedStep[] = [];
  const faults: string[] = [];
  for (const { phase, hop } of hopped(options.recipe.phases, options.hops.length)) {
    for (const target of targetsOf(phase, options.servers)) {
      for (const step of phase.steps.filter((each) => isWanted(each, options.parameters))) {
        if (!isForHop(options, step, hop)) continue;
        const made = plannedStep(options, phase, step, { hop, target });
        if (typeof made === 'string') faults.push(made);
        else steps.push(made);
      }
    }
  }
  return { steps, faults };
}

/** A step may be meant for some values of a parameter only, such as a setup that somebody runs by hand. */
function isWanted({ only }: RecipeStep, parameters: PlanOptions['parameters']): boolean {
  if (only === undefined) return true;
  const value = parameters[only.parameter];
  return (only.is === undefined || value === only.is) && (only.isNot === undefined || value !== only.isNot);
}

/** Or for those hops only that need something beside. */
function isForHop({ hops }: PlanOptions, { hopNeeds }: RecipeStep, hop: number | undefined): boolean {
  if (hopNeeds === undefined) return true;
  return hop !== undefined && (hops[hop]?.needs ?? '').includes(hopNeeds);
}

/** Neighbouring phases that are done in each hop, once for each hop. */
function hopped(phases: readonly RecipePhase[], hops: number) {
  const placed: { readonly phase: RecipePhase; readonly hop: number | undefined }[] = [];
  let index = 0;
  while (index < phases.length) {
    const phase = phases[index];
    if (phase === undefined) break;
    if (phase.eachHop !== true) {
      placed.push({ phase, hop: undefined });
      index += 1;
      continue;
    }
    const end = phases.findIndex((each, place) => place > index && each.eachHop !== true);
    const group = phases.slice(index, end < 0 ? phases.length : end);
    for (let hop = 0; hop < hops; hop += 1) placed.push(...group.map((each) => ({ phase: each, hop })));
    index += group.length;
  }
  return placed;
}

function targetsOf(phase: RecipePhase, servers: readonly PlannedServer[]): readonly (string | undefined)[] {
  switch (phase.for ?? 'once') {
    case 'once':
      return [undefined];
    case 'each-server':
      return servers.map(({ name }) => name);
    case 'each-secondary':
      return servers.slice(1).map(({ name }) => name);
  }
}

/** A text is the fault. */
function plannedStep(
  options: PlanOptions,
  phase: RecipePhase,
  step: RecipeStep,
  place: Place,
): PlannedStep | string {
  const facts = kinds[step.kind];
  const targets = whereOf(options, step, place);
  if (typeof targets === 'string') return targets;
  if (targets === undefined)
    return `${step.step}: \`where: target\` has a meaning only in a phase for each server.`;
  const values = valuesOf(options, place, targets);
  const inputs = filled(step.with ?? {}, values);
  if ('unknown' in inputs) return `${step.step}: nothing fills {{${inputs.unknown}}}.`;
  const title = filled(step.title, values);
  const hand = { kind: step.kind, targets, with: inputs.value as PlannedStep['with'] };
  const noSsh = isByHand(hand, options.byHand);
  const unknown = isUnknown(options, step);
  const undo = undoOf(step, values);
  if (typeof undo === 'string') return undo;
  return {
    id: idOf(step.step, place, targets),
    key: step.step,
    phase: phase.phase,
    kind: step.kind,
    title: 'unknown' in title ? step.title : String(title.value),
    targets,
    hop: place.hop,
    needs: [...new Set([...facts.needs, ...(step.needs ?? [])])],
    changes: [...new Set([...facts.changes, ...(step.changes ?? [])])],
    effect: step.repeatable === true && facts.effect === 'once' ? 'repeatable' : facts.effect,
    proof: step.proof ?? facts.proof,
    findOut: step.findOut ?? facts.findOut,
    timeoutMs: minutesOf(step, noSsh) * minuteMs,
    tries: step.tries ?? facts.tries,
    skippable: step.skip === 'with-reason',
    byPerson: facts.byPerson || noSsh || unknown,
    undo: handUndo(undo, hand, { ...options, unknown }),
    with: noSsh ? handInputs(hand, options.installation) : hand.with,
    estimateMs: options.estimates[step.step],
  };
}

/** A person needs longer than a command. */
function minutesOf(
  { kind, timeoutMinutes = kinds[kind].timeoutMinutes }: RecipeStep,
  noSsh: boolean,
): number {
  return noSsh ? Math.max(timeoutMinutes, kinds.manual.timeoutMinutes) : timeoutMinutes;
}

function whereOf(
  { servers, parameters }: PlanOptions,
  step: RecipeStep,
  { target }: Place,
): readonly string[] | string | undefined {
  const names = servers.map(({ name }) => name);
  switch (step.where ?? (target === undefined ? 'here' : 'target')) {
    case 'here':
      return [];
    case 'database-server':
    case 'master':
      return names.slice(0, 1);
    case 'target':
      return target === undefined ? undefined : [target];
    case 'named': {
      const named = parameters.server ?? '';
      if (named === '') return `${step.step}: \`where: named\` needs the parameter \`server\`.`;
      return [names.find((name) => name.toLowerCase() === named.toLowerCase()) ?? named];
    }
    case 'all-at-once':
      return names;
    case 'secondaries-at-once':
      return names.slice(1);
  }
}

/** A setting whose name nobody has told yet cannot be changed by us. */
function isUnknown({ knowsSetting }: PlanOptions, { kind, with: inputs }: RecipeStep): boolean {
  return kind === 'sql' && typeof inputs?.setting === 'string' && !knowsSetting(inputs.setting);
}

function idOf(key: string, { hop, target }: Place, targets: readonly string[]): string {
  const inHop = hop === undefined || hop === 0 ? '' : `#${hop + 1}`;
  const at = target ?? (targets.length === 1 ? targets[0] : undefined);
  return `${key}${inHop}${at === undefined ? '' : `@${at}`}`;
}

function valuesOf({ hops, parameters }: PlanOptions, { hop }: Place, targets: readonly string[]) {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(parameters)) values.set(`parameters.${name}`, value);
  const now = hop === undefined ? undefined : hops[hop];
  if (now !== undefined) values.set('hop.from', now.from).set('hop.to', now.to);
  if (targets.length === 1) values.set('server', targets[0] ?? '');
  return values;
}

/** Said by the recipe, or what the kind is usually undone with; null in the recipe is nothing. */
function undoOf(step: RecipeStep, values: ReadonlyMap<string, string>) {
  if (step.undo === null) return undefined;
  const usual = kinds[step.kind].undo;
  const said = step.undo ?? (usual === undefined ? undefined : { kind: usual, title: `Undo: ${step.title}` });
  if (said === undefined) return undefined;
  const facts = undoKinds[said.kind];
  const inputs = filled(('with' in said ? said.with : undefined) ?? step.with ?? {}, values);
  if ('unknown' in inputs) return `${step.step}: nothing fills {{${inputs.unknown}}} of its undo.`;
  const title = filled(said.title, values);
  const minutes = 'timeoutMinutes' in said ? said.timeoutMinutes : undefined;
  return {
    kind: said.kind,
    title: 'unknown' in title ? said.title : String(title.value),
    effect: facts.effect,
    findOut: facts.findOut,
    timeoutMs: minutes === undefined ? facts.timeoutMs : minutes * minuteMs,
    with: inputs.value as Readonly<Record<string, unknown>>,
  };
}
