// The status document: its shape for every scene, its numbers, and what it takes notice of.

import t from 'tap';
import { Value } from 'typebox/value';
import { buildStatus } from '../../../admin/rules/status.ts';
import { StatusSchema } from '../../../admin/status-schema.ts';
import {
  down,
  load,
  minuteMs,
  moving,
  nowMs,
  out,
  sampleInput,
  sampleStatus,
  scenes,
  up,
} from '../samples.ts';

/** Every key of a document with its path; array entries count as one. */
function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => keysOf(each, `${path}[]`));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${path}.${key}`,
    ...keysOf(inner, `${path}.${key}`),
  ]);
}

const codes = (status: ReturnType<typeof sampleStatus>) => status.notices.map((notice) => notice.code);

t.test('every scene fits the schema and survives JSON unchanged', (t) => {
  for (const [name, scene] of Object.entries(scenes)) {
    const status = scene();
    t.same([...Value.Errors(StatusSchema, status)], [], name);
    t.same(JSON.parse(JSON.stringify(status)), status, `${name}: no key is lost, nothing is undefined`);
  }
  t.end();
});

type Schema = { anyOf?: Schema[]; items?: Schema; properties?: Record<string, Schema> };

/** The same paths as `keysOf`, from the schema. */
function schemaKeys({ anyOf = [], items, properties = {} }: Schema, path = ''): string[] {
  return [
    ...anyOf.flatMap((each) => schemaKeys(each, path)),
    ...(items ? schemaKeys(items, `${path}[]`) : []),
    ...Object.entries(properties).flatMap(([key, each]) => [
      `${path}.${key}`,
      ...schemaKeys(each, `${path}.${key}`),
    ]),
  ];
}

t.test('the schema names exactly the keys that are there', (t) => {
  const present = new Set([...keysOf(scenes.flags!()), ...keysOf(scenes.trouble!())]);
  t.same([...present].sort(), schemaKeys(StatusSchema as Schema).sort());
  t.end();
});

t.test('times are ISO 8601 in UTC and ages fit them', (t) => {
  const status = sampleStatus([{}]);
  t.equal(status.at, '2026-11-21T14:00:00.000Z');
  t.equal(status.product.uptimeSeconds, 300 * 60);
  t.match(status.topology, { readAt: '2026-11-21T13:59:58.800Z', ageSeconds: 1.2 });
  t.end();
});

t.test('a server as it is', (t) => {
  const [first] = sampleStatus([
    {
      load: load(12, 1, 9),
      health: moving('going-up', 2, 3),
      admin: out('draining', nowMs + minuteMs),
      version: '7.3',
    },
  ]).servers;
  t.match(first, {
    name: 'CRM01',
    position: 0,
    state: 'draining',
    stateSince: '2026-11-21T13:54:00.000Z',
    admin: { state: 'draining', by: 'anna', reason: 'Windows updates', until: '2026-11-21T14:01:00.000Z' },
    health: { state: 'going-up', step: 2, steps: 3, lastCheck: { durationMs: 34, healthy: true } },
    users: { effective: 13, database: 12, observed: 9, pending: 1 },
    inFlightRequests: 2,
    version: '7.3',
    maxUsers: null,
  });
  t.end();
});

t.test('how careful traffic is with a server, and who waits', (t) => {
  const guard = { warmth: 'cold', sinceMs: nowMs - minuteMs, underWay: 1, places: 1 } as const;
  const ejected = { ejected: true, ejectedSinceMs: nowMs - 5_000, ejectedUntilMs: nowMs + 5_000 };
  const rows = [{ guard }, { guard: ejected }];
  const storm = { ...sampleInput(rows).storm, waiting: 7, oldestMs: nowMs - 2_500 };
  const status = sampleStatus(rows, { storm });
  t.same(status.leavingServers, []);
  t.same(status.logOnQueue, { waiting: 7, limit: 500, oldestSeconds: 2.5 });
  t.match(status.servers[0], {
    state: 'serving',
    logOns: { underWay: 1, places: 1, warmth: 'cold', since: '2026-11-21T13:59:00.000Z' },
    ejectedUntil: null,
  });
  t.match(status.servers[1], {
    state: 'ejected',
    stateSince: '2026-11-21T13:59:55.000Z',
    logOns: { warmth: 'warm', since: null },
    ejectedUntil: '2026-11-21T14:00:05.000Z',
  });
  t.equal(status.state, 'degraded');
  t.end();
});

t.test('a server that nobody knows anything of yet is there, unknown and empty', (t) => {
  const input = sampleInput([{}]);
  const status = buildStatus({ ...input, health: new Map(), admin: new Map(), load: new Map() });
  t.match(status.servers[0], {
    state: 'unknown',
    stateSince: status.product.startedAt,
    admin: { state: 'in-service', by: null },
    users: { effective: 0, database: null, observed: 0, pending: 0 },
  });
  t.equal(status.state, 'none-serving');
  t.end();
});

t.test('the balance is taken over the servers that serve', (t) => {
  t.match(scenes.calm!().balance, { users: 91, skew: 1, lightest: 'CRM02' }, 'a tie goes to the list order');
  t.match(scenes.trouble!().balance, { users: 72, skew: 2 });
  t.match(scenes.none!().balance, { users: 0, skew: null, lightest: null });
  t.end();
});

t.test('the next log-on goes by weight, never to a full or a draining server', (t) => {
  const rows = [
    { load: load(30) },
    { load: load(20), server: { maxUsers: 20 } },
    { load: load(40), server: { weight: 2 } },
    { load: load(0), admin: out('draining') },
    { load: load(0), health: down('no') },
  ];
  t.equal(sampleStatus(rows).balance.lightest, 'CRM03', '41 / 2 is less than 31 / 1');
  const going = { load: load(5), server: { maxUsers: 5 }, health: moving('going-down', 1, 3) };
  t.equal(sampleStatus([going]).balance.lightest, null, 'at its cap while going down');
  t.end();
});

t.test('a calm cluster has nothing to tell', (t) => {
  t.same(codes(scenes.calm!()), []);
  t.same(codes(scenes.busy!()), []);
  t.end();
});

t.test('what follows from the whole is told', (t) => {
  const one = (more: Parameters<typeof sampleStatus>[1]) => codes(sampleStatus([{}], more));
  t.same(one({ topology: undefined }), ['no-servers']);
  t.same(one({ health: new Map() }), ['none-serving']);
  t.same(codes(sampleStatus([{ server: { maxUsers: 10 } }])), ['all-full']);
  t.same(codes(sampleStatus([{ version: '7.2' }, { version: '7.3' }, {}])), ['mixed-versions']);
  t.same(codes(sampleStatus([{ version: '7.2' }, { version: '7.2' }, {}])), [], 'one that does not tell');
  t.same(codes(sampleStatus([{ server: { maxUsers: 10 } }, {}])), []);
  t.end();
});

t.test('counts go stale, but not where there is no database', (t) => {
  const stale = (more: Parameters<typeof sampleStatus>[1]) => sampleStatus([{}], more).counts.stale;
  const unused = { state: 'unused', sinceMs: undefined, problem: undefined } as const;
  const never = { readAtMs: undefined, staleAfterMs: 15_000 };
  t.equal(stale({ counts: { readAtMs: nowMs - 15_001, staleAfterMs: 15_000 } }), true);
  t.equal(stale({ counts: { readAtMs: nowMs - 15_000, staleAfterMs: 15_000 } }), false, 'just fresh enough');
  t.equal(stale({ counts: never }), true);
  t.equal(stale({ counts: never, database: unused }), false);
  t.end();
});

t.test('where all checks fail none serves, but only the doubt is told if the servers are still used', (t) => {
  const rows = [{ health: down('no') }, { health: down('no'), load: load(4) }];
  t.match(sampleStatus(rows), { state: 'none-serving', balance: { lightest: null } });
  t.same(codes(sampleStatus(rows)), ['none-serving']);
  const doubted = sampleStatus(rows, { checksDoubted: true });
  t.match(doubted, { state: 'none-serving', balance: { lightest: 'CRM02', skew: 6 } });
  t.same(codes(doubted), []);
  t.end();
});

t.test('counts differ when the difference is both large and more than a few people', (t) => {
  const rows: [database: number | undefined, pending: number, observed: number, told: boolean][] = [
    [10, 0, 10, false],
    [3, 0, 0, false], // a large share, but few people
    [100, 0, 110, false], // many people, but a small share
    [100, 0, 79, true],
    [100, 0, 81, false],
    [4, 0, 31, true],
    [20, 10, 30, false], // the database will count the pending ones
    [undefined, 0, 30, false],
  ];
  for (const [database, pending, observed, told] of rows)
    t.equal(
      codes(sampleStatus([{ load: load(database, pending, observed) }])).includes('counts-differ'),
      told,
      `${database} + ${pending} against ${observed}`,
    );
  t.end();
});

t.test('notices of the parts are there too, faults first', (t) => {
  const told = { severity: 'info', code: 'own-balancing-unknown', text: 'x', mend: 'y' } as const;
  const fault = { severity: 'fault', code: 'database-lost', text: 'x', mend: 'y' } as const;
  const status = sampleStatus([{ server: { maxUsers: 1 } }], { notices: [told, fault] });
  t.same(codes(status), ['database-lost', 'all-full', 'own-balancing-unknown']);
  t.end();
});

t.test('a lock says when it lapses', (t) => {
  t.match(scenes.flags!().crm.lock, {
    by: 'Admin',
    since: '2026-11-21T13:20:00.000Z',
    name: 'anna',
    lapsesAt: '2026-11-21T16:20:00.000Z',
  });
  t.equal(up().state, 'up');
  t.end();
});
