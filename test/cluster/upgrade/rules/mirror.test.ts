// A test environment is held against the live cluster, and users are told how long an outage lasts.

import t from 'tap';
import { foldJournal } from '../../../../cluster/upgrade/rules/fold.ts';
import { mirrorDifferences } from '../../../../cluster/upgrade/rules/mirror.ts';
import { outageOf } from '../../../../cluster/upgrade/rules/outage.ts';
import { planOf, serversOf } from '../model-world.ts';

const cluster = (names: readonly string[], version: string | undefined, hands: readonly string[] = []) => ({
  servers: serversOf(names),
  version,
  byHand: (name: string) => hands.includes(name),
});

t.test('every difference is a sentence', (t) => {
  const live = cluster(['A', 'B'], '7.2');
  t.same(mirrorDifferences(live, cluster(['T1', 'T2'], '7.2')), []);
  t.same(mirrorDifferences(live, cluster(['T1'], undefined)), [
    'it has 1 server, the live cluster has 2',
    'it has a version that nobody tells, the live cluster has 7.2',
  ]);
  t.same(mirrorDifferences(live, cluster(['T1', 'T2'], '7.2', ['T2'])), [
    'T2 is worked on by hand, B is reached by SSH',
  ]);
  t.end();
});

t.test('an outage lasts from the lock to the first server that lets users in', (t) => {
  const plan = planOf();
  const timed = { ...plan, steps: plan.steps.map((step) => ({ ...step, estimateMs: 1_000 })) };
  const lock = timed.steps[0]?.id ?? '';
  const admitted = timed.steps.findIndex((step) => step.changes.includes('users-in'));
  const started = {
    type: 'run-started',
    run: '1',
    planHash: '',
    by: 'a',
    reason: 'b',
    notBeforeMs: undefined,
    atMs: 0,
  } as const;
  const begun = { type: 'step-started', step: lock, try: 1, fence: 1, atMs: 0 } as const;
  const over = timed.steps
    .slice(0, admitted + 1)
    .map(({ id: step }) => ({ type: 'step-ended', step, outcome: 'done', text: '', atMs: 0 }) as const);
  t.equal(outageOf(timed, foldJournal([started]), 0), undefined);
  t.same(outageOf(timed, foldJournal([started, begun]), 5), { endMs: 5 + admitted * 1_000 });
  t.same(outageOf(plan, foldJournal([started, begun]), 5), { endMs: undefined });
  t.equal(outageOf(timed, foldJournal([started, begun, ...over]), 5), undefined);
  const back = { type: 'rollback-asked', by: 'a', reason: 'b', server: undefined, atMs: 0 } as const;
  t.same(outageOf(timed, foldJournal([started, begun, back]), 5), { endMs: undefined });
  t.end();
});
