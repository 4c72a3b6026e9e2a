import t from 'tap';
import type { RequestKind } from '../../../balancer/rules/classify.ts';
import {
  type Ask,
  type Decision,
  decide,
  forwardReasons,
  isLogOn,
  type Tie,
} from '../../../balancer/rules/decide.ts';
import type { Parting } from '../../../balancer/rules/drain.ts';
import { type Candidate, keepsSessions, takesLogOns } from '../../../balancer/rules/pick.ts';

type Named = Candidate & { readonly name: string };

function candidate(name: string, users: number, changes: Partial<Candidate> = {}): Named {
  return { name, admin: 'in-service', health: 'up', users, weight: 1000, maxUsers: undefined, ...changes };
}

const a = candidate('a', 5);
const b = candidate('b', 3);
const c = candidate('c', 4);
const down = candidate('down', 0, { health: 'down' });
const draining = candidate('draining', 0, { admin: 'draining' });
const away = candidate('away', 0, { admin: 'maintenance' });
const all = [a, b, c, down, draining, away];

/** Everybody may finish: nothing is left of a drain but that no log-on comes. */
function finishing(from: Candidate): Parting {
  return from.admin === 'maintenance' ? 'answer' : 'stays';
}

function decided(kind: RequestKind, changes: Partial<Ask<Named>> = {}): string {
  const decision = decide<Named>({
    kind,
    confirmation: false,
    bySid: undefined,
    byCookie: undefined,
    tester: undefined,
    partingFrom: finishing,
    candidates: all,
    tried: [],
    admission: { gateOf: () => 'open', tolerance: 0 },
    ...changes,
  });
  if (decision.kind === 'wait') return 'wait';
  if (decision.kind === 'part') return `part ${decision.from.name} ${decision.because}`;
  return decision.kind === 'forward' ? `${decision.candidate.name} ${decision.because}` : decision.because;
}

t.test('where requests go', (t) => {
  const rows: readonly [string, RequestKind, Partial<Ask<Named>>, string][] = [
    ['a known SID', 'session', { bySid: a }, 'a session'],
    ['SID beats cookie', 'session', { bySid: a, byCookie: c }, 'a session'],
    ['a cookie alone', 'session', { byCookie: c }, 'c affinity'],
    ['neither', 'session', {}, 'b no-affinity'],
    ['SID of a draining server', 'session', { bySid: draining }, 'draining session'],
    ['cookie of a draining server', 'other', { byCookie: draining }, 'draining affinity'],
    ['SID of a server that is down', 'session', { bySid: down }, 'b moved-down'],
    [
      'SID of a server that is down, cookie of another',
      'session',
      { bySid: down, byCookie: a },
      'a moved-down',
    ],
    ['SID of a server in maintenance', 'session', { bySid: away }, 'part away moved-maintenance'],
    ['cookie of a server that left', 'other', { byCookie: 'gone' }, 'b moved-gone'],
    [
      'SID of a server that left, cookie of a living one',
      'session',
      { bySid: 'gone', byCookie: c },
      'c moved-gone',
    ],
    ['SID of a server that cannot be reached', 'session', { bySid: a, tried: [a] }, 'b moved-unreachable'],
    ['cookie of one that cannot be reached', 'static', { byCookie: c, tried: [c] }, 'b moved-unreachable'],
    ['a static file with a cookie', 'static', { byCookie: a }, 'a affinity'],
    ['the log-on page with a cookie', 'log-on-page', { byCookie: a }, 'a affinity'],
    ['a log-on with an old cookie', 'log-on-submit', { byCookie: a }, 'b log-on'],
    ['a log-on with an old SID', 'log-on-submit', { bySid: a, byCookie: a }, 'b log-on'],
    ['a SOAP log-on', 'soap-log-on', { byCookie: a }, 'b log-on'],
    ['a confirmation', 'log-on-submit', { byCookie: a, confirmation: true }, 'a confirmation'],
    ['a confirmation without a cookie', 'log-on-submit', { confirmation: true }, 'b log-on'],
    [
      'a confirmation for a draining server',
      'log-on-submit',
      { byCookie: draining, confirmation: true },
      'b log-on',
    ],
    [
      'a confirmation for one that is down',
      'log-on-submit',
      { byCookie: down, confirmation: true },
      'b log-on',
    ],
    [
      'a confirmation for one that left',
      'log-on-submit',
      { byCookie: 'gone', confirmation: true },
      'b log-on',
    ],
    [
      'a confirmation that cannot connect',
      'log-on-submit',
      { byCookie: a, confirmation: true, tried: [a] },
      'b log-on',
    ],
    ['a log-on after a connect failure', 'log-on-submit', { tried: [b] }, 'c log-on'],
    ['a log-off', 'log-off', { bySid: c }, 'c session'],
  ];
  for (const [name, kind, changes, expected] of rows) t.equal(decided(kind, changes), expected, name);
  t.end();
});

t.test('where requests of a drained server go', (t) => {
  const answered = { partingFrom: () => 'answer' as const };
  const moved = { partingFrom: () => 'elsewhere' as const };
  const other = candidate('other', 0, { admin: 'draining' });
  const full = candidate('full', 3, { maxUsers: 3 });
  const rows: readonly [string, RequestKind, Partial<Ask<Named>>, string][] = [
    ['a session that must end', 'session', { ...answered, bySid: draining }, 'part draining moved-draining'],
    [
      'known by its cookie alone',
      'session',
      { ...answered, byCookie: draining },
      'part draining moved-draining',
    ],
    ['one that needs no session', 'other', { ...moved, byCookie: draining }, 'b moved-draining'],
    ['the log-on page', 'log-on-page', { ...moved, byCookie: draining }, 'b moved-draining'],
    ['a log-on', 'log-on-submit', { ...answered, byCookie: draining }, 'b log-on'],
    [
      'nowhere to go: a session stays',
      'session',
      { ...answered, bySid: draining, candidates: [draining, other] },
      'draining session',
    ],
    [
      'all others full: a session stays',
      'session',
      { ...answered, bySid: draining, candidates: [draining, full] },
      'draining session',
    ],
    [
      'nowhere to go: what needs no session stays',
      'sdata',
      { ...moved, byCookie: draining, candidates: [draining, other] },
      'draining affinity',
    ],
    [
      'nowhere to log on',
      'log-on-page',
      { ...moved, byCookie: draining, candidates: [draining, other] },
      'all-draining',
    ],
    [
      'maintenance keeps nobody, though there is nowhere to go',
      'session',
      { ...answered, bySid: away, candidates: [draining, away] },
      'all-draining',
    ],
  ];
  for (const [name, kind, changes, expected] of rows) t.equal(decided(kind, changes), expected, name);
  t.end();
});

t.test('where the requests of a tester go', (t) => {
  const rows: readonly [string, RequestKind, Partial<Ask<Named>>, string][] = [
    ['the log-on page', 'log-on-page', { tester: away, byCookie: a }, 'away tester'],
    ['the start page', 'start', { tester: away }, 'away tester'],
    ['a log-on', 'log-on-submit', { tester: away, byCookie: a }, 'away tester'],
    ['a log-on to a drained server', 'log-on-submit', { tester: draining }, 'draining tester'],
    ['a confirmation', 'log-on-submit', { tester: away, byCookie: away, confirmation: true }, 'away tester'],
    ['a session there', 'session', { tester: away, bySid: away }, 'away session'],
    ['a session elsewhere', 'session', { tester: away, bySid: a }, 'a session'],
    ['a static file', 'static', { tester: away, byCookie: a }, 'away tester'],
    ['a log-on where the server is down', 'log-on-submit', { tester: down }, 'tester-down'],
    ['the log-on page where it is down', 'log-on-page', { tester: down }, 'tester-down'],
    ['one that cannot be reached', 'log-on-submit', { tester: away, tried: [away] }, 'tester-down'],
    ['a session there when it is down', 'session', { tester: down, bySid: down }, 'b moved-down'],
    ['a server that left', 'log-on-submit', { tester: 'gone' }, 'b log-on'],
  ];
  for (const [name, kind, changes, expected] of rows) t.equal(decided(kind, changes), expected, name);
  t.end();
});

t.test('with everybody full a log-on is told so, users go on', (t) => {
  const full = [candidate('x', 2, { maxUsers: 1 }), candidate('y', 1, { maxUsers: 1 })];
  t.equal(decided('log-on-submit', { candidates: full }), 'all-full');
  t.equal(decided('log-on-page', { candidates: full }), 'all-full');
  t.equal(decided('start', { candidates: full }), 'all-full');
  t.equal(decided('static', { candidates: full }), 'y no-affinity');
  t.end();
});

t.test('what must hold over all kinds, ties and server states', (t) => {
  const kinds: RequestKind[] = [
    'start',
    'log-on-page',
    'log-on-submit',
    'log-off',
    'session',
    'soap',
    'soap-log-on',
    'sdata',
    'static',
    'other',
  ];
  const states = (['in-service', 'draining', 'maintenance'] as const).flatMap((admin) =>
    (['up', 'down', 'unknown', 'going-up', 'going-down'] as const).map((health) => ({ admin, health })),
  );
  let asked = 0;
  const wrong: string[] = [];
  for (const one of states)
    for (const two of states) {
      const x = candidate('x', 1, one);
      const y = candidate('y', 0, two);
      const ties: Tie<Named>[] = [undefined, 'gone', x, y];
      for (const kind of kinds)
        for (const bySid of ties)
          for (const byCookie of ties)
            for (const tried of [[], [x], [y], [x, y]])
              for (const confirmation of [false, true]) {
                asked += 1;
                const ask = {
                  ...{ kind, confirmation, bySid, byCookie, candidates: [x, y], tried },
                  ...{ tester: undefined, partingFrom: finishing },
                };
                const decision = decide({ ...ask, admission: { gateOf: () => 'open', tolerance: 0 } });
                const held = decide({ ...ask, admission: { gateOf: () => 'closed', tolerance: 0 } });
                const held2 = decide({
                  ...ask,
                  admission: { gateOf: (each) => (each === y ? 'open' : 'closed'), tolerance: 0 },
                });
                if (!isHeldRight(kind, decision, held)) wrong.push(`${JSON.stringify(ask)} held`);
                if (held2.kind === 'forward' && isLogOn(kind) && held2.candidate !== y)
                  wrong.push('not open');
                if (held2.kind !== decision.kind && !(isLogOn(kind) && held2.kind === 'wait'))
                  wrong.push('held2');
                if (decision.kind !== 'forward') continue;
                const { candidate: chosen, because } = decision;
                const logsOn = kind === 'log-on-submit' || kind === 'soap-log-on';
                const right =
                  forwardReasons.includes(because) &&
                  !tried.includes(chosen) &&
                  keepsSessions(chosen) &&
                  (!logsOn || takesLogOns(chosen)) &&
                  (because !== 'session' || chosen === bySid) &&
                  (because !== 'affinity' || chosen === byCookie) &&
                  (logsOn ||
                    bySid === undefined ||
                    bySid === 'gone' ||
                    !keepsSessions(bySid) ||
                    tried.includes(bySid) ||
                    chosen === bySid);
                if (!right) wrong.push(JSON.stringify({ kind, one, two, because, chosen: chosen.name }));
              }
    }
  t.same(wrong.slice(0, 5), []);
  t.ok(asked > 200_000, `${asked} decisions`);
  t.end();
});

/** Where no server takes a log-on just now, a log-on waits and everything else goes as ever. */
function isHeldRight(kind: RequestKind, open: Decision<Named>, held: Decision<Named>): boolean {
  if (isLogOn(kind) && open.kind === 'forward') return held.kind === 'wait';
  return JSON.stringify(open) === JSON.stringify(held);
}

t.test('a log-on goes only where another one may go now', (t) => {
  const only = (...open: readonly Named[]): Partial<Ask<Named>> => ({
    admission: { gateOf: (each) => (open.includes(each) ? 'open' : 'closed'), tolerance: 0 },
  });
  const soon = (tolerance: number, ...awaited: readonly Named[]): Partial<Ask<Named>> => ({
    admission: { gateOf: (each) => (awaited.includes(each) ? 'soon' : 'open'), tolerance },
  });
  const goingUp = candidate('goingUp', 0, { health: 'going-up' });
  const unchecked = candidate('unchecked', 0, { health: 'unknown' });
  const full = candidate('full', 3, { maxUsers: 3 });
  const rows: readonly [string, RequestKind, Partial<Ask<Named>>, string][] = [
    ['the fewest takes it', 'log-on-submit', only(a, b, c), 'b log-on'],
    ['the fewest does not, the next one does', 'log-on-submit', only(a, c), 'c next-free'],
    ['only the fullest does', 'soap-log-on', only(a), 'a next-free'],
    ['the fewest is worth waiting for', 'log-on-submit', soon(0, b), 'wait'],
    ['another one is, but the fewest takes it', 'log-on-submit', soon(0, a, c), 'b log-on'],
    ['none does', 'log-on-submit', only(), 'wait'],
    ['none that is in service does', 'log-on-submit', only(down, draining, away), 'wait'],
    ['a page is not held up', 'session', { ...only(), bySid: a }, 'a session'],
    ['nor is the log-on page', 'log-on-page', only(), 'b no-affinity'],
    ['nor a static file', 'static', only(), 'b no-affinity'],
    [
      'a confirmation waits for its server',
      'log-on-submit',
      { ...only(b, c), byCookie: a, confirmation: true },
      'wait',
    ],
    [
      'a confirmation goes when its server takes it',
      'log-on-submit',
      { ...only(a), byCookie: a, confirmation: true },
      'a confirmation',
    ],
    [
      'a confirmation whose server is down is a log-on',
      'log-on-submit',
      { ...only(c), byCookie: down, confirmation: true },
      'c next-free',
    ],
    ['one that could not be reached is no way out', 'log-on-submit', { ...only(b), tried: [b] }, 'wait'],
    [
      'one that is only coming back is no way out',
      'log-on-submit',
      { ...only(goingUp), candidates: [a, goingUp] },
      'wait',
    ],
    [
      'nor one that was never checked',
      'log-on-submit',
      { ...only(unchecked), candidates: [a, unchecked] },
      'wait',
    ],
    [
      'where no other is up it is the way',
      'log-on-submit',
      { ...only(goingUp), candidates: [down, goingUp] },
      'goingUp log-on',
    ],
    ['a full one is no way out', 'log-on-submit', { ...only(full), candidates: [a, full] }, 'wait'],
    ['where nobody can take it nobody waits', 'log-on-submit', { ...only(), candidates: [down] }, 'all-down'],
    ['nor where all are full', 'log-on-submit', { ...only(), candidates: [full] }, 'all-full'],
  ];
  for (const [name, kind, changes, expected] of rows) t.equal(decided(kind, changes), expected, name);
  t.end();
});
