import t from 'tap';
import type { DatabaseFailure } from '../../../cluster/errors.ts';
import { type DirectoryFacts, directoryNotices, span } from '../../../cluster/rules/directory-notices.ts';
import { topologyOf } from '../support/sample.ts';

const nowMs = 100_000;
const good: DirectoryFacts = {
  state: { state: 'live', sinceMs: 0 },
  topology: topologyOf(['A', 'B']),
  remarks: [],
  refused: undefined,
  settingsFailure: undefined,
  countsFailure: undefined,
  countsEndedAtMs: nowMs - 2_000,
  startedAtMs: 0,
  staleAfterMs: 15_000,
  unknownServers: [],
  lastGoodProblem: undefined,
  lastGoodPath: '/data/topology.json',
  ownBalancingKnown: true,
};
const failure = (code: DatabaseFailure['code']): DatabaseFailure => ({
  code,
  number: undefined,
  text: 'It broke.',
  mend: 'Mend it.',
});
const { flags } = topologyOf([]);

t.test('each thing that is not as it should be has its notice, and nothing else has one', async (t) => {
  const lost = {
    state: 'lost',
    sinceMs: nowMs - 9_000,
    failure: failure('CLU_DATABASE_UNREACHABLE'),
    attempt: 1,
    retryAtMs: nowMs + 3_000,
  } as const;
  const table: [string, Partial<DirectoryFacts>, string[]][] = [
    ['all is well', {}, []],
    ['lost', { state: lost }, ['fault database-lost']],
    ['counts old', { countsEndedAtMs: nowMs - 15_001 }, ['warning counts-stale']],
    ['counts of the last moment', { countsEndedAtMs: nowMs - 15_000 }, []],
    ['never counted', { countsEndedAtMs: undefined }, ['warning counts-stale']],
    ['just begun', { countsEndedAtMs: undefined, startedAtMs: nowMs - 1_000 }, []],
    [
      'counts refused',
      { countsFailure: failure('CLU_STATEMENT_FAILED'), countsEndedAtMs: undefined },
      ['fault counts-unreadable'],
    ],
    ['implausible', { refused: { texts: ['Empty.'], implausible: true } }, ['fault topology-refused']],
    ['unreadable', { refused: { texts: ['No row.'], implausible: false } }, ['fault topology-unreadable']],
    ['settings refused', { settingsFailure: failure('CLU_STATEMENT_FAILED') }, ['fault topology-unreadable']],
    ['from disk', { topology: topologyOf(['A'], { source: 'last-good' }) }, ['warning topology-last-good']],
    ['copy damaged', { lastGoodProblem: 'It is damaged.' }, ['warning last-good-problem']],
    ['strangers', { unknownServers: ['OLD'] }, ['warning unknown-servers']],
    [
      'own balancing on',
      { topology: topologyOf(['A'], { flags: { ...flags, ownBalancing: true } }) },
      ['fault own-balancing'],
    ],
    ['own balancing off', { topology: topologyOf(['A'], { flags: { ...flags, ownBalancing: false } }) }, []],
    ['own balancing unknown', { ownBalancingKnown: false }, ['info own-balancing-unknown']],
    [
      'locked',
      { topology: topologyOf(['A'], { flags: { ...flags, lock: { lockedBy: '4', sinceMs: 0 } } }) },
      ['warning system-locked'],
    ],
    ['no database', { state: { state: 'static', sinceMs: 0 }, countsEndedAtMs: undefined }, []],
    ['no topology', { topology: undefined, ownBalancingKnown: false }, []],
    [
      'remarks',
      { remarks: [{ severity: 'warning', code: 'origin-shared', text: 'x', mend: 'y' }] },
      ['warning origin-shared'],
    ],
  ];
  for (const [name, change, expected] of table) {
    const notices = directoryNotices({ ...good, ...change }, nowMs);
    t.same(
      notices.map((notice) => `${notice.severity} ${notice.code}`),
      expected,
      name,
    );
    t.ok(
      notices.every((notice) => notice.text !== '' && notice.mend !== ''),
      `${name}: text and mend`,
    );
  }
});

t.test('faults come first, and texts say how long', async (t) => {
  const notices = directoryNotices(
    {
      ...good,
      unknownServers: ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7'],
      state: {
        state: 'lost',
        sinceMs: nowMs - 9_000,
        failure: failure('CLU_DATABASE_TIMEOUT'),
        attempt: 2,
        retryAtMs: nowMs,
      },
      refused: { texts: ['3 are gone.'], implausible: true },
    },
    nowMs,
  );
  t.same(
    notices.map((notice) => notice.severity),
    ['fault', 'fault', 'warning'],
  );
  t.match(notices[0]?.text, /not answered for 9 s; .*next try now\. It broke\./);
  t.match(notices[1]?.mend, /delete \/data\/topology\.json/);
  t.match(notices[2]?.text, /A1, A2, A3, A4, A5 and 2 more/);
});

t.test('a time is told as people tell it', async (t) => {
  const table: [number, string][] = [
    [-5, '0 s'],
    [8_400, '8 s'],
    [119_000, '119 s'],
    [720_000, '12 min'],
    [11_520_000, '3 h 12 min'],
    [187_200_000, '2 d 4 h'],
  ];
  for (const [ms, text] of table) t.equal(span(ms), text);
});
