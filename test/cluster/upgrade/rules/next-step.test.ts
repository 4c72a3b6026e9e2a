// What comes next, over every state that a version upgrade of three servers can reach: every way in which each step can
// end, every moment at which the process can be killed, every wish a person may have. The rules of the order are held
// against each of them.

import t from 'tap';
import type { Decision, JournalRecord, RecordBody, RunState } from '../../../../cluster/upgrade/model.ts';
import type { Seen } from '../../../../cluster/upgrade/observation.ts';
import type { PlannedStep } from '../../../../cluster/upgrade/plan-model.ts';
import { fold, foldJournal } from '../../../../cluster/upgrade/rules/fold.ts';
import { kinds } from '../../../../cluster/upgrade/rules/kinds.ts';
import { nextStep } from '../../../../cluster/upgrade/rules/next-step.ts';
import { answerWish, legalVerbs } from '../../../../cluster/upgrade/rules/verbs.ts';
import type { Wish } from '../../../../cluster/upgrade/wish.ts';
import {
  after,
  afterUndo,
  freshWorld,
  names,
  observe,
  planOf,
  violations,
  type World,
} from '../model-world.ts';

const plan = planOf();

type Node = {
  readonly state: RunState;
  readonly world: World;
  /** What can be seen of something that was cut off. */
  readonly seen: Seen;
};

const record = (state: RunState, body: RecordBody): RunState =>
  fold(state, { ...body, atMs: 1000 } as JournalRecord);
const begun = record(foldJournal([]), {
  type: 'run-started',
  run: 'r',
  planHash: plan.hash,
  by: 'anna',
  reason: 'test',
  notBeforeMs: undefined,
});

/** Everything that a later decision can depend on. */
function keyOf({ state, world, seen }: Node): string {
  const steps = [...state.steps].map(([id, each]) => `${id}=${each.state}${'try' in each ? each.try : ''}`);
  const undos = [...state.undos].map(([id, each]) => `-${id}=${each.state}${'try' in each ? each.try : ''}`);
  const { mode, rollbackServer, halted, end, paused } = state;
  return JSON.stringify([
    mode,
    rollbackServer,
    halted?.step,
    end,
    paused,
    seen,
    world,
    steps.sort(),
    undos.sort(),
  ]);
}

/** A step that was begun ends in each way there is, or its process is killed with each effect and each view of it. */
function outcomes(node: Node, step: PlannedStep, undoing: boolean): readonly Node[] {
  const { world } = node;
  const effect = undoing ? (step.undo?.effect ?? 'none') : step.effect;
  const type = undoing ? 'undo' : 'step';
  const started = record(node.state, { type: `${type}-started`, step: step.id, try: 1, fence: 1 });
  const isThere = world.there.includes(step.id);
  const done = undoing ? afterUndo(world, step) : after(world, step);
  const ended = (outcome: 'done' | 'failed' | 'unknown') =>
    record(started, { type: `${type}-ended`, step: step.id, outcome, text: 'as told' });
  const nodes: Node[] = [
    { state: ended('done'), world: done, seen: 'unknown' },
    { state: ended('failed'), world, seen: 'unknown' },
    // Killed before and after the effect; what can be seen of it is the truth, or nothing.
    ...(isThere === undoing ? [{ state: started, world, seen: 'not-there' as const }] : []),
    { state: started, world: done, seen: 'there' },
    { state: started, world, seen: 'unknown' },
    { state: started, world: done, seen: 'unknown' },
  ];
  if (effect === 'once') {
    nodes.push({ state: ended('unknown'), world, seen: 'unknown' });
    nodes.push({ state: ended('unknown'), world: done, seen: 'unknown' });
  }
  return nodes;
}

/** A person who looks before they answer. */
function answers(node: Node, { step }: Extract<Decision, { kind: 'halt' | 'wait' }>): readonly Node[] {
  const { state, world } = node;
  const wishes: Wish[] = [];
  const doneByHand: Node[] = [];
  if (step !== undefined) {
    const isThere =
      state.mode === 'rolling-back' ? !world.there.includes(step.id) : world.there.includes(step.id);
    const own = state.mode === 'rolling-back' ? state.undos.get(step.id) : state.steps.get(step.id);
    if (own?.state === 'unknown' && isThere)
      wishes.push({ verb: 'confirm', by: 'anna', step: step.id, evidence: 'seen' });
    else wishes.push({ verb: 'retry', by: 'anna', step: step.id, reason: 'mended' });
    // Or they do it by hand, as a setup at the screen, and say so.
    if (own?.state === 'failed' && state.mode === 'forward' && step.effect === 'once') {
      const byHand = answerWish(plan, state, {
        verb: 'confirm',
        by: 'anna',
        step: step.id,
        evidence: 'did it',
      });
      if (byHand.ok)
        doneByHand.push({ ...node, world: after(world, step), state: record(state, byHand.record) });
    }
    if (step.skippable) wishes.push({ verb: 'skip', by: 'anna', step: step.id, reason: 'not needed' });
  }
  const asked = wishes.flatMap((wish) => {
    const answer = answerWish(plan, state, wish);
    return answer.ok ? [{ ...node, state: record(state, answer.record) }] : [];
  });
  return [...asked, ...doneByHand];
}

/** What a person may wish between any two steps. */
function wishes(node: Node): readonly Node[] {
  const { state } = node;
  const asked: readonly Wish[] = [
    { verb: 'abort', by: 'anna', reason: 'enough' },
    { verb: 'rollback', by: 'anna', reason: 'back', server: undefined, acceptsLoss: true },
  ];
  return asked.flatMap((wish) => {
    const answer = answerWish(plan, state, wish);
    return answer.ok ? [{ ...node, state: record(state, answer.record) }] : [];
  });
}

type Visit = { readonly node: Node; readonly decision: Decision };

function explore(withWishes: boolean) {
  const visits = new Map<string, Visit>();
  const stuck: string[] = [];
  const broken: string[] = [];
  let open: Node[] = [{ state: begun, world: freshWorld, seen: 'unknown' }];
  while (open.length > 0) {
    const next: Node[] = [];
    for (const node of open) {
      const key = keyOf(node);
      if (visits.has(key)) continue;
      const decision = nextStep(
        plan,
        node.state,
        observe(node.world, () => node.seen),
        2000,
      );
      visits.set(key, { node, decision });
      const followers = follow(node, decision, broken);
      if (followers.length === 0 && decision.kind !== 'end')
        stuck.push(`${decision.kind} ${JSON.stringify(decision)}`);
      next.push(...followers);
      if (withWishes && decision.kind !== 'end' && decision.kind !== 'record') next.push(...wishes(node));
    }
    open = next;
  }
  return { visits, stuck, broken };
}

function follow(node: Node, decision: Decision, broken: string[]): readonly Node[] {
  switch (decision.kind) {
    case 'do':
      broken.push(...violations(plan, node.world, node.state, decision.step));
      return outcomes(node, decision.step, false);
    case 'look':
      broken.push(`${decision.step.id} is no checklist`);
      return [];
    case 'undo':
      return outcomes(node, decision.step, true);
    case 'record':
      return [{ ...node, state: record(node.state, decision.body), seen: 'unknown' }];
    case 'halt': {
      const { step, because, mend, verbs } = decision;
      if (because === '' || mend === '' || verbs.length === 0)
        broken.push(`a halt that says nothing: ${because}`);
      const halted = record(node.state, { type: 'halted', step: step?.id, because, mend, verbs });
      return answers({ ...node, state: halted }, decision);
    }
    case 'wait':
      if (decision.for !== 'person') return [];
      return decision.step === undefined
        ? []
        : [
            {
              ...node,
              world: after(node.world, decision.step),
              state: record(node.state, {
                type: 'step-confirmed',
                step: decision.step.id,
                by: 'anna',
                evidence: 'seen',
              }),
            },
          ];
    case 'end':
      return [];
  }
}

t.test('whatever fails and whenever it is killed, the order holds and there is always a way on', (t) => {
  const { visits, stuck, broken } = explore(false);
  t.comment(`${visits.size} states`);
  t.ok(visits.size > 200, 'the whole plan was walked through');
  t.same([...new Set(broken)], []);
  t.same(stuck, [], 'no state without a way on');
  const ends = [...visits.values()].filter(({ decision }) => decision.kind === 'end');
  t.ok(ends.length > 0);
  for (const { node, decision } of ends) {
    t.same(decision, { kind: 'end', end: { state: 'completed' } });
    t.same(node.world.version, Object.fromEntries(names.map((name) => [name, '2'])));
    t.same(node.world.serving, Object.fromEntries(names.map((name) => [name, true])));
  }
  t.end();
});

t.test('abort and rollback from every state end where they should', (t) => {
  const { visits, stuck, broken } = explore(true);
  t.comment(`${visits.size} states`);
  t.same([...new Set(broken)], []);
  t.same(stuck, []);
  const ends = [...visits.values()].flatMap(({ node, decision }) =>
    decision.kind === 'end' ? [{ node, end: decision.end }] : [],
  );
  t.same([...new Set(ends.map(({ end }) => end.state))].sort(), ['aborted', 'completed', 'rolled-back']);
  for (const { node, end } of ends) {
    const upgraded = names.filter((name) => node.world.version[name] === '2').length;
    if (end.state === 'rolled-back' && (upgraded > 0 || node.world.locked))
      t.fail(`rolled back, but ${upgraded} servers are new: ${JSON.stringify(node.world)}`);
    if (end.state === 'aborted' && end.upgraded > upgraded)
      t.fail(`aborted says ${end.upgraded}, it is ${upgraded}`);
  }
  t.end();
});

t.test('a cut-off effect that cannot be known halts and says how to find out', (t) => {
  const { visits } = explore(false);
  const setup = plan.steps.filter((step) => step.kind === 'run');
  t.equal(setup.length, 3);
  const cut = [...visits.values()].filter(
    ({ node }) =>
      node.seen === 'unknown' && setup.some(({ id }) => node.state.steps.get(id)?.state === 'begun'),
  );
  t.ok(cut.length >= 6, 'killed before and after the effect on each server');
  for (const { decision } of cut)
    t.match(decision, { kind: 'record', body: { outcome: 'unknown', text: /Find out: / } });
  t.end();
});

const at = (state: RunState, atMs = 2000, world: World = freshWorld) =>
  nextStep(plan, state, observe(world), atMs);

function doneUntil(id: string, tail: RunState = begun): { state: RunState; world: World } {
  let state = tail;
  let world = freshWorld;
  for (const step of plan.steps) {
    if (step.id === id) return { state, world };
    state = record(state, { type: 'step-ended', step: step.id, outcome: 'done', text: '' });
    world = after(world, step);
  }
  throw new Error(`no step ${id}`);
}

t.test('what stands in the way is waited for up to the time limit of the step, and then it halts', (t) => {
  const { state, world } = doneUntil('setup@CRM1');
  const held = { ...world, connected: { ...world.connected, CRM3: true } };
  const waiting = at(state, 2000, held);
  t.match(waiting, { kind: 'wait', for: 'condition', because: /CRM3 is still connected.*Tomcat/ });
  const step = plan.steps.find(({ id }) => id === 'setup@CRM1') as PlannedStep;
  t.match(at(state, 1000 + step.timeoutMs + 1, held), { kind: 'halt', because: /time limit/ });
  t.match(at(state, 2000, world), { kind: 'do', step: { id: 'setup@CRM1' } });
  t.end();
});

t.test('a backup that was verified and is gone before the setup halts it', (t) => {
  const { state, world } = doneUntil('setup@CRM2');
  const lost = { ...observe(world), lostBackups: ['CRM2: D:\\Backups\\files.zip'] };
  t.match(nextStep(plan, state, lost, 2000), {
    kind: 'halt',
    because: /verified is not there any more: CRM2: D:.Backups.files\.zip/,
    verbs: ['retry', 'abort', 'rollback'],
  });
  const ofDatabase = { ...lost, lostBackups: ['the database: D:\\Backups\\CRM.bak'] };
  t.match(nextStep(plan, state, ofDatabase, 2000), { kind: 'halt', because: /any more: the database: D:/ });
  const admitting = doneUntil('admit@CRM2');
  const after = { ...observe(admitting.world), lostBackups: lost.lostBackups };
  t.match(nextStep(plan, admitting.state, after, 2000), { kind: 'do', step: { id: 'admit@CRM2' } });
  t.end();
});

t.test('the clock of a step and of the run stands still while it is paused', (t) => {
  const { state, world } = doneUntil('setup@CRM1');
  const held = { ...world, connected: { ...world.connected, CRM3: true } };
  const step = plan.steps.find(({ id }) => id === 'setup@CRM1') as PlannedStep;
  const at0 = (atMs: number, body: RecordBody, before: RunState) =>
    fold(before, { ...body, atMs } as JournalRecord);
  const long = 100 * plan.deadlineMs;
  const paused = at0(2000, { type: 'paused', by: 'anna', reason: 'lunch' }, state);
  t.match(nextStep(plan, paused, observe(held), 2000 + long), {
    kind: 'wait',
    for: 'resume',
    because: /lunch/,
  });
  const on = at0(2000 + long, { type: 'resumed', by: 'anna' }, paused);
  t.match(nextStep(plan, on, observe(held), 2000 + long), { kind: 'wait', for: 'condition' });
  t.match(nextStep(plan, on, observe(held), 2000 + long + step.timeoutMs), { kind: 'halt' });
  t.match(nextStep(plan, on, observe(world), 2000 + long), { kind: 'do' });
  t.match(nextStep(plan, on, observe(world), 2000 + long + plan.deadlineMs), {
    kind: 'halt',
    because: /whole run/,
  });
  const more = at0(3000, { type: 'extended', by: 'anna', reason: 'slow disk', byMs: plan.deadlineMs }, on);
  t.match(nextStep(plan, more, observe(world), 2000 + long + plan.deadlineMs), { kind: 'do' });
  t.end();
});

t.test('who is not the leader does nothing, and a run that is scheduled waits for its window', (t) => {
  t.match(nextStep(plan, begun, { ...observe(freshWorld), leader: false }, 2000), {
    kind: 'wait',
    for: 'leader',
  });
  const later = record(foldJournal([]), {
    type: 'run-started',
    run: 'r',
    planHash: plan.hash,
    by: 'anna',
    reason: 'night',
    notBeforeMs: 9000,
  });
  t.match(at(later, 8999), { kind: 'wait', for: 'window', untilMs: 9000 });
  t.match(at(later, 9000), { kind: 'do', step: { id: 'lock' } });
  t.end();
});

t.test('a setup that failed and was then done by hand is confirmed; what only looks is not', (t) => {
  const failed = (id: string, before: RunState) =>
    record(record(before, { type: 'step-started', step: id, try: 9, fence: 1 }), {
      type: 'step-ended',
      step: id,
      outcome: 'failed',
      text: 'a wizard wants a person',
    });
  const { state, world } = doneUntil('setup@CRM2');
  const halted = failed('setup@CRM2', state);
  t.match(at(halted, 2000, world), {
    kind: 'halt',
    mend: /retry setup@CRM2\. If somebody has done it by hand meanwhile: confirm setup@CRM2/,
    verbs: ['retry', 'confirm', 'abort', 'rollback'],
  });
  const confirm = { verb: 'confirm', by: 'anna', step: 'setup@CRM2', evidence: 'version 2' } as const;
  const answer = answerWish(plan, halted, confirm);
  if (!answer.ok) throw new Error(answer.because);
  const setup = plan.steps.find(({ id }) => id === 'setup@CRM2') as PlannedStep;
  const next = at(record(halted, answer.record), 2000, after(world, setup));
  t.match(next, { kind: 'do', step: { id: 'setup@CRM3' } });
  const test = doneUntil('test@CRM2');
  const looked = answerWish(plan, failed('test@CRM2', test.state), { ...confirm, step: 'test@CRM2' });
  t.match(looked, { ok: false, because: /not waiting for anybody/ });
  t.end();
});

t.test('a halt stays until somebody answers, whatever changes meanwhile', (t) => {
  const failed = record(record(begun, { type: 'step-started', step: 'lock', try: 2, fence: 1 }), {
    type: 'step-ended',
    step: 'lock',
    outcome: 'failed',
    text: 'no database',
  });
  const halt = at(failed);
  t.match(halt, {
    kind: 'halt',
    because: 'lock: it failed 2 times: no database',
    verbs: ['retry', 'abort', 'rollback'],
  });
  if (halt.kind !== 'halt') throw new Error('no halt');
  const { because, mend, verbs } = halt;
  const halted = record(failed, { type: 'halted', step: 'lock', because, mend, verbs });
  t.match(at(halted), { kind: 'halt', because });
  const again = record(halted, { type: 'retry-asked', step: 'lock', by: 'anna', reason: 'it is back' });
  t.match(at(again), { kind: 'do', step: { id: 'lock' }, try: 1 });
  t.end();
});

t.test('a step that failed is tried as often as it may be, then it halts', (t) => {
  const lock = plan.steps[0] as PlannedStep;
  t.equal(lock.tries, kinds['lock-users'].tries);
  const failed = record(record(begun, { type: 'step-started', step: 'lock', try: 1, fence: 1 }), {
    type: 'step-ended',
    step: 'lock',
    outcome: 'failed',
    text: 'no database',
  });
  t.match(at(failed), { kind: 'do', try: 2, because: /try 2 of 2/ });
  t.end();
});

t.test(
  'past the point of no return no server goes back alone, and all of them only with what is lost accepted',
  (t) => {
    const rollback = (state: RunState, server: string | undefined, acceptsLoss = false) =>
      answerWish(plan, state, { verb: 'rollback', by: 'anna', reason: 'back', server, acceptsLoss });
    const early = doneUntil('setup@CRM1').state;
    t.match(rollback(early, undefined), { ok: true });
    t.match(rollback(early, 'CRM2'), { ok: true });
    t.match(rollback(early, 'CRM9'), { ok: false, because: /no server of this plan/ });
    const changed = doneUntil('setup@CRM2').state;
    t.match(rollback(changed, 'CRM1'), {
      ok: false,
      because: /setup@CRM1 has changed the database, which all/,
    });
    t.match(rollback(changed, undefined), { ok: true });
    const inAgain = doneUntil('admit@CRM2').state;
    t.match(rollback(inAgain, undefined), {
      ok: false,
      because: /loses everything users have entered since admit@CRM1/,
    });
    t.match(rollback(inAgain, undefined, true), { ok: true });
    t.match(rollback(inAgain, 'CRM3'), {
      ok: false,
      because: /CRM3 alone would meet a newer database/,
      mend: /would lose everything users have entered since admit@CRM1.*--accept-loss/,
    });
    t.end();
  },
);

t.test('what may be asked now is what is answered with yes', (t) => {
  const { visits } = explore(true);
  const wishesOf = (step: string): readonly Wish[] => [
    { verb: 'pause', by: 'a', reason: 'r' },
    { verb: 'resume', by: 'a' },
    { verb: 'abort', by: 'a', reason: 'r' },
    { verb: 'rollback', by: 'a', reason: 'r', server: undefined, acceptsLoss: true },
    { verb: 'confirm', by: 'a', step, evidence: 'e' },
  ];
  const wrong: string[] = [];
  for (const { node, decision } of visits.values()) {
    const legal = legalVerbs(plan, node.state);
    const step = 'step' in decision ? (decision.step?.id ?? 'lock') : 'lock';
    for (const wish of wishesOf(step)) {
      const { ok } = answerWish(plan, node.state, wish);
      if (ok && !legal.includes(wish.verb) && wish.verb !== 'rollback' && wish.verb !== 'confirm')
        wrong.push(`${wish.verb} is taken but not told in ${keyOf(node)}`);
      if (!ok && legal.includes(wish.verb) && wish.verb !== 'confirm')
        wrong.push(`${wish.verb} is told but refused`);
    }
  }
  t.same(wrong.slice(0, 5), []);
  t.end();
});
