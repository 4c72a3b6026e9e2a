// A drain ends once: drained where nobody is left, deadline reached where somebody is, and never both.

import t from 'tap';
import type { AfterDeadline, DrainFacts, WantedEntry } from '../../../../cluster/wanted/entry.ts';
import { drainStep } from '../../../../cluster/wanted/rules/drain-step.ts';

const deadlineMs = 1_000;
const admin = {
  state: 'draining' as const,
  policy: 'finish' as const,
  idleLimitMs: undefined,
  sinceMs: 10,
  by: 'anna',
  reason: 'patches',
  untilMs: 5_000,
};

const facts = (more: Partial<DrainFacts> = {}): DrainFacts => ({
  deadlineMs,
  afterDeadline: 'keep',
  usersAtStart: 4,
  end: undefined,
  ...more,
});

const entry = (more: Partial<DrainFacts> = {}): WantedEntry => ({
  server: 'id-1',
  name: 'CRM01',
  admin,
  drain: facts(more),
});

t.test('what is due, by who is left and what time it is', (t) => {
  const table: [string, WantedEntry, left: number, nowMs: number, expected: string][] = [
    ['somebody is left and there is time', entry(), 2, 999, 'wait people-left'],
    [
      'somebody is left and there is no deadline',
      entry({ deadlineMs: undefined }),
      2,
      1e9,
      'wait people-left',
    ],
    ['nobody is left', entry(), 0, 500, 'drained'],
    ['nobody is left at the very deadline', entry(), 0, 1_000, 'drained'],
    ['nobody is left long after the deadline that nobody saw', entry(), 0, 9_000, 'drained'],
    ['somebody is left at the deadline', entry(), 1, 1_000, 'deadline-reached'],
    [
      'all have left after a deadline that was reached',
      entry({ end: { kind: 'deadline-reached', atMs: 1_000, left: 1 } }),
      0,
      2_000,
      'wait ended',
    ],
    [
      'in maintenance',
      { ...entry(), admin: { ...admin, state: 'maintenance' } },
      3,
      2_000,
      'wait not-draining',
    ],
    [
      'in service',
      { ...entry(), admin: { state: 'in-service', sinceMs: 10 } },
      3,
      2_000,
      'wait not-draining',
    ],
  ];
  for (const [name, of, left, nowMs, expected] of table) {
    const step = drainStep(of, left, nowMs);
    t.equal(step.kind === 'wait' ? `wait ${step.because}` : step.kind, expected, name);
  }
  t.end();
});

t.test('what follows a deadline, with the wish of whoever said so', (t) => {
  const table: [AfterDeadline, object][] = [
    ['keep', { state: 'draining', policy: 'finish' }],
    ['now', { state: 'draining', policy: 'now' }],
    ['maintenance', { state: 'maintenance' }],
  ];
  for (const [afterDeadline, expected] of table) {
    const step = drainStep(entry({ afterDeadline }), 3, 1_000);
    if (step.kind !== 'deadline-reached') throw new Error(step.kind);
    t.match(step.entry.admin, { ...expected, sinceMs: 10, by: 'anna', reason: 'patches', untilMs: 5_000 });
    t.same(step.entry.drain?.end, { kind: 'deadline-reached', atMs: 1_000, left: 3 });
  }
  t.end();
});

t.test('whatever happens after it, an end never changes', (t) => {
  for (const end of [
    { kind: 'drained' as const, atMs: 5, left: 0 },
    { kind: 'deadline-reached' as const, atMs: 5, left: 2 },
  ])
    for (const left of [0, 1, 5])
      for (const nowMs of [0, 999, 1_000, 50_000])
        t.same(drainStep(entry({ end }), left, nowMs), { kind: 'wait', because: 'ended' });
  t.end();
});
