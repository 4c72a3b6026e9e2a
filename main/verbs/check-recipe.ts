// `fairlead upgrade check`: every fault of a recipe with its line, also a wrong order; nothing runs, nobody is asked.

import { existsSync, readFileSync, statSync } from 'node:fs';
import type { CheckRecipeOptions } from '../../admin/cli/verb-options.ts';
import { exitCodes } from '../../admin/rules/exit-code.ts';
import { counted } from '../../cluster/rules/counted.ts';
import { checkRecipe, type RecipeCheck } from '../../cluster/upgrade/check-recipe.ts';
import { builtInRecipes, faultLine, recipeFileOf } from '../../cluster/upgrade/recipe-store.ts';
import { loadConfiguration } from '../../config/load.ts';
import { usualFile } from './configured.ts';
import type { VerbContext } from './verb-context.ts';

/** Resolves with 0 where nothing is at fault, else with 1. */
export async function checkRecipeVerb(options: CheckRecipeOptions, { terminal }: VerbContext) {
  const onProblem = (problem: Error) => terminal.errors.write(`fairlead: ${problem.message}\n`);
  const file = fileOf(options, onProblem);
  if (file === undefined) {
    terminal.errors.write(
      `fairlead: there is no recipe and no file ${options.recipe}.\n  Recipes that ship: ${builtInRecipes().join(', ')}.\n`,
    );
    return exitCodes.error;
  }
  const checked = checkRecipe(readFileSync(file, 'utf8'));
  const text = options.output === 'json' ? jsonOf(file, checked) : textOf(file, checked);
  terminal.output.write(`${text}\n`);
  return checked.ok ? 0 : exitCodes.error;
}

/** A file where there is one of that name; else the recipe that is called so. */
function fileOf({ recipe, config }: CheckRecipeOptions, onProblem: (problem: Error) => void) {
  if (statSync(recipe, { throwIfNoEntry: false })?.isFile()) return recipe;
  return recipeFileOf(recipe, ownFolder(config), onProblem);
}

/** Of a configuration that has faults only what is good of it counts: this verb is not about them. */
function ownFolder(config: string | undefined): string | null {
  if (config === undefined && !existsSync(usualFile)) return null;
  const loaded = loadConfiguration(config ?? usualFile);
  return loaded.ok ? loaded.configuration.upgrade.recipeFolder : null;
}

function textOf(file: string, checked: RecipeCheck): string {
  if (!checked.ok) return checked.faults.map((fault) => faultLine(file, fault)).join('\n');
  const { recipe, plan } = checked;
  const users = recipe.outage ? 'the whole cluster is out' : 'users stay, one server after another is out';
  return `${file}: ${recipe.recipe} has no faults; ${counted(plan.steps.length, 'step')} over three made-up servers, ${users}`;
}

function jsonOf(file: string, checked: RecipeCheck): string {
  const faults = checked.ok ? [] : checked.faults.map((each) => ({ ...each, line: each.line ?? 1 }));
  const shown = checked.ok
    ? { recipe: checked.recipe.recipe, outage: checked.recipe.outage, steps: checked.plan.steps.length }
    : { recipe: null, outage: null, steps: null };
  return JSON.stringify({ file, ok: checked.ok, ...shown, faults }, undefined, 2);
}
