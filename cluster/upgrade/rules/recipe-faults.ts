// What is wrong with a recipe beyond its form: names of checks and tests that nobody knows, backups that are not there,
// and every wrong order, found by making plans of it over three servers that do not exist. Pure.

import type { Plan } from '../plan-model.ts';
import type { Recipe, RecipeStep } from '../recipe.ts';
import { makePlan } from './make-plan.ts';
import { namesOf } from './words.ts';

/** `step` is the name in the recipe; undefined: the recipe as a whole. */
export type RecipeRemark = { readonly step: string | undefined; readonly text: string };

export type Known = {
  readonly checks: readonly string[];
  readonly tests: readonly string[];
  /** Of `with.command` of a `run`. */
  readonly commands: readonly string[];
};

export type RecipeVerdict = {
  readonly remarks: readonly RecipeRemark[];
  /** With the usual parameters; undefined where none can be made. */
  readonly plan: Plan | undefined;
};

/** Master, first and second secondary. */
const madeUpServers = ['CRM1', 'CRM2', 'CRM3'];

/** A recipe is tried with each value of each parameter that its steps ask for. */
export function recipeFaults(recipe: Recipe, known: Known): RecipeVerdict {
  const own = stepsOf(recipe).flatMap((step) =>
    stepFaults(recipe, step, known).map((text) => ({ step: step.step, text })),
  );
  const plans = casesOf(recipe).map((parameters) => madeUpPlan(recipe, parameters));
  const wrong = plans.flatMap((made) => (made.ok ? [] : made.faults));
  const names = new Set(stepsOf(recipe).map(({ step }) => step));
  const remarks = [...own, ...wrong.map((text) => ({ step: stepIn(text, names), text }))];
  const seen = new Set<string>();
  const first = plans[0];
  return {
    remarks: remarks.filter(({ text }) => !seen.has(text) && seen.add(text)),
    plan: first?.ok === true ? first.plan : undefined,
  };
}

const stepsOf = ({ phases }: Recipe) => phases.flatMap(({ steps }) => steps);

function madeUpPlan(recipe: Recipe, parameters: Readonly<Record<string, string>>) {
  const hopping = recipe.phases.some((phase) => phase.eachHop === true);
  const needs = stepsOf(recipe).flatMap(({ hopNeeds }) => hopNeeds ?? []);
  const hops = [
    { from: '1', to: '2', needs: needs.join(', ') },
    { from: '2', to: '3' },
  ];
  return makePlan({
    recipe,
    environment: 'made up',
    servers: madeUpServers.map((name, position) => ({ name, position })),
    parameters,
    hops: hopping ? hops : [],
    estimates: {},
    byHand: () => false,
    knowsSetting: () => true,
    hash: (text) => text,
  });
}

/** The usual values first; then each other value of one parameter. */
function casesOf(recipe: Recipe): readonly Readonly<Record<string, string>>[] {
  const values = Object.keys(recipe.parameters ?? {}).map((name) => [name, valuesOf(recipe, name)] as const);
  const usual = Object.fromEntries(values.map(([name, [first = anything]]) => [name, first]));
  const others = values.flatMap(([name, [, ...rest]]) => rest.map((value) => ({ ...usual, [name]: value })));
  return [usual, ...others];
}

const anything = 'something';

function valuesOf(recipe: Recipe, name: string): readonly string[] {
  const { default: standard, values } = recipe.parameters?.[name] ?? {};
  const asked = stepsOf(recipe).flatMap(({ only }) =>
    only?.parameter === name ? [only.is, only.isNot].filter((each) => each !== undefined) : [],
  );
  const open = values === undefined ? [...asked, anything] : values;
  return [...new Set([...(standard === undefined ? [] : [standard]), ...open])];
}

function stepFaults(recipe: Recipe, step: RecipeStep, known: Known): readonly string[] {
  return [...onlyFaults(recipe, step), ...inputFaults(recipe, step, known)].map(
    (text) => `${step.step}: ${text}`,
  );
}

function onlyFaults({ parameters = {} }: Recipe, { only }: RecipeStep): readonly string[] {
  if (only === undefined) return [];
  const { parameter, is, isNot } = only;
  const own = parameters[parameter];
  if (own === undefined) return [`\`only\` names ${parameter}, which is no parameter of this recipe.`];
  if (is === undefined && isNot === undefined) return ['`only` needs `is` or `isNot`.'];
  const never = [is, isNot].find((each) => each !== undefined && own.values?.includes(each) === false);
  return never === undefined ? [] : [`${parameter} never is ${never}.`];
}

function inputFaults(recipe: Recipe, { kind, with: inputs = {} }: RecipeStep, known: Known) {
  switch (kind) {
    case 'check':
      return [
        ...listFaults('what', inputs.what, known.checks),
        ...(namesOf(inputs.what).includes('proof') && !isText(inputs.file)
          ? ['`proof` needs a `file`.']
          : []),
      ];
    case 'smoke-test':
      return listFaults('tests', inputs.tests, known.tests);
    case 'verify-backup': {
      if (isText(inputs.file) || isText(inputs.run)) return [];
      const backup = stepsOf(recipe).find(({ step }) => step === inputs.of);
      const fits = backup?.kind.startsWith('backup-') ?? false;
      return fits
        ? []
        : [`\`of\` must name a step that backs up; it says ${String(inputs.of ?? 'nothing')}.`];
    }
    case 'run':
      return runFaults(inputs, known.commands);
    case 'sql':
      return sqlFaults(inputs);
    case 'checklist':
      return checklistFaults(inputs.items, known.tests);
    default:
      return [];
  }
}

type Inputs = Readonly<Record<string, unknown>>;

/** An item is a text that a person goes by, or a `text` with the `tests` by which Fairlead looks at it. */
function checklistFaults(items: unknown, tests: readonly string[]): readonly string[] {
  if (!Array.isArray(items) || items.length === 0) return ['it needs `items`.'];
  return items.flatMap((each: unknown, place) => {
    if (isText(each)) return [];
    const { text, tests: own } = (each ?? {}) as Inputs;
    const faults = [...(isText(text) ? [] : ['it needs a `text`.']), ...listFaults('tests', own, tests)];
    return faults.map((fault) => `item ${place + 1}: ${fault}`);
  });
}

/** `change` and what it needs, a `databaseBackup`, or a `statement`. */
function sqlFaults({ statement, databaseBackup, change, setting, server, entry, from }: Inputs) {
  if (change === undefined)
    return isText(statement) || isText(databaseBackup)
      ? []
      : ['it needs a `statement`, a `databaseBackup` or a `change`.'];
  const whole: Readonly<Record<string, boolean>> = {
    join: isText(setting) && isText(server) && typeof entry === 'string',
    leave: isText(setting) && isText(server),
    own: true,
    licence: isText(from),
  };
  const name = String(change);
  if (!Object.hasOwn(whole, name)) return ['`change` is join, leave, own or licence.'];
  if (whole[name] === true) return [];
  return [
    `\`change: ${name}\` needs ${name === 'licence' ? '`from`' : '`setting`, `server` and, to join, `entry`'}.`,
  ];
}

function runFaults(inputs: Inputs, commands: readonly string[]): readonly string[] {
  const { program, setup, success, command, proves, file } = inputs;
  if (command !== undefined)
    return commands.includes(String(command))
      ? []
      : [`\`command\` is one of ${commands.join(', ')}; it says ${String(command)}.`];
  const codes = success === undefined || (Array.isArray(success) && success.every(Number.isInteger));
  return [
    ...(isText(program) || isText(setup) ? [] : ['it needs a `program` or a `setup`.']),
    ...(codes ? [] : ['`success` is a list of exit codes.']),
    ...(proves === undefined || proves === 'version' || (proves === 'file' && isText(file))
      ? []
      : ['`proves` is version, or file with a `file`.']),
  ];
}

function listFaults(name: string, value: unknown, known: readonly string[]): readonly string[] {
  const listed = namesOf(value);
  const stranger = listed.find((each) => !known.includes(each));
  if (listed.length > 0 && stranger === undefined) return [];
  return [`\`${name}\` is a list of ${known.join(', ')}; it says ${stranger ?? 'nothing'}.`];
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The first word of a fault that names a step, such as `apply#2@CRM1`. */
function stepIn(text: string, names: ReadonlySet<string>): string | undefined {
  const words = text.split(/[\s:,;`]+/).map((word) => word.replace(/[#@].*$/, ''));
  return words.find((word) => names.has(word));
}
