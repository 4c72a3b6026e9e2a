import t, { type Test } from 'tap';
import type { Step, StepAnswer } from '../../../cluster/warm-up/rules/next-step.ts';
import { createWarmUps, type WarmUpEvent, type WarmUpWorld } from '../../../cluster/warm-up/warm-up.ts';
import { waitFor } from '../../support/wait-for.ts';
import { serverOf } from '../support/sample.ts';

const fast: StepAnswer = { kind: 'answered', healthy: true, durationMs: 1, text: 'fast' };
const steps: readonly Step[] = [
  { name: 'log-on-page', path: '/go' },
  { name: 'service-log-on', path: undefined },
];

/** Servers whose answers a test gives, and who else takes log-ons. */
function start(t: Test, change: Partial<WarmUpWorld> = {}) {
  const seen = {
    events: [] as WarmUpEvent[],
    held: new Set<string>(),
    admitted: [] as string[],
    asked: [] as string[],
    others: true,
    nowMs: 0,
    problems: [] as Error[],
  };
  const servers = new Map(['CRM01', 'CRM02', 'CRM03'].map((name) => [name, serverOf(name, { id: name })]));
  const settings = {
    fastMs: 10,
    answers: 1,
    timeoutMs: 1000,
    onTimeout: 'admit',
    concurrency: 1,
    pauseMs: 1,
  } as const;
  const warmUps = createWarmUps({
    settings: () => settings,
    steps: () => steps,
    server: (id) => servers.get(id),
    async ask(server, step) {
      seen.asked.push(`${server.name} ${step.name}`);
      return fast;
    },
    mayHold: () => seen.others,
    hold: (id) => seen.held.add(id),
    admit(id, proof) {
      seen.held.delete(id);
      seen.admitted.push(`${id} ${proof}`);
    },
    nowMs: () => seen.nowMs,
    onEvent: (event) => seen.events.push(event),
    onProblem: (problem) => seen.problems.push(problem),
    ...change,
  });
  t.teardown(() => warmUps.close());
  const ends = () =>
    seen.events.flatMap((each) => (each.kind === 'ended' ? [`${each.server.name} ${each.because}`] : []));
  return { warmUps, seen, servers, ends };
}

/** Answers that a test lets go one by one. */
function held() {
  const waiting: ((answer: StepAnswer) => void)[] = [];
  return {
    waiting,
    ask: () => {
      const { promise, resolve } = Promise.withResolvers<StepAnswer>();
      waiting.push(resolve);
      return promise;
    },
  };
}

t.test('a server is held back, asked step by step and let in', async (t) => {
  const { warmUps, seen, ends } = start(t);
  warmUps.begin('CRM01', 'sessions-lost');
  t.ok(seen.held.has('CRM01'));
  t.match(warmUps.view('CRM01'), { because: 'sessions-lost', step: 'log-on-page', at: 1, of: 2 });
  await waitFor('the end', () => ends().length === 1);
  t.same(ends(), ['CRM01 warm']);
  t.same(seen.asked, ['CRM01 log-on-page', 'CRM01 service-log-on']);
  t.same(seen.admitted, ['CRM01 quick'], 'a log-on there was quick');
  t.equal(warmUps.view('CRM01'), undefined);
});

t.test('one at a time, the others wait and are held back too', async (t) => {
  const answers = held();
  const { warmUps, seen, ends } = start(t, { ask: answers.ask });
  warmUps.begin('CRM01', 'refused-then-back');
  warmUps.begin('CRM02', 'refused-then-back');
  t.same([...seen.held], ['CRM01', 'CRM02']);
  t.match(warmUps.view('CRM02'), { step: undefined, at: 1, of: 2 });
  t.equal(answers.waiting.length, 1);
  for (let each = 0; each < 4; each += 1) {
    await waitFor('the next question', () => answers.waiting.length > 0);
    answers.waiting.shift()?.(fast);
  }
  await waitFor('both to end', () => ends().length === 2);
  t.same(ends(), ['CRM01 warm', 'CRM02 warm']);
});

t.test('where too few others take log-ons a server is not held back, or not any longer', async (t) => {
  const answers = held();
  const { warmUps, seen, ends } = start(t, { ask: answers.ask });
  warmUps.begin('CRM01', 'sessions-lost');
  warmUps.begin('CRM02', 'sessions-lost');
  seen.others = false;
  warmUps.begin('CRM03', 'sessions-lost');
  t.same(ends(), ['CRM03 not-held']);
  answers.waiting.shift()?.(fast);
  await waitFor('the others to be let in', () => ends().length === 3);
  t.same(ends(), ['CRM03 not-held', 'CRM01 needed', 'CRM02 needed']);
  t.same([...seen.held], []);
  t.ok(
    seen.admitted.every((each) => each.endsWith('unknown')),
    'carefully',
  );
});

t.test('a restart during a warm-up begins it anew, and its late answers count for nothing', async (t) => {
  const answers = held();
  const { warmUps, seen, ends } = start(t, { ask: answers.ask });
  warmUps.begin('CRM01', 'sessions-lost');
  const [first] = answers.waiting.splice(0);
  warmUps.begin('CRM01', 'refused-then-back');
  first?.(fast);
  await waitFor('the new question', () => answers.waiting.length === 1);
  t.match(warmUps.view('CRM01'), { because: 'refused-then-back', at: 1 });
  answers.waiting.shift()?.(fast);
  await waitFor('the last question', () => answers.waiting.length === 1);
  answers.waiting.shift()?.(fast);
  await waitFor('the end', () => ends().length === 1);
  t.same(
    seen.events.map(({ kind }) => kind),
    ['begun', 'begun', 'ended'],
  );
});

t.test(
  'a server that does not get fast is let in when its time is over, and one that left is let go',
  async (t) => {
    const slow: StepAnswer = { kind: 'answered', healthy: true, durationMs: 500, text: 'slow' };
    const { warmUps, seen, servers, ends } = start(t, {
      async ask() {
        seen.nowMs += 400;
        return slow;
      },
    });
    warmUps.begin('CRM01', 'sessions-lost');
    await waitFor('the end', () => ends().length === 1);
    t.match(seen.events.at(-1), { because: 'timed-out', tookMs: 1200, lastText: 'slow' });
    warmUps.begin('CRM02', 'sessions-lost');
    servers.delete('CRM02');
    await waitFor('the end', () => ends().length === 2);
    t.same(ends(), ['CRM01 timed-out', 'CRM02 gone']);
    warmUps.begin('CRM09', 'asked-for');
    t.equal(warmUps.view('CRM09'), undefined, 'nobody knows that one');
  },
);

t.test('a fault of the asking is told, and the server let in', async (t) => {
  const { warmUps, seen, ends } = start(t, { ask: () => Promise.reject(new Error('broken')) });
  warmUps.begin('CRM01', 'sessions-lost');
  await waitFor('the end', () => ends().length === 1);
  t.match(seen.problems, [{ message: 'broken' }]);
  t.same([...seen.held], []);
});

t.test('closing ends what is under way and lets nobody in', async (t) => {
  const { warmUps, seen, ends } = start(t, {
    ask: (_server, _step, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(fast), { once: true })),
  });
  warmUps.begin('CRM01', 'sessions-lost');
  await warmUps.close();
  warmUps.begin('CRM02', 'sessions-lost');
  t.same(ends(), []);
  t.same(seen.admitted, []);
});
