// Whose fault a failure is: a table of what was done and what a person met.

import t from 'tap';
import { type Blame, blame, type Harm, type Met } from './notice.ts';

const limits = { answerMs: 30_000, pauseMs: 5_000, cutMs: 2_000 };
const kill: Harm = {
  kind: 'kill',
  server: 'CRM1',
  fromMs: 100_000,
  knownMs: 102_000,
  overMs: 110_000,
  movesPeople: false,
  cutsMs: [],
};
const drain: Harm = { ...kill, kind: 'drain', knownMs: undefined, movesPeople: true };
const leader: Harm = { ...kill, kind: 'leader', server: undefined, knownMs: undefined, cutsMs: [100_000] };

const on = (server: string, sinceMs = 50_000): Met['session'] => ({ server, sinceMs });
const met = (change: Partial<Met>): Met => ({
  user: 'user001',
  atMs: 101_000,
  kind: 'lost-session',
  text: 'the log-on form',
  session: on('CRM1'),
  ...change,
});
const cut = { kind: 'broken-answer', text: 'Error: socket hang up' } as const;
const refused = { kind: 'failed-log-on', text: 'status 502', session: undefined } as const;

const rows: readonly (readonly [string, Blame, Harm, Partial<Met>])[] = [
  ['own server killed', 'own-server', kill, {}],
  ['another server killed', 'noticed', kill, { session: on('CRM2') }],
  ['before it was done', 'noticed', kill, { atMs: 99_999 }],
  ['the next click, long after a pause', 'own-server', kill, { atMs: 144_000 }],
  ['nothing explains it any more', 'noticed', kill, { atMs: 146_000 }],
  ['a session from after it was over', 'noticed', kill, { session: on('CRM1', 111_000), atMs: 112_000 }],
  ['a page of somebody else is never right', 'noticed', kill, { kind: 'wrong-user' }],
  ['a server was slow: nobody may notice', 'noticed', { ...kill, kind: 'slow' }, {}],
  ['a drain that moves people', 'own-server', drain, {}],
  ['a drain that lets people finish', 'noticed', { ...drain, movesPeople: false }, {}],
  ['a drain breaks no answer', 'noticed', drain, cut],
  ['cut with a Fairlead', 'cut', leader, { ...cut, session: on('CRM3') }],
  ['long after a Fairlead died', 'noticed', leader, { ...cut, atMs: 102_500 }],
  ['a lost session is no cut', 'noticed', leader, {}],
  ['a log-on before anybody could know', 'not-yet-known', kill, refused],
  ['a log-on long after it was known', 'noticed', kill, { ...refused, atMs: 133_000 }],
  ['a log-on while the database is away', 'noticed', { ...leader, kind: 'database', cutsMs: [] }, refused],
];

for (const [what, expected, harm, change] of rows) {
  t.test(`${what}: ${expected}`, async (t) => {
    t.equal(blame(met(change), [harm], limits), expected);
  });
}
