// The word for a server, over every combination of what is observed and wanted.

import t from 'tap';
import { clusterState, serverState, serverStateSinceMs, serves } from '../../../admin/rules/server-state.ts';
import type { ServerStateWord } from '../../../admin/status-schema.ts';
import { down, inService, moving, out, up } from '../samples.ts';

const unknown = { state: 'unknown', sinceMs: 1, lastCheck: undefined } as const;
const healths = [up(), down('no'), moving('going-up', 1, 3), moving('going-down', 1, 3), unknown];
const calm = { atCap: false, ejected: false, warming: false };
const admins = [inService, out('draining'), out('maintenance')];

t.test('health and admin state in one word', (t) => {
  const words = admins.map((admin) => healths.map((health) => serverState(admin, health, calm)));
  t.same(words, [
    ['serving', 'down', 'going-up', 'going-down', 'unknown'],
    ['draining', 'down', 'draining', 'draining', 'draining'],
    ['maintenance', 'maintenance', 'maintenance', 'maintenance', 'maintenance'],
  ]);
  t.end();
});

t.test('a server that live requests have put out says so, unless more is known of it', (t) => {
  const words = admins.map((admin) =>
    healths.map((health) => serverState(admin, health, { ...calm, atCap: true, ejected: true })),
  );
  t.same(words, [
    ['ejected', 'down', 'ejected', 'ejected', 'ejected'],
    ['ejected', 'down', 'ejected', 'ejected', 'ejected'],
    ['maintenance', 'maintenance', 'maintenance', 'maintenance', 'maintenance'],
  ]);
  t.notOk(serves('ejected'));
  t.end();
});

t.test('a server that is prepared takes no log-ons, and says so where it would', (t) => {
  const words = admins.map((admin) =>
    healths.map((health) => serverState(admin, health, { ...calm, atCap: true, warming: true })),
  );
  t.same(words, [
    ['warming', 'down', 'going-up', 'warming', 'unknown'],
    ['draining', 'down', 'draining', 'draining', 'draining'],
    ['maintenance', 'maintenance', 'maintenance', 'maintenance', 'maintenance'],
  ]);
  t.notOk(serves('warming'));
  t.end();
});

t.test('only a server that serves can be full', (t) => {
  for (const admin of admins)
    for (const health of healths) {
      const word = serverState(admin, health, calm);
      t.equal(serverState(admin, health, { ...calm, atCap: true }), word === 'serving' ? 'full' : word);
    }
  t.end();
});

t.test('the word holds since the fact behind it', (t) => {
  t.equal(serverStateSinceMs('maintenance', out('maintenance'), up()), out('maintenance').sinceMs);
  t.equal(serverStateSinceMs('down', out('draining'), down('no')), down('no').sinceMs);
  t.equal(
    serverStateSinceMs('serving', inService, up(5)),
    inService.sinceMs,
    'put into service later than up',
  );
  t.equal(serverStateSinceMs('serving', { ...inService, sinceMs: 5 }, up(9)), 9);
  t.equal(serverStateSinceMs('full', inService, up()), undefined);
  t.end();
});

t.test('the whole serves, is degraded, or does not serve', (t) => {
  const rows: [ServerStateWord[], string][] = [
    [[], 'none-serving'],
    [['serving'], 'serving'],
    [['serving', 'full', 'going-down'], 'serving'],
    [['serving', 'draining'], 'degraded'],
    [['full', 'unknown'], 'degraded'],
    [['down', 'going-up', 'maintenance', 'draining', 'unknown'], 'none-serving'],
  ];
  for (const [words, state] of rows) t.equal(clusterState(words), state, words.join() || 'no server');
  t.notOk(serves('going-up'));
  t.end();
});
