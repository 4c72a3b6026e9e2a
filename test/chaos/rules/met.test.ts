// What people met, and in which session: events of one person, and the one failure among them.

import t from 'tap';
import type { PeopleEvent } from '../../../demo/people/events.ts';
import type { PersonEvent } from '../../../demo/people/person.ts';
import { metBy, seenSessions } from './met.ts';

const told = (...events: readonly PersonEvent[]) =>
  events.map((event, index) => ({ ...event, user: 'user001', atMs: (index + 1) * 1_000 }) as PeopleEvent);

const sent = { type: 'log-on-sent', confirm: false } as const;
const on = { type: 'log-on-answered', confirm: false, outcome: 'success', server: 'CRM1' } as const;
const broken = { type: 'failure', kind: 'broken-answer', server: 'CRM1', text: 'x' } as const;
const lost = { type: 'lost-session-seen', server: 'CRM1' } as const;
const off = { type: 'log-off-answered', server: 'CRM1' } as const;

const rows: readonly (readonly [string, readonly PersonEvent[], object | undefined])[] = [
  ['before any log-on', [broken], undefined],
  ['while a log-on is under way', [sent, broken], undefined],
  ['in a session, from when the log-on was sent', [sent, on, broken], { server: 'CRM1', sinceMs: 1_000 }],
  ['after a loss', [sent, on, lost, broken], undefined],
  ['after a log-off', [sent, on, off, broken], undefined],
  ['in the session after a loss', [sent, on, lost, sent, on, broken], { server: 'CRM1', sinceMs: 4_000 }],
];

for (const [what, events, session] of rows) {
  t.test(what, async (t) => {
    const met = metBy(told(...events));
    t.equal(met.length, 1);
    t.same(met[0]?.session, session);
  });
}

t.test('sessions that were seen to begin and to end there', async (t) => {
  const changes = seenSessions(told(sent, on, off, sent, on, lost, sent, on), 'CRM1');
  t.same(
    changes.map(({ change }) => change),
    [1, -1, 1, -1, 1],
  );
  t.same(seenSessions(told(sent, on), 'CRM2'), []);
});
