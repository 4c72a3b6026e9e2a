// What is told of servers that are out of service, and from when on one is forgotten.

import t from 'tap';
import type { AdminState } from '../../../../cluster/model.ts';
import type { WantedEntry, WantedState } from '../../../../cluster/wanted/entry.ts';
import { isForgotten } from '../../../../cluster/wanted/rules/forgotten.ts';
import { wantedNotices } from '../../../../cluster/wanted/rules/wanted-notices.ts';

const hourMs = 3_600_000;
const forgottenAfterMs = 4 * hourMs;
const wish = { sinceMs: 0, by: 'anna', reason: 'patches' };
const maintenance = (untilMs?: number): WantedState => ({ ...wish, state: 'maintenance', untilMs });
const draining = (untilMs?: number): WantedState => ({
  ...wish,
  state: 'draining',
  untilMs,
  policy: 'finish',
  idleLimitMs: undefined,
});
const entry = (admin: WantedState, drain?: WantedEntry['drain']): WantedEntry => ({
  server: 'id-1',
  name: 'CRM01',
  admin,
  drain,
});
const told = (entries: readonly WantedEntry[], nowMs: number) =>
  wantedNotices({ entries, unknown: [], problem: undefined, forgottenAfterMs }, nowMs);

t.test('past its end, or too old where it was given none', (t) => {
  const table: [string, AdminState, nowMs: number, forgotten: boolean][] = [
    ['just begun', draining(), 1, false],
    ['nearly four hours', maintenance(), forgottenAfterMs - 1, false],
    ['four hours', maintenance(), forgottenAfterMs, true],
    ['four hours of a drain', draining(), forgottenAfterMs, true],
    ['five hours of eight that were meant', draining(8 * hourMs), 5 * hourMs, false],
    ['past its end', maintenance(hourMs), hourMs, true],
    ['in service', { state: 'in-service', sinceMs: 0 }, 100 * hourMs, false],
    ['unknown', { state: 'unknown', sinceMs: 0 }, 100 * hourMs, false],
  ];
  for (const [name, admin, nowMs, forgotten] of table)
    t.equal(isForgotten(admin, nowMs, forgottenAfterMs), forgotten, name);
  t.end();
});

t.test('one that is forgotten is told with its age and the way out', (t) => {
  t.same(told([entry(draining())], hourMs), []);
  t.match(told([entry(draining())], 5 * hourMs), [
    {
      severity: 'warning',
      code: 'wish-forgotten',
      text: 'CRM01 has been draining for 5 h.',
      mend: /fairlead admit CRM01/,
    },
  ]);
  t.match(told([entry(maintenance(hourMs))], hourMs), [
    { text: 'CRM01 has been in maintenance for 1 h, longer than it was meant to be.' },
  ]);
  t.end();
});

t.test('a deadline that was reached is told while the server drains on', (t) => {
  const end = { kind: 'deadline-reached' as const, atMs: 5, left: 1 };
  const facts = { deadlineMs: 5, afterDeadline: 'keep' as const, usersAtStart: 4, end };
  t.match(told([entry(draining(), facts)], 10), [
    {
      code: 'drain-deadline-reached',
      text: 'The drain of CRM01 reached its deadline with 1 user left; it is not drained.',
      mend: /drain CRM01 --policy now/,
    },
  ]);
  const now: WantedState = {
    ...wish,
    state: 'draining',
    untilMs: undefined,
    policy: 'now',
    idleLimitMs: undefined,
  };
  t.match(told([entry(now, facts)], 10), [{ mend: /moves when they do.*fairlead maintenance CRM01/ }]);
  t.same(told([entry(maintenance(), facts)], 10), []);
  t.end();
});

t.test('wishes that were lost are a fault that names the servers', (t) => {
  const [notice] = wantedNotices(
    { entries: [], unknown: ['CRM01', 'CRM02'], problem: 'the file is cut', forgottenAfterMs },
    0,
  );
  t.match(notice, { severity: 'fault', code: 'wanted-unreadable', text: /CRM01, CRM02: the file is cut/ });
  t.end();
});
