// What another Fairlead may say: every kind of item with its times moved to our clock, and all that is none.

import t from 'tap';
import { parsePeerItem } from '../../../main/rules/peer-items.ts';
import { moveOf } from '../../cluster/roles/rules/support.ts';

const traffic = (event: object) => ({ kind: 'traffic', event });
const aheadMs = 5_000;

t.test('each event comes with its times on our clock', (t) => {
  const rows = [
    { type: 'reserved', id: 3, server: 'a', untold: false, atMs: 95_000 },
    { type: 'ended', id: 3, succeeded: true, atMs: 95_000 },
    { type: 'session', key: 'k', server: 'a', atMs: 95_000 },
    { type: 'seen', key: 'k', atMs: 95_000 },
  ];
  for (const event of rows) {
    const sent = JSON.parse(JSON.stringify(traffic({ ...event, atMs: 100_000 })));
    t.same(parsePeerItem(sent, aheadMs), traffic(event), event.type);
  }
  t.same(
    parsePeerItem(traffic({ type: 'session', key: 'k', atMs: 100_000 }), aheadMs),
    traffic({ type: 'session', key: 'k', server: undefined, atMs: 95_000 }),
    'a session that is on no server',
  );
  t.same(
    parsePeerItem(traffic({ type: 'log-off', server: 'a', begunAtMs: 100_000, endedAtMs: 101_000 }), aheadMs),
    traffic({ type: 'log-off', server: 'a', begunAtMs: 95_000, endedAtMs: 96_000 }),
  );
  t.end();
});

t.test('the time of a wish is its version and stays', (t) => {
  const admin = { state: 'maintenance', sinceMs: 100_000, by: 'anna', reason: 'patches' };
  const entry = { server: 'a', name: 'CRM01', admin };
  t.match(parsePeerItem({ kind: 'wanted', entry }, aheadMs), { kind: 'wanted', entry });
  t.end();
});

t.test('a move comes with its times on our clock', (t) => {
  const move = moveOf({ beganAtMs: 100_000 });
  const sent = JSON.parse(JSON.stringify({ kind: 'move', move }));
  t.same(parsePeerItem(sent, aheadMs), { kind: 'move', move: { ...move, beganAtMs: 95_000 } });
  t.end();
});

t.test('what is no item is none', (t) => {
  const rows: readonly unknown[] = [
    undefined,
    null,
    'reserved',
    [],
    {},
    { kind: 'gossip' },
    { kind: 'traffic' },
    { kind: 'traffic', event: [] },
    traffic({ type: 'rumour' }),
    traffic({ type: 'reserved', id: 1.5, server: 'a', untold: false, atMs: 1 }),
    traffic({ type: 'reserved', id: 1, server: '', untold: false, atMs: 1 }),
    traffic({ type: 'reserved', id: 1, server: 'a', untold: 'no', atMs: 1 }),
    traffic({ type: 'reserved', id: 1, server: 'a', untold: false }),
    traffic({ type: 'ended', id: 1, succeeded: 1, atMs: 1 }),
    traffic({ type: 'log-off', server: 'a', begunAtMs: 1 }),
    traffic({ type: 'session', key: 'k', server: 7, atMs: 1 }),
    traffic({ type: 'session', key: 'k'.repeat(300), server: 'a', atMs: 1 }),
    traffic({ type: 'seen', key: 'k', atMs: 'now' }),
    { kind: 'move', move: { role: 'indexer' } },
    { kind: 'wanted', entry: { server: 'a' } },
    { kind: 'wanted', entry: { server: 'a', name: 'A', admin: { state: 'asleep', sinceMs: 1 } } },
  ];
  for (const each of rows) t.equal(parsePeerItem(each, 0), undefined, JSON.stringify(each));
  t.end();
});
