// The recipes that ship as plans over three servers: in order, with what differs between environments left out of the
// hash, and by hand what nobody has told the name of.

import t from 'tap';
import { createRecipeStore } from '../../../../cluster/upgrade/recipe-store.ts';
import { makePlan, type PlanOptions } from '../../../../cluster/upgrade/rules/make-plan.ts';
import { missingFor } from '../../../../cluster/upgrade/rules/missing.ts';
import { names, serversOf } from '../model-world.ts';

const recipes = await createRecipeStore(null, (problem) => t.fail(problem.message)).all();

function planOf(name: string, parameters: Readonly<Record<string, string>>, more: Partial<PlanOptions> = {}) {
  const recipe = recipes.get(name);
  if (recipe === undefined) throw new Error(`there is no recipe ${name}`);
  const made = makePlan({
    recipe,
    environment: 'live',
    servers: serversOf(names),
    parameters,
    hops: [],
    estimates: {},
    byHand: () => false,
    knowsSetting: () => true,
    hash: (text) => text,
    ...more,
  });
  if (!made.ok) throw new Error(made.faults.join('\n'));
  return made.plan;
}

const added = { server: 'CRM4', address: '10.1.2.4' };
const xrt = {
  site: 'XRT',
  databaseServer: 'SQL1',
  commonServicesDatabase: 'SCS',
  treasuryDatabase: 'TRE',
  nextDatabase: 'NEXT',
  backupFolder: 'D:\\Backup',
  tenants: 'A',
};

t.test('the order of each recipe is what the guides say', (t) => {
  const rows: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
    [
      'add-server',
      added,
      [
        'check-database',
        'keep-out@CRM4',
        'integration-off@CRM1',
        'install@CRM4',
        'engine-out@CRM4',
        'integration-on@CRM1',
        'address',
        'server-name',
        'test@CRM4',
        'admit@CRM4',
      ],
    ],
    [
      'remove-server',
      { server: 'crm2' },
      ['may-go@CRM2', 'roles@CRM2', 'drain@CRM2', 'address', 'server-name', 'services@CRM2', 'alone@CRM2'],
    ],
    [
      'sage-xrt-advanced',
      xrt,
      [
        'stop',
        'save-databases',
        'bank-formats',
        'common-services',
        'treasury',
        'advanced',
        'services',
        'tenants',
      ],
    ],
    [
      'restore',
      { databaseBackup: 'x.bak', into: 'test' },
      [
        'own-rows',
        'check-kept',
        'lock',
        'stop',
        'alone',
        'check-database',
        'restore-database',
        'write-rows',
        'write-licence',
        'drop-sentinel',
        'lock-again',
        'start@CRM1',
        'test@CRM1',
        'admit@CRM1',
        'start@CRM2',
      ],
    ],
    [
      'restore',
      { run: '3', files: 'kept' },
      [
        'may-go-back',
        'check-kept',
        'check-kept-files',
        'lock',
        'alone',
        'check-database',
        'check-files@CRM2',
        'restore-database',
        'write-rows',
        'files-of-run@CRM1',
        'files-of-run@CRM2',
        'one-version',
        'start@CRM1',
        'admit@CRM1',
      ],
    ],
    [
      'restore-server',
      { run: '3', server: 'CRM2' },
      [
        'may-go-back@CRM2',
        'check-kept@CRM2',
        'drain@CRM2',
        'stop@CRM2',
        'check-registry@CRM2',
        'files-of-run@CRM2',
        'start@CRM2',
        'test@CRM2',
        'admit@CRM2',
      ],
    ],
  ];
  for (const [name, parameters, wanted] of rows) {
    const ids = planOf(name, parameters).steps.map(({ id }) => id);
    t.same(
      ids.filter((id) => wanted.includes(id)),
      wanted,
      name,
    );
  }
  t.end();
});

t.test('the attestation key is wanted from 7.x only, before anything begins', (t) => {
  const hop = { from: '7.5', to: '8.1', needs: 'the attestation key of the migration preparation tool' };
  const there = (keys: readonly string[]) => ({
    hasLicenceKey: (version: string) => keys.includes(version),
    hasSetup: () => true,
    hasAccount: true,
    keptBy: () => undefined,
  });
  const old = planOf('sage-100-crm-version', { to: '8.1' }, { hops: [hop] });
  t.match(missingFor(old, there(['8.1'])), { because: /no licence key of attestation/ });
  t.equal(missingFor(old, there(['8.1', 'attestation'])), undefined);
  const newer = planOf('sage-100-crm-version', { to: '8.1' }, { hops: [{ from: '8.0', to: '8.1' }] });
  t.equal(missingFor(newer, there(['8.1'])), undefined);
  t.notOk(newer.steps.some(({ key }) => key === 'migration-prepared'));
  t.end();
});

t.test('a restore into a test environment wants its licence, one in place does not', (t) => {
  const nothing = {
    hasLicenceKey: () => false,
    hasSetup: () => false,
    hasAccount: false,
    keptBy: () => undefined,
  };
  t.match(missingFor(planOf('restore', { databaseBackup: 'x.bak', into: 'test' }), nothing), {
    because: /no licence of the name own-licence/,
  });
  const same = planOf('restore', { databaseBackup: 'x.bak' });
  t.equal(missingFor(same, nothing), undefined);
  t.notOk(same.steps.some(({ key }) => key === 'drop-sentinel'));
  t.end();
});

t.test('a rehearsal counts whatever the server is called there, at the same place', (t) => {
  const hashOf = (server: string, servers: readonly string[]) =>
    planOf('remove-server', { server }, { servers: serversOf(servers) }).hash;
  const tests = ['TEST1', 'TEST2', 'TEST3'];
  t.equal(hashOf('CRM3', names), hashOf('TEST3', tests));
  t.not(hashOf('CRM3', names), hashOf('TEST2', tests), 'another place is another plan');
  const other = { ...added, server: 'TEST4', address: '10.9.9.9' };
  t.equal(planOf('add-server', added).hash, planOf('add-server', other, { servers: serversOf(tests) }).hash);
  t.end();
});

t.test('a rehearsal counts whichever run or file it took, and not the one for the other', (t) => {
  const hashOf = (parameters: Readonly<Record<string, string>>) => planOf('restore', parameters).hash;
  t.equal(hashOf({ run: '1' }), hashOf({ run: '7' }));
  t.equal(hashOf({ databaseBackup: 'a.bak' }), hashOf({ databaseBackup: 'b.bak' }));
  t.not(hashOf({ run: '1' }), hashOf({ databaseBackup: 'a.bak' }));
  t.not(hashOf({ run: '1' }), hashOf({ run: '1', files: 'kept' }));
  t.end();
});

t.test('a row whose name nobody has told is changed by hand, with instructions', (t) => {
  const knowsSetting = (setting: string) => setting === 'serverNames';
  const steps = planOf('add-server', added, { knowsSetting }).steps;
  const byHand = (key: string) => steps.find((step) => step.key === key)?.byPerson;
  t.same([byHand('address'), byHand('full-name'), byHand('server-name')], [true, true, false]);
  t.equal(planOf('add-server', added, { knowsSetting }).hash, planOf('add-server', added).hash);
  t.end();
});

t.test('what a person does comes with instructions in every recipe here', (t) => {
  const plans = [
    planOf('add-server', added),
    planOf('remove-server', { server: 'CRM3' }),
    planOf('sage-xrt-advanced', xrt),
    planOf('restore', { databaseBackup: 'x.bak', files: 'by-hand' }),
    planOf('restore', { run: '3', files: 'kept' }),
  ];
  for (const { recipe, steps } of plans)
    for (const { byPerson, id, with: inputs } of steps)
      if (byPerson) t.ok(Array.isArray(inputs.instructions ?? inputs.items), `${recipe} ${id}`);
  t.throws(() => planOf('remove-server', {}), /server is missing/);
  t.throws(() => planOf('remove-server', { server: '' }), /needs the parameter `server`/);
  t.end();
});
