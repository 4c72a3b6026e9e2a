// The recipes there are: read when they are needed or ahead, each fault told once.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { builtInRecipes, createRecipeStore, recipeFileOf } from '../../../cluster/upgrade/recipe-store.ts';

const never = (problem: Error) => t.fail(problem.message);

/** A recipe that ships, under its own name or another. */
function textOf(name: string): string {
  return readFileSync(recipeFileOf(name, null, never) ?? '', 'utf8');
}

t.test('all recipes that ship are there when they are asked for', async (t) => {
  const recipes = await createRecipeStore(null, never).all();
  t.same([...recipes.keys()].sort(), [...builtInRecipes()].sort());
});

t.test('recipes are read once, and others work meanwhile', async (t) => {
  const store = createRecipeStore(null, never);
  let turns = 0;
  const beat = setInterval(() => turns++, 0);
  const [first, second] = await Promise.all([store.all(), store.all()]);
  clearInterval(beat);
  t.ok(turns > 1, `${turns} turns of others`);
  t.equal(first, second);
  t.equal(await store.all(), first);
});

t.test('a recipe of the operator stands in the place of the one that ships', async (t) => {
  const text = textOf('rolling-restart').replace(/^title: .*$/m, 'title: Our own way');
  const folder = t.testdir({ 'rolling-restart.yaml': text });
  const own = (await createRecipeStore(folder, never).all()).get('rolling-restart');
  t.equal(own?.title, 'Our own way');
});

t.test('files that cannot be used are told with their place, and the others are there', async (t) => {
  const folder = t.testdir({ 'wrong.yaml': 'recipe: wrong\nphases: none\n' });
  mkdirSync(join(folder, 'folder.yaml'));
  writeFileSync(join(folder, 'read-me.txt'), 'no recipe');
  const problems: string[] = [];
  const store = createRecipeStore(folder, (problem) => problems.push(problem.message));
  t.equal((await store.all()).size, builtInRecipes().length);
  t.equal(problems.length, 2);
  t.match(problems[0], /The recipe .*folder\.yaml cannot be read: EISDIR/);
  t.match(problems[1], /wrong\.yaml:2: phases/);
  await store.all();
  t.equal(problems.length, 2, 'told once');
});
