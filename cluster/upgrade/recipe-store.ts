// The recipes there are: those that ship, and those of a folder of the operator's, which stand in their place. Read
// once; a faulty one is told and left out.

import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ClusterError } from '../errors.ts';
import { type RecipeFault, type RecipeRead, readRecipe } from './read-recipe.ts';
import type { Recipe } from './recipe.ts';

const builtIn = join(import.meta.dirname, 'recipes');

export type RecipeStore = {
  /** By name; read when they are first asked for. */
  all(): Promise<ReadonlyMap<string, Recipe>>;
};

/** Nothing is read yet. `onProblem` is told of every file that cannot be used, with its faults. */
export function createRecipeStore(
  ownFolder: string | null,
  onProblem: (problem: Error) => void,
): RecipeStore {
  let reading: Promise<ReadonlyMap<string, Recipe>> | undefined;
  return {
    all() {
      reading ??= readAll([builtIn, ...(ownFolder === null ? [] : [ownFolder])], onProblem);
      return reading;
    },
  };
}

/** One file after another, with room for others between two: all at once would hold them for a fifth of a second. */
async function readAll(
  folders: readonly string[],
  onProblem: (problem: Error) => void,
): Promise<ReadonlyMap<string, Recipe>> {
  const recipes = new Map<string, Recipe>();
  for (const file of folders.flatMap((folder) => recipeFiles(folder, onProblem))) {
    const read = readIfThere(file, onProblem);
    if (read?.ok) recipes.set(read.recipe.recipe, read.recipe);
    else if (read !== undefined) onProblem(faulty(file, read.faults));
    await setImmediate();
  }
  return recipes;
}

/** Undefined for a file that cannot be read, which is told. */
function readIfThere(file: string, onProblem: (problem: Error) => void): RecipeRead | undefined {
  try {
    return readRecipe(readFileSync(file, 'utf8'));
  } catch (cause) {
    const text = `The recipe ${file} cannot be read: ${(cause as Error).message}`;
    onProblem(new ClusterError('CLU_RECIPE', text, { cause }));
    return undefined;
  }
}

/** The file of the recipe of this name, also of a faulty one; the operator's own comes first. */
export function recipeFileOf(
  name: string,
  ownFolder: string | null,
  onProblem: (problem: Error) => void,
): string | undefined {
  const folders = [...(ownFolder === null ? [] : [ownFolder]), builtIn];
  const files = folders.flatMap((folder) => recipeFiles(folder, onProblem));
  const isNamed = (file: string) => parse(file).name === name;
  const says = (file: string) => {
    const read = readRecipe(readFileSync(file, 'utf8'));
    return read.ok && read.recipe.recipe === name;
  };
  return files.find(says) ?? files.find(isNamed);
}

/** Names of the recipes that ship. */
export function builtInRecipes(): readonly string[] {
  return recipeFiles(builtIn, () => undefined).map((file) => parse(file).name);
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

/** Such as `own.yaml:12: phases.0.steps.1.kind must be one of check, drain`. */
export function faultLine(file: string, { path, line, text }: RecipeFault): string {
  const place = path === '' || text.startsWith(path) ? '' : `${path} `;
  return `${file}:${line ?? 1}: ${place}${text}`;
}

export function faulty(file: string, faults: readonly RecipeFault[]): ClusterError {
  return new ClusterError('CLU_RECIPE', faults.map((fault) => faultLine(file, fault)).join('; '));
}
