// The recipes there are: those that ship, and those of a folder of the operator's, which stand in their place. Read
// once at the start; a faulty one is told and left out.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterError } from '../errors.ts';
import { readRecipe } from './read-recipe.ts';
import type { Recipe } from './recipe.ts';

const builtIn = join(import.meta.dirname, 'recipes');

/** By name. `onProblem` is told of every file that cannot be used, with its faults. */
export function loadRecipes(
  ownFolder: string | null,
  onProblem: (problem: Error) => void,
): ReadonlyMap<string, Recipe> {
  const recipes = new Map<string, Recipe>();
  for (const folder of [builtIn, ...(ownFolder === null ? [] : [ownFolder])]) {
    for (const file of recipeFiles(folder, onProblem)) {
      const read = readRecipe(readFileSync(file, 'utf8'));
      if (read.ok) recipes.set(read.recipe.recipe, read.recipe);
      else onProblem(faulty(file, read.faults));
    }
  }
  return recipes;
}

/** Whole paths, in the order of their names. */
export function recipeFiles(folder: string, onProblem: (problem: Error) => void): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => join(folder, name));
  } catch (cause) {
    const text = `The folder of recipes ${folder} cannot be read: ${(cause as Error).message}`;
    onProblem(new ClusterError('CLU_RECIPE', text, { cause }));
    return [];
  }
}

export function faulty(
  file: string,
  faults: readonly { readonly path: string; readonly line: number | undefined; readonly text: string }[],
): ClusterError {
  const told = faults.map(({ path, line, text }) => `${line ?? 1}: ${path === '' ? '' : `${path} `}${text}`);
  return new ClusterError('CLU_RECIPE', `${file}:${told.join(`; ${file}:`)}`);
}
