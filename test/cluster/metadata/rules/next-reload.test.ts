// Which servers load now: a table of reasons, and what must stay true over every state of three servers.

import t from 'tap';
import {
  nextReload,
  type ReloadAttempt,
  type ReloadInput,
  type ReloadServer,
} from '../../../../cluster/metadata/rules/next-reload.ts';
import type { Standing } from '../../../../cluster/metadata/rules/standing.ts';

const fresh: Standing = { kind: 'fresh', because: 'told' };
const stale: Standing = { kind: 'stale', because: 'told' };
const unknown: Standing = { kind: 'unknown', because: 'not-told' };
const none: ReloadAttempt = { kind: 'none' };
const running: ReloadAttempt = { kind: 'running' };
const failed = (tries: number, retryAtMs = 0): ReloadAttempt => ({ kind: 'failed', tries, retryAtMs });

const server = (id: string, change: Partial<ReloadServer> = {}): ReloadServer => ({
  id,
  serving: true,
  up: true,
  standing: stale,
  asked: 'no',
  by: 'itself',
  attempt: none,
  moreConnections: 10,
  ...change,
});
const input = (servers: readonly ReloadServer[], change: Partial<ReloadInput> = {}): ReloadInput => ({
  servers,
  mode: 'auto',
  leader: true,
  nowMs: 1_000,
  quietUntilMs: 0,
  atOnce: 1,
  tries: 2,
  minServing: 1,
  freeConnections: 100,
  ...change,
});
const said = (given: ReloadInput): string => {
  const next = nextReload(given);
  if (next.kind === 'reload') return `reload ${next.servers.join(' ')}`;
  return next.kind === 'wait' ? `wait ${next.because} ${next.untilMs ?? ''}`.trim() : next.kind;
};

t.test('what is done, and why not', (t) => {
  const three = [server('a'), server('b'), server('c')];
  const ok = server('a', { standing: fresh });
  const rows: readonly [string, ReloadInput, string][] = [
    ['one after another', input(three), 'reload a'],
    ['several at once', input(three, { atOnce: 2 }), 'reload a b'],
    ['but some go on serving', input(three, { atOnce: 3 }), 'reload a b'],
    ['nothing left', input([ok, server('b', { standing: fresh })]), 'done'],
    ['in doubt nothing is done', input([ok, server('b', { standing: unknown })]), 'unknown'],
    ['unless asked', input([ok, server('b', { standing: unknown, asked: 'asked' })]), 'reload b'],
    ['on approval', input(three, { mode: 'approval' }), 'wait approval'],
    ['approved', input([ok, server('b', { asked: 'asked' })], { mode: 'approval' }), 'reload b'],
    ['not by two Fairleads', input(three, { leader: false }), 'wait not-leader'],
    ['not before it is quiet', input(three, { quietUntilMs: 5_000 }), 'wait quiet 5000'],
    ['unless asked', input([server('a', { asked: 'asked' }), ok], { quietUntilMs: 5_000 }), 'reload a'],
    ['one runs', input([server('a', { attempt: running }), server('b'), server('c')]), 'wait running'],
    [
      'the last runs',
      input([server('a', { attempt: running }), server('b', { standing: fresh })]),
      'wait running',
    ],
    [
      'the only one that serves',
      input([server('a'), server('b', { serving: false, up: false })]),
      'wait min-serving',
    ],
    ['unless forced', input([server('a', { asked: 'forced' })]), 'reload a'],
    ['one in maintenance first', input([server('a'), server('b', { serving: false })]), 'reload b'],
    [
      'a server that is down loads when it starts',
      input([ok, server('b', { up: false })]),
      'wait server-down',
    ],
    ['no connections', input(three, { freeConnections: 9 }), 'wait budget'],
    ['connections for one', input(three, { freeConnections: 19, atOnce: 2 }), 'reload a'],
    ['unknown connections', input(three, { freeConnections: undefined, atOnce: 2 }), 'reload a'],
    ['retry later', input([server('a', { attempt: failed(1, 3_000) }), server('b')]), 'wait retry 3000'],
    [
      'retry now, and nobody else before',
      input([ok, server('b'), server('c', { attempt: failed(1) })]),
      'reload c',
    ],
    ['enough tried', input([server('a', { attempt: failed(2) }), server('b')]), 'wait failed'],
    ['asked again', input([server('a', { attempt: failed(2), asked: 'asked' }), server('b')]), 'reload a'],
    ['a person does it', input([ok, server('b', { by: 'person' })]), 'wait by-hand'],
  ];
  for (const [name, given, expected] of rows) t.equal(said(given), expected, name);
  t.end();
});

/** Every combination of one choice a list. */
function* all<Item>(choices: readonly Item[], count: number): Generator<readonly Item[]> {
  if (count === 0) return yield [];
  for (const rest of all(choices, count - 1)) for (const item of choices) yield [...rest, item];
}

t.test('whatever the state: limits hold, and what is left to do is done or has a reason', (t) => {
  const states: readonly Partial<ReloadServer>[] = [
    { standing: fresh },
    { standing: unknown },
    { standing: stale },
    { standing: stale, serving: false },
    { standing: stale, up: false, serving: false },
    { standing: stale, attempt: running },
    { standing: stale, attempt: failed(1) },
    { standing: stale, attempt: failed(2) },
    { standing: stale, asked: 'asked' },
    { standing: stale, by: 'person' },
  ];
  const broken: string[] = [];
  let seen = 0;
  for (const chosen of all(states, 3)) {
    const servers = chosen.map((state, index) => server('abc'.charAt(index), state));
    for (const atOnce of [1, 2])
      for (const minServing of [0, 1, 2])
        for (const freeConnections of [0, 10, 20, undefined])
          for (const mode of ['auto', 'approval'] as const) {
            const given = input(servers, { atOnce, minServing, freeConnections, mode });
            seen += 1;
            if (!holds(given)) broken.push(`${JSON.stringify(given)} -> ${said(given)}`);
          }
  }
  t.equal(seen, 1_000 * 48);
  t.same(broken.slice(0, 3), []);
  t.end();
});

function holds(given: ReloadInput): boolean {
  const next = nextReload(given);
  const { servers, atOnce, minServing, freeConnections, mode } = given;
  const left = servers.filter((each) => each.standing.kind === 'stale' && each.attempt.kind !== 'running');
  if (next.kind === 'done' || next.kind === 'unknown') return left.length === 0;
  if (next.kind === 'wait') return left.length > 0 || servers.some((each) => each.attempt.kind === 'running');
  const picked = servers.filter((each) => next.servers.includes(each.id));
  const busy = servers.filter((each) => each.attempt.kind === 'running' || picked.includes(each));
  const serving = servers.filter((each) => each.serving && !busy.includes(each)).length;
  const connections = busy.reduce((sum, each) => sum + each.moreConnections, 0);
  return (
    picked.length > 0 &&
    picked.every((each) => each.up && each.by === 'itself' && left.includes(each)) &&
    picked.every((each) => mode === 'auto' || each.asked !== 'no') &&
    busy.length <= (freeConnections === undefined ? 1 : atOnce) &&
    connections <= (freeConnections ?? connections) &&
    (serving >= minServing || picked.every((each) => !each.serving))
  );
}
