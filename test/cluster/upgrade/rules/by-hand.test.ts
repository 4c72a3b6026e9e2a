// What a person is told on a server without SSH, in every recipe that ships: each step that would work there says how.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readRecipe } from '../../../../cluster/upgrade/read-recipe.ts';
import { recipeFiles } from '../../../../cluster/upgrade/recipe-store.ts';
import type { Installation } from '../../../../cluster/upgrade/rules/by-hand.ts';
import { kinds } from '../../../../cluster/upgrade/rules/kinds.ts';
import { makePlan } from '../../../../cluster/upgrade/rules/make-plan.ts';
import { serversOf } from '../model-world.ts';

const folder = join(import.meta.dirname, '../../../../cluster/upgrade/recipes');
const without = 'CRM2';

const installation: Installation = {
  services: ['W3SVC', 'CRM*Tomcat*'],
  folders: ['C:\\CRM'],
  registryKeys: ['HKLM\\SOFTWARE\\eware'],
  versionFile: 'C:\\CRM\\eware.dll',
  upgradeLog: 'C:\\CRM\\upgradelog.html',
  scriptLogs: 'C:\\CRM\\Logs',
  backupFolder: 'C:\\Backups',
};

const values: Readonly<Record<string, string>> = {
  setup: 'command',
  adminLogOn: 'account',
  program: 'C:\\Setup\\install.exe',
  tool: 'C:\\Setup\\key.exe',
  server: without,
  checklist: 'automatic',
};

function planOf(file: string, byHand: (name: string) => boolean) {
  const read = readRecipe(readFileSync(file, 'utf8'));
  if (!read.ok) throw new Error(file);
  const { recipe } = read;
  const known = Object.entries(recipe.parameters ?? {}).map(([name, each]) => [
    name,
    values[name] ?? each.default ?? 'something',
  ]);
  const made = makePlan({
    recipe,
    environment: 'live',
    servers: serversOf(['CRM1', without, 'CRM3']),
    parameters: Object.fromEntries(known),
    hops: recipe.phases.some(({ eachHop }) => eachHop) ? [{ from: '1', to: '2' }] : [],
    estimates: {},
    byHand,
    installation,
    knowsSetting: () => true,
    hash: (text) => text,
  });
  if (!made.ok) throw new Error(made.faults.join());
  return made.plan;
}

for (const file of recipeFiles(folder, (problem) => t.fail(problem.message)))
  t.test(`${file.slice(folder.length + 1)} on a cluster with one server without SSH`, (t) => {
    const plan = planOf(file, (name) => name === without);
    const usual = planOf(file, () => false);
    t.equal(plan.hash, usual.hash, 'a rehearsal with SSH allows it');
    for (const [place, step] of plan.steps.entries()) {
      const other = usual.steps[place];
      const wants = kinds[step.kind].onServer && step.targets.includes(without);
      if (wants) {
        t.ok(step.byPerson, `${step.id} is done by a person`);
        t.ok(step.timeoutMs >= 480 * 60_000, `${step.id} gives a person time`);
        const lines = step.with.instructions;
        t.ok(Array.isArray(lines) && lines.length > 0, `${step.id} says how`);
        for (const line of Array.isArray(lines) ? lines.map(String) : [])
          t.notMatch(line, /undefined|NaN|\[object/, line);
      }
      if (!step.targets.includes(without)) {
        t.equal(step.byPerson, other?.byPerson, `${step.id} is as it was`);
        t.equal(step.undo?.byPerson, other?.undo?.byPerson, `undoing ${step.id} too`);
      }
    }
    t.end();
  });

t.test('what somebody did by hand goes back by itself where there is SSH', (t) => {
  const file =
    recipeFiles(folder, () => undefined).find((each) => each.endsWith('rolling-restart.yaml')) ?? '';
  t.ok(planOf(file, () => false).steps.every(({ undo }) => undo?.byPerson !== true));
  const component = recipeFiles(folder, () => undefined).find((each) => /component/.test(each)) ?? '';
  const { steps } = planOf(component, (name) => name === without);
  const undos = steps.filter(({ key }) => key === 'apply').map(({ undo }) => undo);
  t.same(
    undos.map((undo) => undo?.byPerson),
    [false, true, false],
  );
  t.match(undos[1]?.with.instructions, [
    /^On CRM2 put the archive of this run under C:.Backups back/,
    /reg import/,
  ]);
  t.end();
});

t.test('a check leaves out who has no SSH; a person looks where nobody is left', (t) => {
  const file =
    recipeFiles(folder, () => undefined).find((each) => each.endsWith('rolling-restart.yaml')) ?? '';
  const { steps } = planOf(file, (name) => name === without);
  const checks = steps.filter(({ kind }) => kind === 'check').map(({ id, byPerson }) => [id, byPerson]);
  t.same(checks, [
    ['ready', false],
    ['up@CRM1', false],
    [`up@${without}`, true],
    ['up@CRM3', false],
  ]);
  t.same(steps.find(({ id }) => id === `up@${without}`)?.with.instructions, [
    'On CRM2:',
    'See that you can log on there as administrator.',
    'See that the services of the CRM run: Get-Service W3SVC, CRM*Tomcat*.',
  ]);
  t.end();
});
