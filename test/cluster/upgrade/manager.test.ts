// Runs over a real folder: reviewed before they begin, exclusive, rehearsed, gone on with by the next process.

import { join } from 'node:path';
import t, { type Test } from 'tap';
import { DatabaseError } from '../../../cluster/errors.ts';
import { createUpgradeManager } from '../../../cluster/upgrade/manager.ts';
import type { Environment, ManagerOptions, PlanWish } from '../../../cluster/upgrade/manager-types.ts';
import type { PlannedStep } from '../../../cluster/upgrade/plan-model.ts';
import type { StepOutcome } from '../../../cluster/upgrade/run.ts';
import { createRunStore } from '../../../cluster/upgrade/run-store.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  after,
  afterUndo,
  freshWorld,
  names,
  observe,
  recipe,
  serversOf,
  type World,
} from './model-world.ts';

type Stage = {
  world: World;
  /** Steps that do not end before it is resolved. */
  hold: Promise<void> | undefined;
  failing: string | undefined;
  /** What the database says when it is asked. */
  version: () => Promise<string | undefined>;
  readonly did: string[];
  readonly discarded: string[];
};

function environment(name: string, servers: readonly string[]): Environment & { readonly stage: Stage } {
  const stage: Stage = {
    world: freshWorld,
    hold: undefined,
    failing: undefined,
    version: async () => '1.0',
    did: [],
    discarded: [],
  };
  // The model's world has three names; a test environment has others at the same places.
  const inModel = (step: PlannedStep) => ({
    ...step,
    id: step.id.replace(/@(.*)$/, (_, own: string) => `@${names[servers.indexOf(own)]}`),
    targets: step.targets.map((own) => names[servers.indexOf(own)] ?? own),
  });
  const act =
    (change: typeof after) =>
    async (step: PlannedStep): Promise<StepOutcome> => {
      await stage.hold;
      if (stage.failing === step.key) return { outcome: 'failed', text: 'it was told to fail' };
      stage.did.push(step.id);
      stage.world = change(stage.world, inModel(step));
      return { outcome: 'done', text: 'done' };
    };
  return {
    name,
    stage,
    servers: () => serversOf(servers),
    version: () => stage.version(),
    byHand: () => false,
    knowsSetting: () => true,
    missing: async () => undefined,
    discard: async (copies) =>
      void stage.discarded.push(...copies.map(({ server, file }) => `${server} ${file}`)),
    effects: { do: act(after), undo: act(afterUndo) },
    observe: async () => {
      const seen = observe(stage.world);
      return {
        ...seen,
        servers: seen.servers.map((each, place) => ({ ...each, name: servers[place] ?? '' })),
      };
    },
  };
}

function stageOf(t: Test, folder = t.testdir()) {
  const live = environment('live', names);
  const test = environment('test', ['TEST1', 'TEST2', 'TEST3']);
  const clock = { nowMs: 1_000_000 };
  const make = (change: Partial<ManagerOptions> = {}) => {
    const manager = createUpgradeManager({
      store: createRunStore(join(folder, 'runs'), () => clock.nowMs),
      environments: new Map([live, test].map((each) => [each.name, each])),
      recipes: async () =>
        new Map([['model-upgrade', { ...recipe, parameters: { to: { text: 'the new version' } } }]]),
      hops: () => [{ from: '1.0', to: '2.0', source: 'test', sure: 'confirmed' }],
      parameters: () => ({}),
      rehearsalMaxAgeMs: () => 10 * 86_400_000,
      busy: () => undefined,
      isLeader: () => true,
      fence: () => 1,
      nowMs: () => clock.nowMs,
      lookAgainMs: 10,
      onDecision: () => undefined,
      onProblem: (problem) => t.fail(problem.message),
      ...change,
    });
    t.teardown(() => manager.close());
    return manager;
  };
  return { live, test, clock, make };
}

const wish = (name: string): PlanWish => ({
  recipe: 'model-upgrade',
  environment: name,
  parameters: { to: '2.0' },
  acceptLikely: false,
});

type Manager = ReturnType<ReturnType<typeof stageOf>['make']>;

async function begin(manager: Manager, name: string, more: object = {}) {
  const planned = await manager.plan(wish(name));
  if (!planned.ok) throw new Error(planned.because);
  return manager.begin({
    ...wish(name),
    hash: planned.plan.hash,
    by: 'anna',
    reason: 'test',
    notBeforeMs: undefined,
    withoutRehearsal: undefined,
    ...more,
  });
}

/** Confirms what a person has to do until the run has ended. */
async function through(manager: Manager, run: string): Promise<void> {
  await waitFor(`the end of run ${run}`, async () => {
    const view = manager.current();
    if (view?.run !== run) return true;
    const { decision } = view;
    if (decision?.kind === 'wait' && decision.for === 'person' && decision.step !== undefined)
      await manager.wish(run, { verb: 'confirm', by: 'anna', step: decision.step.id, evidence: 'done' });
    return false;
  });
}

t.test('a plan goes by the version that the database says when it is made', async (t) => {
  const { make, live, test } = stageOf(t);
  const manager = make();
  let asked = 0;
  live.stage.version = async () => {
    asked += 1;
    return '2.0';
  };
  t.match(await manager.plan(wish('live')), { ok: false, because: /2\.0/ });
  live.stage.version = async () => '1.0';
  t.match(await manager.plan(wish('live')), { ok: true, hops: [{ from: '1.0', to: '2.0' }] });
  t.equal(asked, 1, 'once for a plan');

  const away = async () => {
    throw new DatabaseError({
      code: 'CLU_DATABASE_UNREACHABLE',
      number: undefined,
      text: 'Nobody listens at sql1:1433.',
      mend: 'Start SQL Server.',
    });
  };
  live.stage.version = away;
  const refused = {
    ok: false,
    because: /cannot be asked for: Nobody listens/,
    mend: /^Start SQL Server\. Then/,
  };
  t.match(await manager.plan(wish('live')), refused);
  t.match(await begin(manager, 'test'), { ok: true, run: '1' }, 'a rehearsal wants that of its own');
  await through(manager, '1');
  const planned = await manager.plan(wish('test'));
  t.match(planned, {
    ok: true,
    differences: [/it has version 1\.0, the live cluster has one that nobody tells/],
  });
  test.stage.version = away;
  t.match(await manager.plan(wish('test')), refused);
});

t.test('a plan that goes from no version to another waits for no database', async (t) => {
  const { make, live } = stageOf(t);
  const phases = recipe.phases.map(({ eachHop: _, ...phase }) => phase);
  const manager = make({ recipes: async () => new Map([['model-upgrade', { ...recipe, phases }]]) });
  live.stage.version = async () => {
    throw new Error('it was asked');
  };
  t.match(await manager.plan({ ...wish('live'), parameters: {} }), { ok: true });
});

t.test('the version is asked for when a run has ended', async (t) => {
  const { make, test } = stageOf(t);
  const manager = make();
  const ended: boolean[] = [];
  await begin(manager, 'test');
  test.stage.version = async () => {
    ended.push(manager.current() === undefined);
    return '2.0';
  };
  await through(manager, '1');
  await waitFor('it to be asked', () => ended.length > 0);
  t.same(ended, [true]);
});

t.test('a live run needs a rehearsal of the very same plan that somebody signed off', async (t) => {
  const { make, clock, live } = stageOf(t);
  const manager = make();
  t.match(await begin(manager, 'live'), { ok: false, because: /never rehearsed/ });
  t.match(await begin(manager, 'test'), { ok: true, run: '1' });
  t.match(await begin(manager, 'test'), { ok: false, because: /run 1 is under way, and runs are exclusive/ });
  await through(manager, '1');
  t.match(await begin(manager, 'live'), { ok: false, because: /nobody has signed off.*run 1/ });
  t.match(await manager.signOff('9', 'anna', 'x'), { ok: false });
  t.match(await manager.signOff('1', 'anna', 'tested by three departments'), { ok: true });
  clock.nowMs += 11 * 86_400_000;
  t.match(await begin(manager, 'live'), { ok: false, because: /is 11 days old, more than 10 days/ });
  clock.nowMs -= 5 * 86_400_000;
  t.match(await begin(manager, 'live', { hash: 'another' }), {
    ok: false,
    because: /not the plan that was reviewed/,
  });
  t.same(live.stage.did, [], 'nothing was done in the live cluster until now');
  t.match(await begin(manager, 'live'), { ok: true, run: '2' });
  await through(manager, '2');
  const [first, second] = await manager.list();
  t.match(first, { run: '1', state: { end: { state: 'completed' }, signedOff: { by: 'anna' } } });
  t.match(second, { run: '2', state: { end: { state: 'completed' } } });
  t.same(live.stage.world.version, { CRM1: '2', CRM2: '2', CRM3: '2' });
});

t.test('without a rehearsal only with a reason, which stays in the journal', async (t) => {
  const { make } = stageOf(t);
  const manager = make();
  t.match(await begin(manager, 'live', { withoutRehearsal: 'the test cluster burnt down' }), { ok: true });
  await through(manager, '1');
  t.match(await manager.list(), [{ state: { end: { state: 'completed' } } }]);
});

t.test('a run goes on in the next process where it was', async (t) => {
  const folder = t.testdir();
  const stage = stageOf(t, folder);
  const first = stage.make();
  const hold = Promise.withResolvers<void>();
  stage.live.stage.hold = hold.promise;
  await begin(first, 'live', { withoutRehearsal: 'test' });
  await waitFor('the first step', () => first.current()?.state.steps.get('lock')?.state === 'begun');
  hold.resolve();
  await first.close();
  const second = stage.make();
  await second.resume();
  t.equal(second.current()?.run, '1');
  await through(second, '1');
  t.match(await second.list(), [{ state: { end: { state: 'completed' } } }]);
  const done = stage.live.stage.did.filter((id) => id.startsWith('setup'));
  t.same(done, ['setup@CRM1', 'setup@CRM2', 'setup@CRM3']);
});

t.test(
  'a run of an environment that is not there any more is told, and its journal is not held open',
  async (t) => {
    const folder = t.testdir();
    const stage = stageOf(t, folder);
    const first = stage.make();
    const hold = Promise.withResolvers<void>();
    stage.test.stage.hold = hold.promise;
    await begin(first, 'test');
    await waitFor('the first step', () => first.current()?.state.steps.get('lock')?.state === 'begun');
    hold.resolve();
    await first.close();
    const store = createRunStore(join(folder, 'runs'), () => stage.clock.nowMs);
    let open = 0;
    const counting = {
      ...store,
      async resume(run: string) {
        const journal = await store.resume(run);
        open += 1;
        const close = async () => {
          open -= 1;
          await journal.close();
        };
        return { ...journal, close };
      },
    };
    const second = stage.make({ store: counting, environments: new Map([['live', stage.live]]) });
    await t.rejects(second.resume(), {
      message: /run 1 is of the environment test, which is not configured/,
    });
    t.equal(second.current(), undefined);
    t.equal(open, 0);
  },
);

t.test('what failed halts, is rolled back in reverse order, and says how it ended', async (t) => {
  const { make, live } = stageOf(t);
  const manager = make();
  live.stage.failing = 'test';
  await begin(manager, 'live', { withoutRehearsal: 'test' });
  await waitFor('a halt', async () => {
    const { decision } = manager.current() ?? {};
    if (decision?.kind === 'wait' && decision.for === 'person' && decision.step !== undefined)
      await manager.wish('1', { verb: 'confirm', by: 'anna', step: decision.step.id, evidence: 'done' });
    return decision?.kind === 'halt';
  });
  t.match(manager.current(), { decision: { kind: 'halt', because: /test@CRM1: it failed/ } });
  t.match(await manager.wish('1', { verb: 'skip', by: 'anna', step: 'test@CRM1', reason: 'hurry' }), {
    ok: false,
  });
  live.stage.did.length = 0;
  t.match(
    await manager.wish('1', {
      verb: 'rollback',
      by: 'anna',
      reason: 'no',
      server: undefined,
      acceptsLoss: false,
    }),
    { ok: true },
  );
  await through(manager, '1');
  t.match(await manager.list(), [{ state: { end: { state: 'rolled-back' } }, verbs: [] }]);
  t.same(live.stage.world.version, { CRM1: '1', CRM2: '1', CRM3: '1' });
  t.same(live.stage.world.locked, false);
  t.same(live.stage.did.slice(0, 4), ['start@CRM1', 'setup@CRM3', 'setup@CRM2', 'setup@CRM1']);
  t.equal(live.stage.did.at(-1), 'lock');
});

t.test('what was aborted can still go back', async (t) => {
  const { make, live } = stageOf(t);
  const manager = make();
  live.stage.failing = 'setup';
  await begin(manager, 'live', { withoutRehearsal: 'test' });
  await waitFor('a halt', () => manager.current()?.decision?.kind === 'halt');
  t.match(await manager.wish('1', { verb: 'abort', by: 'anna', reason: 'enough' }), { ok: true });
  await through(manager, '1');
  t.match(await manager.list(), [
    { state: { end: { state: 'aborted', upgraded: 0, of: 3 } }, verbs: ['rollback'] },
  ]);
  t.match(await manager.wish('1', { verb: 'retry', by: 'anna', step: 'lock', reason: 'x' }), { ok: false });
  live.stage.failing = undefined;
  const back = {
    verb: 'rollback' as const,
    by: 'anna',
    reason: 'back',
    server: undefined,
    acceptsLoss: false,
  };
  t.match(await manager.wish('1', back), { ok: true });
  await through(manager, '1');
  t.match(await manager.list(), [{ state: { end: { state: 'rolled-back' } } }]);
  t.same(live.stage.world.locked, false);
});

t.test('what cannot be planned says why', async (t) => {
  const { make } = stageOf(t);
  const manager = make();
  const rows: readonly (readonly [Partial<PlanWish>, RegExp])[] = [
    [{ recipe: 'nothing' }, /no recipe nothing.*There is model-upgrade/],
    [{ environment: 'nowhere' }, /no environment nowhere.*There is live, test/],
    [{ parameters: {} }, /to is missing/],
    [{ parameters: { to: '9.9' } }, /no way from 1\.0 to 9\.9 is known/],
    [{ parameters: { to: '2.0', more: 'x' } }, /more is no parameter/],
  ];
  for (const [change, wanted] of rows) {
    const answer = await manager.plan({ ...wish('live'), ...change });
    t.notOk(answer.ok);
    if (!answer.ok) t.match(`${answer.because}. ${answer.mend}`, wanted);
  }
});
