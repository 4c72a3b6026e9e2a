// `fairlead upgrade check` over every recipe that ships, and over recipes whose order is wrong: each fault with its line.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { checkRecipe } from '../../../cluster/upgrade/check-recipe.ts';
import { runFairlead } from '../../support/fairlead-process.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'cluster', 'upgrade', 'recipes');
const textOf = (name: string) => readFileSync(join(folder, `${name}.yaml`), 'utf8');

for (const file of readdirSync(folder))
  t.test(`${file} has no faults`, (t) => {
    const checked = checkRecipe(readFileSync(join(folder, file), 'utf8'));
    t.same(checked.ok ? [] : checked.faults, []);
    if (checked.ok) t.equal(`${checked.recipe.recipe}.yaml`, file, 'its file is called as it is');
    t.end();
  });

/** A recipe without a step: from its line to the next step or phase. */
const without = (text: string, step: string) =>
  text.replace(new RegExp(`^ {6}- step: ${step}\\n(?: {8}.*\\n)*`, 'm'), '');

type Wrong = {
  readonly what: string;
  readonly recipe: string;
  readonly change: (text: string) => string;
  readonly says: RegExp;
  /** The step whose line is told. */
  readonly at: string;
};

const wrongs: readonly Wrong[] = [
  {
    what: 'a secondary before the master',
    recipe: 'sage-crm-version',
    change: (text) =>
      text.replace('phase: upgrade\n    for: each-server', 'phase: upgrade\n    for: each-secondary'),
    says: /CRM2 would be upgraded before CRM1, which owns the database/,
    at: 'setup-by-hand',
  },
  {
    what: 'an item of a checklist with a test that nobody knows',
    recipe: 'sage-crm-version',
    change: (text) => text.replace('tests: [log-on]}', 'tests: [luck]}'),
    says: /item 1: `tests` is a list of .*; it says luck/,
    at: 'checklist',
  },
  {
    what: 'an item of a checklist without a text',
    recipe: 'sage-crm-version',
    change: (text) => text.replace('{text: log-on, tests', '{tests'),
    says: /item 1: it needs a `text`/,
    at: 'checklist',
  },
  {
    what: 'a component that goes to the secondaries first',
    recipe: 'sage-crm-component',
    change(text) {
      const rolling = text.slice(text.indexOf('  - phase: rolling'));
      const late = rolling.replace('phase: rolling', 'phase: late').replaceAll(/step: /g, 'step: late-');
      const master = late.replaceAll('of: save-files', 'of: late-save-files');
      return text.replace('for: each-server', 'for: each-secondary') + master;
    },
    says: /goes to CRM2, CRM3, CRM1; it must go in the order of the list/,
    at: 'apply-by-hand',
  },
  {
    what: 'a change of version without a backup of the database',
    recipe: 'sage-crm-version',
    change: (text) => text.replace(/^ {2}- phase: backup\n[\s\S]*?(?=^ {2}- phase: )/m, ''),
    says: /has no backup-database before it/,
    at: 'drop-tuning',
  },
  {
    what: 'a backup that nobody has read back',
    recipe: 'sage-crm-component',
    change: (text) => without(text, 'check-files'),
    says: /save-files@CRM1 is not verified before apply-by-hand@CRM1/,
    at: 'save-files',
  },
  {
    what: 'files that are changed before they are kept',
    recipe: 'sage-crm-files',
    change: (text) => without(without(text, 'save-files'), 'check-files'),
    says: /copy@CRM1 has no backup-files of CRM1 before it/,
    at: 'copy',
  },
  {
    what: 'users on a server that was not tested',
    recipe: 'sage-crm-component',
    change: (text) => without(text, 'test'),
    says: /admit@CRM2 lets users on CRM2 before a test of it/,
    at: 'admit',
  },
  {
    what: 'a server that is changed before it is emptied',
    recipe: 'rolling-restart',
    change(text) {
      const drain = /^ {6}- step: drain\n(?: {8}.*\n)*/m.exec(text)?.[0] ?? '';
      return without(text, 'drain').replace(/^ {6}- step: up$/m, `${drain}      - step: up`);
    },
    says: /reset@CRM1 changes CRM1 before drain@CRM1 has emptied it/,
    at: 'reset',
  },
  {
    what: 'two servers out at once',
    recipe: 'rolling-restart',
    change: (text) => without(text, 'admit'),
    says: /drain@CRM2 takes CRM2 out while CRM1 is still out/,
    at: 'drain',
  },
  {
    what: 'a check that nobody knows',
    recipe: 'licence-key',
    change: (text) => text.replace('[reached, versions,', '[reached, weather,'),
    says: /`what` is a list of reached, .*; it says weather/,
    at: 'ready',
  },
  {
    what: 'a proof that nobody knows',
    recipe: 'sage-crm-component',
    change: (text) => text.replace('proves: file', 'proves: hope'),
    says: /`proves` is version, or file with a `file`/,
    at: 'apply',
  },
  {
    what: 'a proof without its file',
    recipe: 'sage-crm-component',
    change: (text) =>
      text.replace("with: {what: [proof], file: '{{parameters.proofFile}}'}", 'with: {what: [proof]}'),
    says: /`proof` needs a `file`/,
    at: 'before',
  },
  {
    what: 'a step for a value that its parameter never has',
    recipe: 'rolling-restart',
    change: (text) => text.replace('is: reboot-by-hand', 'is: reboot'),
    says: /what never is reboot/,
    at: 'reboot-by-hand',
  },
];

t.test('every wrong order is told, at the line of its step', (t) => {
  for (const { what, recipe, change, says, at } of wrongs) {
    const text = change(textOf(recipe));
    t.not(text, textOf(recipe), `${what}: the recipe was changed`);
    const checked = checkRecipe(text);
    const fault = checked.ok ? undefined : checked.faults.find((each) => says.test(each.text));
    t.ok(fault, `${what}: ${checked.ok ? 'no fault' : checked.faults.map((each) => each.text).join('\n')}`);
    const lines = text.split('\n').map((line) => line.trim());
    t.equal(fault?.line, lines.indexOf(`- step: ${at}`) + 1, `${what}: its line`);
  }
  t.end();
});

t.test('a faulty form is told with its line before any plan is made', (t) => {
  const text = textOf('licence-key')
    .replace('kind: notify', 'kind: shout')
    .replace('outage: true', 'loud: true');
  const checked = checkRecipe(text);
  t.notOk(checked.ok);
  if (!checked.ok)
    t.match(checked.faults, [
      { path: '', text: /must have required properties outage/ },
      { path: 'loud', line: 8, text: 'is not known here' },
      { path: 'phases.1.steps.0.kind', line: 34, text: /must be one of check, / },
    ]);
  t.end();
});

const check = (t: Test, ...words: string[]) => runFairlead(t, ['upgrade', 'check', ...words]);

t.test('the verb works by name and by file, and needs no Fairlead', async (t) => {
  const good = await check(t, 'sage-crm-component');
  t.equal(good.code, 0, good.errors);
  t.match(good.output, /sage-crm-component has no faults; \d+ steps over three made-up servers, users stay/);
  const file = join(t.testdir(), 'own.yaml');
  writeFileSync(file, without(textOf('sage-crm-files'), 'test'));
  const bad = await check(t, file);
  t.equal(bad.code, 1);
  t.match(bad.output, /^\S+own\.yaml:\d+: admit@CRM1 lets users on CRM1 before a test of it\.$/m);
  const json = await check(t, file, '-o', 'json');
  t.equal(json.code, 1);
  t.match(JSON.parse(json.output), { ok: false, recipe: null, faults: [{ path: 'admit' }, {}, {}] });
  const none = await check(t, 'no-such-recipe');
  t.equal(none.code, 1);
  t.match(
    none.errors,
    /no recipe and no file no-such-recipe\.\n {2}Recipes that ship: [a-z0-9, -]*licence-key, /,
  );
});
