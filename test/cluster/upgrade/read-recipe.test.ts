// Recipes from their text: those that ship are whole, and a faulty one is told with its place.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readRecipe } from '../../../cluster/upgrade/read-recipe.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'cluster', 'upgrade', 'recipes');

const head = `recipe: mine
title: Mine
about: for a test
facts: F7
outage: false
deadlineMinutes: 10
phases:
  - phase: only
    steps:
`;
const step = '      - step: look\n        kind: check\n        title: Look\n';

t.test('every recipe that ships is read, and is named as its file', (t) => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  t.ok(files.includes('sage-crm-version.yaml'));
  for (const name of files) {
    const read = readRecipe(readFileSync(join(folder, name), 'utf8'));
    t.ok(read.ok, `${name}: ${read.ok ? '' : JSON.stringify(read.faults)}`);
    if (read.ok) t.equal(`${read.recipe.recipe}.yaml`, name);
  }
  t.end();
});

t.test('every fault has its place, its line and a sentence', (t) => {
  const rows: readonly (readonly [
    string,
    string,
    readonly (readonly [string, number | undefined, RegExp])[],
  ])[] = [
    ['whole', head + step, []],
    [
      'a kind nobody knows',
      head + step.replace('check', 'pray'),
      [['phases.0.steps.0.kind', 11, /must be one of.*smoke-test/]],
    ],
    [
      'a word too much',
      `${head + step}        hurry: true\n`,
      [['phases.0.steps.0.hurry', 13, /is not known here/]],
    ],
    [
      'a name with spaces',
      head + step.replace('look', 'Look here'),
      [['phases.0.steps.0.step', 10, /pattern/]],
    ],
    [
      'two faults',
      head.replace('deadlineMinutes: 10', 'deadlineMinutes: soon') + step.replace('check', 'pray'),
      [
        ['deadlineMinutes', 6, /number/],
        ['phases.0.steps.0.kind', 11, /must be one of/],
      ],
    ],
    ['no YAML', 'recipe: [mine', [['', 1, /./]]],
    ['nothing', '', [['', undefined, /object/]]],
  ];
  for (const [what, text, wanted] of rows) {
    const read = readRecipe(text);
    t.equal(read.ok, wanted.length === 0, `${what}: ${JSON.stringify(read)}`);
    if (read.ok) continue;
    t.equal(read.faults.length, wanted.length, what);
    for (const [place, [path, line, message]] of wanted.entries()) {
      const found = read.faults[place];
      t.equal(found?.path, path, what);
      t.equal(found?.line, line, what);
      t.match(found?.text, message, what);
    }
  }
  t.end();
});
