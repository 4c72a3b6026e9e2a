// Reads a recipe and tells all that is wrong with it, each fault with its line, without a cluster. Runs nothing.

import { checkNames } from './effects/checks.ts';
import { commandNames } from './effects/commands.ts';
import { testNames } from './effects/smoke-tests.ts';
import type { Plan } from './plan-model.ts';
import { type RecipeFault, readRecipe } from './read-recipe.ts';
import type { Recipe } from './recipe.ts';
import { recipeFaults } from './rules/recipe-faults.ts';

export type RecipeCheck =
  | { readonly ok: true; readonly recipe: Recipe; readonly plan: Plan }
  | { readonly ok: false; readonly faults: readonly RecipeFault[] };

/** `text` is that of its file. A faulty form is told before the order is looked at. */
export function checkRecipe(text: string): RecipeCheck {
  const read = readRecipe(text);
  if (!read.ok) return read;
  const { remarks, plan } = recipeFaults(read.recipe, {
    checks: checkNames,
    tests: testNames,
    commands: commandNames,
  });
  if (remarks.length === 0 && plan !== undefined) return { ok: true, recipe: read.recipe, plan };
  const faults = remarks.map(({ step, text: told }) => ({
    path: step ?? '',
    line: step === undefined ? undefined : read.lines.get(step),
    text: told,
  }));
  return { ok: false, faults };
}
