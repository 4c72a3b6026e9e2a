// A move as it is kept and told: back as it was, with its times on our clock, and nothing else.

import t from 'tap';
import { onOurClock, parseMove } from '../../../../cluster/roles/rules/parse-move.ts';
import { roleNames } from '../../../../cluster/roles/rules/role-words.ts';
import { moveOf } from './support.ts';

const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const whole = moveOf({
  heading: 'back',
  refreshSinceMs: 100,
  deeds: [{ atMs: 200, ok: false, text: 'stop on CRM01' }],
  end: { atMs: 300, outcome: 'went-back', text: 'it is there' },
});

t.test('every move comes back as it was', async (t) => {
  t.same(parseMove(sent(whole)), whole);
  t.same(parseMove(sent(moveOf({ from: undefined }))), moveOf({ from: undefined }));
  for (const role of roleNames) t.same(parseMove(sent(moveOf({ role })))?.role, role);
});

t.test('one that was kept before versions is of the leader that began it', async (t) => {
  const { version: _, ...old } = whole;
  t.same(parseMove(sent(old))?.version, { fence: 10, number: 0 });
});

t.test('its times are moved to our clock, its version is not', async (t) => {
  const ours = onOurClock({ ...whole, beganAtMs: 50 }, 40);
  t.match(ours, { beganAtMs: 10, refreshSinceMs: 60, deeds: [{ atMs: 160 }], end: { atMs: 260 } });
  t.same(ours.version, whole.version);
  t.equal(onOurClock(moveOf(), 40).end, undefined);
});

t.test('what is no move is none', async (t) => {
  const wrong: readonly object[] = [
    { role: 'janitor' },
    { role: 'toString' },
    { to: undefined },
    { by: 7 },
    { cause: 'whim' },
    { heading: 'up' },
    { fence: 'high' },
    { version: { fence: 1 } },
    { version: 3 },
    { failedStarts: null },
    { deeds: 'many' },
    { deeds: [{ atMs: 1, ok: 'yes', text: '' }] },
    { end: { atMs: 1, outcome: 'somehow', text: '' } },
    { end: null },
  ];
  for (const change of wrong)
    t.equal(parseMove(sent({ ...whole, ...change })), undefined, JSON.stringify(change));
  for (const each of [undefined, null, 'move', [], {}]) t.equal(parseMove(each), undefined);
});
