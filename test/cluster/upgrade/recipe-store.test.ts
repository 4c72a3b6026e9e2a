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

t.test('all recipes that ship are there when they are asked for', (t) => {
  t.same([...createRecipeStore(null, never).all().keys()].sort(), [...builtInRecipes()].sort());
  t.end();
});

t.test('recipes read ahead are those read at once, and read once', async (t) => {
  const store = createRecipeStore(null, never);
  const reading = store.readAhead();
  const [name] = builtInRecipes();
  t.ok(store.all().get(name ?? ''), 'who asks meanwhile gets them');
  const before = [...store.all().values()];
  await reading;
  t.ok(
    [...store.all().values()].every((recipe, index) => recipe === before[index]),
    'the same ones',
  );
  t.same([...store.all()], [...createRecipeStore(null, never).all()]);
});

t.test('a recipe of the operator stands in the place of the one that ships', (t) => {
  const text = textOf('rolling-restart').replace(/^title: .*$/m, 'title: Our own way');
  const folder = t.testdir({ 'rolling-restart.yaml': text });
  const own = createRecipeStore(folder, never).all().get('rolling-restart');
  t.equal(own?.title, 'Our own way');
  t.end();
});

t.test('files that cannot be used are told with their place, and the others are there', (t) => {
  const folder = t.testdir({ 'wrong.yaml': 'recipe: wrong\nphases: none\n' });
  mkdirSync(join(folder, 'folder.yaml'));
  writeFileSync(join(folder, 'read-me.txt'), 'no recipe');
  const problems: string[] = [];
  const store = createRecipeStore(folder, (problem) => problems.push(problem.message));
  t.equal(store.all().size, builtInRecipes().length);
  t.equal(problems.length, 2);
  t.match(problems[0], /The recipe .*folder\.yaml cannot be read: EISDIR/);
  t.match(problems[1], /wrong\.yaml:2: phases/);
  store.all();
  t.equal(problems.length, 2, 'told once');
  t.end();
});
