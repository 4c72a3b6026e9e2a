// Finds the file of a recipe by its name, for those who check one.

import { readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { readRecipe } from './read-recipe.ts';
import { builtIn, recipeFiles } from './recipe-store.ts';

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
