import t from 'tap';
import type { RequestKind } from '../../../balancer/rules/classify.ts';
import { type Parting, partingOf } from '../../../balancer/rules/drain.ts';
import type { AdminState } from '../../../cluster/model.ts';

const wish = { sinceMs: 0, by: 'anna', reason: 'patches', untilMs: undefined };
const limitMs = 900_000;
const states: readonly (readonly [string, AdminState])[] = [
  ['in service', { state: 'in-service', sinceMs: 0 }],
  ['unknown', { state: 'unknown', sinceMs: 0 }],
  ['finish', { ...wish, state: 'draining', policy: 'finish' }],
  ['no-extension', { ...wish, state: 'draining', policy: 'no-extension', idleLimitMs: limitMs }],
  ['now', { ...wish, state: 'draining', policy: 'now' }],
  ['maintenance', { ...wish, state: 'maintenance' }],
];
const idles = [0, limitMs, limitMs + 1, Number.POSITIVE_INFINITY];
const [stays, elsewhere, answer] = ['stays', 'elsewhere', 'answer'] as const;
const always = (parting: Parting): readonly Parting[] => idles.map(() => parting);
const whenIdle: readonly Parting[] = [stays, stays, answer, answer];

/** What a request is, and what becomes of it: in service, unknown, finish, no-extension by idle time, now, maintenance. */
const rows: readonly (readonly [RequestKind, boolean, Parting, readonly Parting[], Parting, Parting])[] = [
  ['session', true, stays, whenIdle, answer, answer],
  ['soap', true, stays, whenIdle, answer, answer],
  ['sdata', true, stays, whenIdle, answer, answer],
  ['other', true, stays, whenIdle, answer, answer],
  ['log-off', true, stays, always(stays), stays, answer],
  ['soap', false, stays, always(stays), elsewhere, elsewhere],
  ['sdata', false, stays, always(stays), elsewhere, elsewhere],
  ['other', false, stays, always(stays), elsewhere, elsewhere],
  ['static', false, stays, always(stays), stays, elsewhere],
  ['static', true, stays, always(stays), stays, elsewhere],
  ['start', false, elsewhere, always(elsewhere), elsewhere, elsewhere],
  ['log-on-page', false, elsewhere, always(elsewhere), elsewhere, elsewhere],
  ['log-on-page', true, elsewhere, always(elsewhere), elsewhere, elsewhere],
];

t.test('what becomes of a request by policy, idle time and kind', (t) => {
  for (const [kind, hasSession, finish, noExtension, now, maintenance] of rows)
    for (const [index, idleMs] of idles.entries()) {
      const expected = [stays, stays, finish, noExtension[index], now, maintenance];
      const got = states.map(([, wanted]) => partingOf(wanted, { kind, hasSession, idleMs }));
      t.same(got, expected, `${kind}, ${hasSession ? 'a session' : 'no session'}, idle for ${idleMs} ms`);
    }
  t.end();
});

t.test('without a limit of its own no-extension moves whoever was not there this very moment', (t) => {
  const wanted: AdminState = { ...wish, state: 'draining', policy: 'no-extension' };
  t.equal(partingOf(wanted, { kind: 'session', hasSession: true, idleMs: 0 }), 'stays');
  t.equal(partingOf(wanted, { kind: 'session', hasSession: true, idleMs: 1 }), 'answer');
  t.end();
});
