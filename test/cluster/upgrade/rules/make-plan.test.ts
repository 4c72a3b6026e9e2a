// Recipe and cluster become a plan: expanded in order, filled in, hashed; and every wrong order is refused.

import t from 'tap';
import type { Recipe } from '../../../../cluster/upgrade/recipe.ts';
import { makePlan } from '../../../../cluster/upgrade/rules/make-plan.ts';
import { names, planOf, recipe, serversOf } from '../model-world.ts';

const make = (change: Partial<Recipe>, options: Partial<Parameters<typeof makePlan>[0]> = {}) =>
  makePlan({
    recipe: { ...recipe, ...change },
    environment: 'live',
    servers: serversOf(names),
    parameters: {},
    hops: [{ from: '1', to: '2' }],
    estimates: {},
    byHand: () => false,
    knowsSetting: () => true,
    hash: (text) => text,
    ...options,
  });

t.test('each step stands once for each server and hop, the master first', (t) => {
  const setups = (plan: ReturnType<typeof planOf>) =>
    plan.steps.filter((step) => step.key === 'setup').map(({ id, title }) => [id, title]);
  t.same(setups(planOf()), [
    ['setup@CRM1', 'Upgrade CRM1 to 2'],
    ['setup@CRM2', 'Upgrade CRM2 to 2'],
    ['setup@CRM3', 'Upgrade CRM3 to 2'],
  ]);
  const hops = [
    { from: '1', to: '2' },
    { from: '2', to: '3' },
  ];
  const made = make({}, { hops });
  t.ok(made.ok);
  if (made.ok)
    t.same(setups(made.plan).slice(2, 5), [
      ['setup@CRM3', 'Upgrade CRM3 to 2'],
      ['setup#2@CRM1', 'Upgrade CRM1 to 3'],
      ['setup#2@CRM2', 'Upgrade CRM2 to 3'],
    ]);
  t.end();
});

t.test('list order counts, not the order in which servers are told', (t) => {
  const made = make({}, { servers: [...serversOf(names)].reverse() });
  t.ok(made.ok && made.plan.servers.map(({ name }) => name).join() === names.join());
  t.end();
});

t.test('the hash is that of what runs, not of where or how long', (t) => {
  const hashOf = (options: Partial<Parameters<typeof makePlan>[0]>, change: Partial<Recipe> = {}) => {
    const made = make(change, options);
    return made.ok ? made.plan.hash : made.faults.join();
  };
  const live = hashOf({});
  t.equal(hashOf({ environment: 'test' }), live);
  t.equal(hashOf({ estimates: { lock: 5 } }), live);
  t.equal(hashOf({ servers: serversOf(['TEST1', 'TEST2', 'TEST3']) }), live, 'a test environment mirrors it');
  t.not(hashOf({ servers: serversOf(['CRM1', 'CRM2']) }), live);
  t.not(hashOf({ hops: [{ from: '1', to: '3' }] }), live);
  t.not(hashOf({}, { title: 'Another' }), live);
  t.end();
});

const phase = (name: string) => recipe.phases.find((each) => each.phase === name) as Recipe['phases'][number];
const without = (step: string): Recipe['phases'] =>
  recipe.phases
    .map((each) => ({ ...each, steps: each.steps.filter((one) => one.step !== step) }))
    .filter((each) => each.steps.length > 0);

t.test('a plan whose order is wrong is refused with every reason', (t) => {
  const rows: readonly (readonly [string, Partial<Recipe>, RegExp])[] = [
    [
      'no database backup',
      { phases: without('save-database') },
      /setup@CRM1 has no backup-database before it/,
    ],
    ['not verified', { phases: without('check-files') }, /save-files@CRM2 is not verified before setup@CRM2/],
    ['no registry backup', { phases: without('save-registry') }, /no backup-registry of CRM3 before it/],
    ['no test', { phases: without('test') }, /admit@CRM1 lets users on CRM1 before a test/],
    [
      'secondaries first',
      {
        phases: recipe.phases.map((each) =>
          each.phase === 'upgrade' ? { ...each, for: 'each-secondary' as const } : each,
        ),
      },
      /CRM2 would be upgraded before CRM1, which owns the database/,
    ],
    [
      'all at once',
      {
        phases: recipe.phases.map((each) =>
          each.phase === 'upgrade'
            ? {
                phase: 'upgrade',
                eachHop: true,
                steps: phase('upgrade').steps.map((step) => ({
                  ...step,
                  title: 'all',
                  where: 'all-at-once' as const,
                  undo: null,
                })),
              }
            : each,
        ),
      },
      /changes the version of 3 servers at once/,
    ],
    ['twice', { phases: [...recipe.phases, phase('out')] }, /The step lock is there twice/],
    [
      'nothing fills it',
      {
        phases: [
          { phase: 'x', steps: [{ step: 'a', kind: 'check', title: 'x', with: { at: '{{nowhere}}' } }] },
        ],
      },
      /a: nothing fills \{\{nowhere\}\}/,
    ],
    [
      'target without a server',
      { phases: [{ phase: 'x', steps: [{ step: 'a', kind: 'check', title: 'x', where: 'target' }] }] },
      /has a meaning only in a phase for each server/,
    ],
  ];
  for (const [what, change, wanted] of rows) {
    const made = make(change);
    t.notOk(made.ok, what);
    if (!made.ok) t.match(made.faults.join('\n'), wanted, what);
  }
  t.end();
});

t.test('parameters: what is missing and what is not known is told at once', (t) => {
  const parameters = { to: { text: 'the new version' }, night: { text: 'when', default: 'sunday' } };
  const made = make({ parameters }, { parameters: { too: '2' } });
  t.notOk(made.ok);
  if (!made.ok)
    t.match(made.faults, [
      /too is no parameter of this recipe; it has: to, night/,
      /to is missing: the new version/,
    ]);
  const good = make({ parameters }, { parameters: { to: '2' } });
  t.ok(good.ok);
  if (good.ok) t.same(good.plan.parameters, { to: '2', night: 'sunday' });
  t.end();
});

t.test('a parameter may have few values, and a step may be there for some of them', (t) => {
  const steps = [
    { step: 'tool', kind: 'notify', title: 'x', only: { parameter: 'by', isNot: 'hand' } },
    { step: 'hand', kind: 'notify', title: 'x', only: { parameter: 'by', is: 'hand' } },
  ] as const;
  const change = {
    parameters: { by: { text: 'who', default: 'hand', values: ['hand', 'tool'] } },
    phases: [{ phase: 'one', steps: [...steps] }],
  };
  const rows = [
    [{}, 'hand'],
    [{ by: 'tool' }, 'tool'],
    [{ by: 'foot' }, 'by is foot; it must be one of hand, tool.'],
  ] as const;
  for (const [parameters, wanted] of rows) {
    const made = make(change, { parameters });
    t.equal(made.ok ? made.plan.steps.map(({ id }) => id).join() : made.faults.join(), wanted);
  }
  t.end();
});
