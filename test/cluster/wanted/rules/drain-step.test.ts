// A drain ends once: drained where nobody is left, deadline reached where somebody is, and never both.

import t from 'tap';
import type { DrainPolicy } from '../../../../cluster/model.ts';
import type { AfterDeadline, DrainFacts, WantedEntry } from '../../../../cluster/wanted/entry.ts';
import type { DrainSight } from '../../../../cluster/wanted/rules/drain-progress.ts';
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

const there = (sessions: number, more: Partial<DrainSight> = {}): DrainSight => ({
  sessions,
  users: sessions,
  idle: 0,
  oldestSeenMs: undefined,
  letGo: 0,
  inFlight: 0,
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
    const step = drainStep(of, there(left), nowMs);
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
    const step = drainStep(entry({ afterDeadline }), there(3), 1_000);
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
        t.same(drainStep(entry({ end }), there(left), nowMs), { kind: 'wait', because: 'ended' });
  t.end();
});

t.test('who is idle holds up a drain only where people may finish', (t) => {
  const table: [DrainPolicy, DrainSight, expected: string][] = [
    ['finish', there(3, { idle: 3 }), 'wait'],
    ['no-extension', there(3, { idle: 2 }), 'wait'],
    ['no-extension', there(3, { idle: 3 }), 'drained'],
    ['now', there(3, { idle: 2 }), 'wait'],
    ['now', there(3, { idle: 3 }), 'drained'],
    ['now', there(3, { idle: 3, inFlight: 1 }), 'wait'],
    ['now', there(0, { users: 2, letGo: 2 }), 'drained'],
    ['now', there(0, { users: 2, letGo: 1 }), 'wait'],
    ['finish', there(0, { inFlight: 1 }), 'wait'],
  ];
  for (const [policy, sight, expected] of table) {
    const step = drainStep({ ...entry(), admin: { ...admin, policy } }, sight, 999);
    t.equal(step.kind, expected, `${policy} ${JSON.stringify(sight)}`);
    if (step.kind === 'drained') t.equal(step.entry.drain?.end?.left, sight.idle && 3, 'who is left is told');
  }
  t.end();
});
