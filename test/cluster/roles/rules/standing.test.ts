// Where a role runs, from how it was seen on each server.

import t from 'tap';
import { standingOf } from '../../../../cluster/roles/rules/standing.ts';
import { service, sightsFrom } from './support.ts';

const rows: readonly (readonly [string, string, unknown])[] = [
  ['one', 'r s s', { kind: 'one', on: 'A' }],
  ['one, the others do not have it', 's r a', { kind: 'one', on: 'B' }],
  ['none', 's s a', { kind: 'none', standsStill: [] }],
  ['none, and one stands still', 's c a', { kind: 'none', standsStill: ['B'] }],
  ['two', 'r r s', { kind: 'several', on: ['A', 'B'] }],
  ['one runs and one may', 'r c s', { kind: 'several', on: ['A', 'B'] }],
  ['two, whatever is hidden', 'r r u', { kind: 'several', on: ['A', 'B'] }],
  ['one, and a hidden server', 'r s u', { kind: 'unknown', on: ['A'], hidden: ['C'] }],
  ['none seen, and a hidden server', 's s u', { kind: 'unknown', on: [], hidden: ['C'] }],
  ['a dead server runs nothing', 'u+ r s', { kind: 'one', on: 'B' }],
  ['its server is dead', 'u+ s s', { kind: 'none', standsStill: [] }],
  ['what was seen before it died does not count', 'r+ s s', { kind: 'none', standsStill: [] }],
];

t.test('a role stands on one, on none, on several, or nobody knows', async (t) => {
  for (const [name, sights, expected] of rows)
    t.same(standingOf(sightsFrom(sights), { means: service, detachedScripts: undefined }), expected, name);
  t.same(standingOf([], { means: service, detachedScripts: undefined }), {
    kind: 'unknown',
    on: [],
    hidden: [],
  });
});

t.test('without detached scripts DTLS is not needed, and what nobody can see is not watched', async (t) => {
  const means = { kind: 'parameter', name: 'x' } as const;
  t.same(standingOf(sightsFrom('s s s'), { means, detachedScripts: 0 }), {
    kind: 'not-needed',
    on: undefined,
  });
  t.same(standingOf(sightsFrom('r s s'), { means, detachedScripts: 0 }), { kind: 'not-needed', on: 'A' });
  t.same(standingOf(sightsFrom('r s s'), { means, detachedScripts: 1 }), { kind: 'one', on: 'A' });
  const missing = 'its name is not set';
  const none = { kind: 'none', missing } as const;
  t.same(standingOf(sightsFrom('r s s'), { means: none, detachedScripts: undefined }), {
    kind: 'not-watched',
    missing,
  });
  t.same(standingOf(sightsFrom('u u u'), { means: none, detachedScripts: 0 }), {
    kind: 'not-needed',
    on: undefined,
  });
});
