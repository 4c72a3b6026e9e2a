// What was kept of roles: back as it was, or nothing of it.

import t from 'tap';
import { parseKept } from '../../../cluster/roles/parse-kept.ts';
import { moveOf } from './rules/support.ts';

const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const whole = {
  moves: [moveOf()],
  told: [{ role: 'escalation', server: 'a', state: 'absent', by: 'jo', atMs: 1 }],
  dead: [{ server: 'a', by: 'jo', atMs: 2 }],
  known: [{ role: 'escalation', on: 'b', sinceMs: 3 }],
};

t.test('what was kept comes back as it was', async (t) => {
  t.same(parseKept(sent({ version: 1, ...whole })), whole);
  t.same(parseKept({ version: 1, moves: [], told: [], dead: [], known: [] }), {
    moves: [],
    told: [],
    dead: [],
    known: [],
  });
});

t.test('what is not all of it is nothing', async (t) => {
  const [told] = whole.told;
  const [dead] = whole.dead;
  const [known] = whole.known;
  const wrong: readonly object[] = [
    { version: 2 },
    { moves: undefined },
    { moves: {} },
    { moves: [{}] },
    { told: [told, null] },
    { told: [{ ...told, role: 'janitor' }] },
    { told: [{ ...told, state: 'gone' }] },
    { told: [{ ...told, by: 7 }] },
    { dead: 'a' },
    { dead: [{ ...dead, atMs: '2' }] },
    { dead: [{ ...dead, server: undefined }] },
    { known: [{ ...known, on: null }] },
    { known: [{ ...known, role: 'toString' }] },
    { known: [{ ...known, sinceMs: null }] },
  ];
  for (const change of wrong)
    t.equal(parseKept(sent({ version: 1, ...whole, ...change })), undefined, JSON.stringify(change));
  for (const value of [undefined, null, 1, 'x', []]) t.equal(parseKept(value), undefined);
});
