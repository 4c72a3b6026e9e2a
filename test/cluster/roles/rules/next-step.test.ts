// The next step of a move: as a table, and over every way a move can be interrupted, from every state, where never two
// may run.

import t from 'tap';
import type { Move, SightState } from '../../../../cluster/roles/role.ts';
import { type MoveStep, nextMoveStep } from '../../../../cluster/roles/rules/next-step.ts';
import { parameter, service, sightsFrom } from './support.ts';

type Moving = Pick<Move, 'from' | 'to' | 'heading' | 'failedStarts' | 'refreshSinceMs'>;

const begun: Moving = { from: 'A', to: 'B', heading: 'there', failedStarts: 0, refreshSinceMs: undefined };
const nameOf = (server: string) => server;
const step = (sights: string, move: Partial<Moving> = {}, means = service) => {
  const next = nextMoveStep({
    move: { ...begun, ...move },
    means,
    sights: sightsFrom(sights),
    nameOf,
    tries: 2,
  });
  return [next.kind, 'on' in next ? next.on : '', 'outcome' in next ? next.outcome : '']
    .filter(Boolean)
    .join(' ');
};

const rows: readonly (readonly [string, string, Partial<Moving>, string])[] = [
  ['it is stopped first', 'r s s', {}, 'stop A'],
  ['what may begin to run is stopped too', 'c s s', {}, 'stop A'],
  ['then started', 's s s', {}, 'start B'],
  ['then it is there', 's r s', {}, 'end moved'],
  ['the second one is stopped where it is there already', 'r r s', {}, 'stop A'],
  ['even if somebody else is hidden', 'r r u', {}, 'stop A'],
  ['nothing is stopped while somebody is hidden', 'r s u', {}, 'end failed'],
  ['nothing is stopped for a server that is hidden', 'r u s', {}, 'end failed'],
  ['nothing is stopped for a server that does not have it', 'r a s', {}, 'end failed'],
  ['stopped already, a hidden one is waited for', 's s u', {}, 'wait'],
  ['stopped already, the hidden end is waited for', 's u s', {}, 'wait'],
  ['a dead one is not waited for', 'u+ s s', {}, 'start B'],
  ['the end died: back', 's u+ s', {}, 'turn-back'],
  ['the end lost it: back', 's a s', {}, 'turn-back'],
  ['it could not be started twice: back', 's s s', { failedStarts: 2 }, 'turn-back'],
  ['back where it was', 's s s', { heading: 'back' }, 'start A'],
  ['it is back', 'r s s', { heading: 'back' }, 'end went-back'],
  ['not even there', 's s s', { heading: 'back', failedStarts: 2 }, 'end failed'],
  ['it came from nowhere and cannot be started', 's s s', { from: undefined, failedStarts: 2 }, 'end failed'],
];

t.test('the next step of a move', async (t) => {
  for (const [name, sights, move, expected] of rows) t.equal(step(sights, move), expected, name);
});

t.test('DTLS: written, told, done', async (t) => {
  t.equal(step('r s s', {}, parameter), 'write B');
  t.equal(step('s r s', { refreshSinceMs: 1 }, parameter), 'refresh');
  t.equal(step('s r s', {}, parameter), 'end moved');
  t.equal(step('u u u', {}, parameter), 'wait');
});

/** What is true on the servers; `hidden` cannot be seen now. */
type World = {
  readonly runs: readonly ('running' | 'stopped' | 'absent')[];
  readonly hidden: readonly boolean[];
};

const seen = ({ runs, hidden }: World) =>
  sightsFrom(runs.map((each, at) => (hidden[at] ? 'u' : each[0])).join(' '));

/** Every state of three servers in which one or none runs, each of them seen or hidden. */
function worlds(): readonly World[] {
  const states = ['running', 'stopped', 'absent'] as const;
  const flags = [false, true];
  return states.flatMap((a) =>
    states.flatMap((b) =>
      states.flatMap((c) =>
        flags.flatMap((x) =>
          flags.flatMap((y) => flags.map((z) => ({ runs: [a, b, c], hidden: [x, y, z] }))),
        ),
      ),
    ),
  );
}

/** All that a step can leave behind: done, not done, or done while Fairlead was killed and begins anew. */
function after(move: Moving, world: World, next: MoveStep): readonly { move: Moving; world: World }[] {
  const set = (on: string, state: 'running' | 'stopped') => ({
    ...world,
    runs: world.runs.map((each, at) => ('ABC'[at] === on && each !== 'absent' ? state : each)),
  });
  switch (next.kind) {
    case 'stop':
      return [
        { move, world: set(next.on, 'stopped') },
        { move, world },
      ];
    case 'start': {
      const failed = { ...move, failedStarts: move.failedStarts + 1 };
      const there = set(next.on, 'running');
      // The start may have worked although it was told as failed, and what was told may be lost.
      return [move, failed].flatMap((each) => [
        { move: each, world: there },
        { move: each, world },
      ]);
    }
    case 'turn-back':
      return [
        { move: { ...move, heading: 'back', failedStarts: 0 }, world },
        { move, world },
      ];
    case 'wait':
    case 'write':
    case 'refresh':
    case 'end':
      return [];
  }
}

/** Any server may become hidden or seen between two looks. */
const hiding = (world: World): readonly World[] => [
  world,
  ...world.hidden.map((_, at) => ({
    ...world,
    hidden: world.hidden.map((each, other) => (other === at ? !each : each)),
  })),
];

t.test('interrupted at any step and begun anew, never two run, and it ends where it is told', async (t) => {
  const running = ({ runs }: World) => runs.filter((each) => each === 'running').length;
  const visited = new Set<string>();
  const open = worlds()
    .filter((world) => running(world) < 2)
    .map((world) => ({ move: { ...begun, from: 'ABC'[world.runs.indexOf('running')] }, world }));
  let worst = 0;
  let wrong = 0;
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const key = JSON.stringify(state);
    if (visited.has(key)) continue;
    visited.add(key);
    const next = nextMoveStep({
      move: state.move,
      means: service,
      sights: seen(state.world),
      nameOf,
      tries: 2,
    });
    worst = Math.max(worst, running(state.world));
    if (next.kind === 'end' && next.outcome !== 'failed') {
      const at = next.outcome === 'moved' ? state.move.to : state.move.from;
      if (state.world.runs['ABC'.indexOf(at ?? '')] !== 'running' || running(state.world) !== 1) wrong += 1;
    }
    for (const { move, world } of after(state.move, state.world, next))
      for (const hidden of hiding(world)) open.push({ move: { ...move, from: move.from }, world: hidden });
  }
  t.ok(visited.size > 400, `${visited.size} states`);
  t.equal(worst, 1, 'never two');
  t.equal(wrong, 0, 'moved and went-back are true');
});

t.test('left alone it comes to an end', async (t) => {
  for (const state of ['r s s', 'r s a', 's s s', 'c s s'] as const) {
    let sights = state.split(' ');
    let move = begun;
    const steps: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      const next = nextMoveStep({
        move,
        means: service,
        sights: sightsFrom(sights.join(' ')),
        nameOf,
        tries: 2,
      });
      steps.push(next.kind);
      if (next.kind === 'end') break;
      const letter: Partial<Record<MoveStep['kind'], string>> = { stop: 's', start: 'r' };
      if ('on' in next)
        sights = sights.map((each, at) => ('ABC'[at] === next.on ? (letter[next.kind] ?? each) : each));
      move = { ...move };
    }
    t.equal(steps.at(-1), 'end', `${state}: ${steps.join(' ')}`);
    t.equal(sights[1], 'r');
  }
});

t.test('every state of a sight has a step', async (t) => {
  const states: readonly SightState[] = ['running', 'changing', 'stopped', 'absent', 'unknown'];
  for (const a of states)
    for (const b of states)
      for (const c of states) t.ok(step([a, b, c].map((each) => each[0]).join(' ')), `${a} ${b} ${c}`);
});
