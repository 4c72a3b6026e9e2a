import t from 'tap';
import {
  afterAnswer,
  beginWarmUp,
  nextStep,
  type Progress,
  type Step,
  type StepAnswer,
  type WarmUpSettings,
} from '../../../../cluster/warm-up/rules/next-step.ts';

const settings: WarmUpSettings = { fastMs: 1000, answers: 2, timeoutMs: 60_000, onTimeout: 'admit' };
const steps: readonly Step[] = [
  { name: 'static-page', path: '/CRM/' },
  { name: 'service-log-on', path: undefined },
  { name: 'tomcat', path: '/sdata/' },
];
const answers = {
  fast: { kind: 'answered', healthy: true, durationMs: 20, text: 'fast' },
  slow: { kind: 'answered', healthy: true, durationMs: 4000, text: 'slow' },
  wrong: { kind: 'answered', healthy: false, durationMs: 20, text: 'wrong' },
  skip: { kind: 'skip', text: 'the system is locked' },
} as const satisfies Readonly<Record<string, StepAnswer>>;
const calm = { nowMs: 10, needed: false };

const walk = (words: readonly (keyof typeof answers)[]) =>
  words.reduce<Progress>(
    (progress, word) => afterAnswer(progress, answers[word], settings),
    beginWarmUp(steps, 0),
  );

t.test('each step is repeated until its answers are fast in a row', (t) => {
  const rows: [readonly (keyof typeof answers)[], string][] = [
    [[], 'static-page'],
    [['fast'], 'static-page'],
    [['fast', 'slow', 'fast'], 'static-page'],
    [['fast', 'wrong', 'fast'], 'static-page'],
    [['slow', 'fast', 'fast'], 'service-log-on'],
    [['fast', 'fast', 'slow'], 'service-log-on'],
    [['fast', 'fast', 'skip'], 'tomcat'],
    [['fast', 'fast', 'fast', 'fast', 'wrong'], 'tomcat'],
  ];
  for (const [words, expected] of rows) {
    t.match(
      nextStep(walk(words), settings, calm),
      { kind: 'ask', step: { name: expected } },
      words.join(', '),
    );
  }
  const done = walk(['fast', 'fast', 'slow', 'fast', 'fast', 'fast', 'fast']);
  t.same(nextStep(done, settings, calm), { kind: 'admit', because: 'warm' });
  t.equal(done.loggedOn, true);
  t.match(walk(['fast', 'fast', 'skip', 'fast', 'fast']), {
    loggedOn: false,
    skipped: ['the system is locked'],
  });
  t.end();
});

t.test(
  'time that runs out lets it in or keeps it out as asked, and one that is needed is let in at once',
  (t) => {
    const late = { nowMs: 60_000, needed: false };
    const keepOut: WarmUpSettings = { ...settings, onTimeout: 'keep-out' };
    const begun = walk(['fast']);
    const done = walk(['skip', 'skip', 'skip']);
    t.same(nextStep(begun, settings, late), { kind: 'admit', because: 'timed-out' });
    t.match(nextStep(begun, keepOut, late), { kind: 'ask', late: true });
    t.match(nextStep(begun, keepOut, calm), { kind: 'ask', late: false });
    t.same(nextStep(begun, keepOut, { ...late, needed: true }), { kind: 'admit', because: 'needed' });
    t.same(nextStep(done, keepOut, { ...late, needed: true }), { kind: 'admit', because: 'warm' });
    t.end();
  },
);

t.test('whatever the answers are, it never asks twice for a step that is done and always ends', (t) => {
  const words = Object.keys(answers) as (keyof typeof answers)[];
  const visit = (progress: Progress, depth: number) => {
    const action = nextStep(progress, settings, calm);
    if (action.kind === 'admit') {
      t.equal(progress.at, steps.length);
      return;
    }
    t.equal(action.step, steps[progress.at]);
    if (depth === 0) return;
    for (const word of words) {
      const next = afterAnswer(progress, answers[word], settings);
      if (next.at < progress.at || next.at > progress.at + 1) t.fail('steps follow each other');
      visit(next, depth - 1);
    }
  };
  visit(beginWarmUp(steps, 0), 6);
  t.end();
});
