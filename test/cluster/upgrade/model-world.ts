// A cluster of three servers as a model: what each step of a version upgrade does to it, and what must always be true.
// Plain data, so that every state of it can be visited.

import type { RunState } from '../../../cluster/upgrade/model.ts';
import type { Observation, Seen } from '../../../cluster/upgrade/observation.ts';
import type { Plan, PlannedStep } from '../../../cluster/upgrade/plan-model.ts';
import type { Recipe } from '../../../cluster/upgrade/recipe.ts';
import { makePlan } from '../../../cluster/upgrade/rules/make-plan.ts';

/** The ordered upgrade of F7 in the fewest steps that show every rule of the order. */
export const recipe: Recipe = {
  recipe: 'model-upgrade',
  title: 'A version upgrade',
  about: 'for tests',
  facts: 'F7',
  outage: true,
  deadlineMinutes: 600,
  phases: [
    {
      phase: 'out',
      steps: [
        { step: 'lock', kind: 'lock-users', title: 'Lock users out' },
        { step: 'drain', kind: 'drain', title: 'Empty all servers', where: 'all-at-once', needs: ['locked'] },
        {
          step: 'stop',
          kind: 'stop-services',
          title: 'Stop services',
          where: 'all-at-once',
          needs: ['empty'],
        },
        { step: 'alone', kind: 'assert-disconnected', title: 'Nobody is connected', needs: ['disconnected'] },
      ],
    },
    {
      phase: 'backup',
      steps: [
        { step: 'save-database', kind: 'backup-database', title: 'Back up' },
        { step: 'check-database', kind: 'verify-backup', title: 'Verify', with: { of: 'save-database' } },
      ],
    },
    {
      phase: 'backup-servers',
      for: 'each-server',
      steps: [
        { step: 'save-files', kind: 'backup-files', title: 'Back up files of {{server}}' },
        { step: 'check-files', kind: 'verify-backup', title: 'Verify', with: { of: 'save-files' } },
        { step: 'save-registry', kind: 'backup-registry', title: 'Back up registry' },
        { step: 'check-registry', kind: 'verify-backup', title: 'Verify', with: { of: 'save-registry' } },
      ],
    },
    {
      phase: 'upgrade',
      for: 'each-server',
      steps: [
        {
          step: 'setup',
          kind: 'run',
          title: 'Upgrade {{server}} to {{hop.to}}',
          needs: ['services-stopped'],
          changes: ['version'],
          undo: { kind: 'restore-files', title: 'Put {{server}} back' },
        },
      ],
      eachHop: true,
    },
    {
      phase: 'back',
      for: 'each-server',
      steps: [
        { step: 'start', kind: 'start-services', title: 'Start {{server}}' },
        { step: 'by-hand', kind: 'manual', title: 'Look at {{server}}', skip: 'with-reason', undo: null },
        { step: 'test', kind: 'smoke-test', title: 'Test {{server}}' },
      ],
    },
    {
      phase: 'in',
      for: 'each-server',
      steps: [{ step: 'admit', kind: 'admit', title: 'Let users in', undo: null }],
    },
  ],
};

export const names = ['CRM1', 'CRM2', 'CRM3'];

export const serversOf = (all: readonly string[]) => all.map((name, position) => ({ name, position }));

export function planOf(change: Partial<Recipe> = {}, servers: readonly string[] = names): Plan {
  const made = makePlan({
    recipe: { ...recipe, ...change },
    environment: 'test',
    servers: serversOf(servers),
    parameters: {},
    hops: [{ from: '1', to: '2' }],
    estimates: {},
    byHand: () => false,
    knowsSetting: () => true,
    hash: (text) => `hash of ${text.length}`,
  });
  if (!made.ok) throw new Error(made.faults.join('\n'));
  return made.plan;
}

export type World = {
  readonly locked: boolean;
  readonly version: Readonly<Record<string, string>>;
  readonly connected: Readonly<Record<string, boolean>>;
  readonly serving: Readonly<Record<string, boolean>>;
  /** Steps whose effect is there. */
  readonly there: readonly string[];
};

const all = <Value>(value: Value) => Object.fromEntries(names.map((name) => [name, value]));

export const freshWorld: World = {
  locked: false,
  version: all('1'),
  connected: all(true),
  serving: all(true),
  there: [],
};

/** The world after a step was done. */
export function after(world: World, step: PlannedStep): World {
  const there = world.there.includes(step.id) ? world.there : [...world.there, step.id].sort();
  const of = <Value>(record: Readonly<Record<string, Value>>, value: Value) => ({
    ...record,
    ...Object.fromEntries(step.targets.map((name) => [name, value])),
  });
  const next = { ...world, there };
  switch (step.kind) {
    case 'lock-users':
      return { ...next, locked: true };
    case 'drain':
      return { ...next, serving: of(world.serving, false) };
    case 'stop-services':
      return { ...next, connected: of(world.connected, false) };
    case 'start-services':
      return { ...next, connected: of(world.connected, true) };
    case 'run':
      return { ...next, version: of(world.version, '2') };
    case 'admit':
      return { ...next, serving: of(world.serving, true) };
    default:
      return next;
  }
}

/** The world after a step was undone. */
export function afterUndo(world: World, step: PlannedStep): World {
  const next = { ...world, there: world.there.filter((id) => id !== step.id) };
  const of = <Value>(record: Readonly<Record<string, Value>>, value: Value) => ({
    ...record,
    ...Object.fromEntries(step.targets.map((name) => [name, value])),
  });
  switch (step.kind) {
    case 'lock-users':
      return { ...next, locked: false };
    case 'drain':
      return { ...next, serving: of(world.serving, true) };
    case 'stop-services':
      return { ...next, connected: of(world.connected, true) };
    case 'start-services':
      return { ...next, connected: of(world.connected, false) };
    case 'run':
      return { ...next, version: of(world.version, '1') };
    default:
      return next;
  }
}

/** What can be seen of the world; `seen` for what was cut off. */
export function observe(world: World, seen: (id: string) => Seen = () => 'unknown'): Observation {
  return {
    leader: true,
    locked: world.locked,
    servers: names.map((name) => ({
      name,
      version: world.version[name],
      connected: world.connected[name] === true ? ['Tomcat'] : [],
      serving: world.serving[name] === true,
      users: world.serving[name] === true ? 3 : 0,
      servicesStopped: world.connected[name] !== true,
    })),
    lostBackups: [],
    seen,
  };
}

/** What must be true when a step is about to be done; a sentence for each that is not. */
export function violations(plan: Plan, world: World, state: RunState, step: PlannedStep): readonly string[] {
  const found: string[] = [];
  const own = step.targets[0] ?? '';
  if (step.changes.includes('version')) {
    const before = names.slice(0, names.indexOf(own));
    if (before.some((name) => world.version[name] !== '2'))
      found.push(`${own} before ${before.join(' and ')}`);
    const others = names.filter((name) => name !== own && world.connected[name]);
    if (others.length > 0) found.push(`${own} is upgraded while ${others.join()} is connected`);
    if (names.some((name) => world.serving[name])) found.push(`${own} is upgraded while users are served`);
    for (const id of ['check-database', `check-files@${own}`, `check-registry@${own}`])
      if (state.steps.get(id)?.state !== 'done') found.push(`${own} is upgraded without ${id}`);
    if (step.effect === 'once' && world.there.includes(step.id)) found.push(`${step.id} is done twice`);
  }
  if (step.changes.includes('users-in')) {
    if (state.steps.get(`test@${own}`)?.state !== 'done') found.push(`users on ${own} without a test`);
    const versions = new Set(
      names.filter((name) => name === own || world.serving[name]).map((name) => world.version[name]),
    );
    if (versions.size > 1) found.push(`two versions serve: ${[...versions].join(' and ')}`);
  }
  if (!plan.steps.includes(step)) found.push(`${step.id} is not in the plan`);
  return found;
}
