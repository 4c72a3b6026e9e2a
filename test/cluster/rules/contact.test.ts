import t from 'tap';
import type { ClusterErrorCode, DatabaseFailure } from '../../../cluster/errors.ts';
import {
  type DirectoryState,
  nextContact,
  nextPollInMs,
  type PollOutcome,
} from '../../../cluster/rules/contact.ts';

const failed = (code: ClusterErrorCode): PollOutcome & { readonly failure: DatabaseFailure } => ({
  kind: 'failed',
  failure: { code, number: undefined, text: 'gone', mend: 'start it' },
});
const answered: PollOutcome = { kind: 'answered' };
const connecting: DirectoryState = { state: 'connecting', sinceMs: 0 };

t.test('the first answer makes it live, and later ones change nothing', async (t) => {
  const live = nextContact(connecting, answered, 5, 1);
  t.same(live, { state: 'live', sinceMs: 5 });
  t.equal(nextContact(live, answered, 9, 1), live);
});

t.test('a lost database is lost since the first failure, and asked less and less often', async (t) => {
  let state: DirectoryState = { state: 'live', sinceMs: 0 };
  const waits: number[] = [];
  for (let nowMs = 100; nowMs <= 600; nowMs += 100) {
    state = nextContact(state, failed('CLU_DATABASE_UNREACHABLE'), nowMs, 1);
    waits.push(nextPollInMs(state, { nowMs, tookMs: 0, pollMs: 2_000 }));
  }
  t.match(state, { state: 'lost', sinceMs: 100, attempt: 6, failure: { text: 'gone' } });
  t.same(waits, [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  t.same(nextContact(state, answered, 700, 1), { state: 'live', sinceMs: 700 });
});

t.test('a refused login is tried slowly, so that it is not locked out', async (t) => {
  const state = nextContact(connecting, failed('CLU_DATABASE_LOGIN'), 0, 0);
  t.match(state, { state: 'lost', retryAtMs: 5_000 });
});

t.test('a database that cannot be opened, as while it is restored, is soon tried again', async (t) => {
  for (const number of [4060, 911]) {
    const { failure } = failed('CLU_DATABASE_LOGIN');
    const state = nextContact(connecting, { kind: 'failed', failure: { ...failure, number } }, 0, 0);
    t.match(state, { state: 'lost', retryAtMs: 500 });
  }
  const { failure } = failed('CLU_DATABASE_LOGIN');
  const refused = nextContact(connecting, { kind: 'failed', failure: { ...failure, number: 18456 } }, 0, 0);
  t.match(refused, { state: 'lost', retryAtMs: 5_000 });
});

t.test('a refused statement is no lost database', async (t) => {
  t.match(nextContact(connecting, failed('CLU_STATEMENT_FAILED'), 3, 1), { state: 'live', sinceMs: 3 });
});

t.test('while the database answers, polls keep their beat from start to start', async (t) => {
  const live: DirectoryState = { state: 'live', sinceMs: 0 };
  t.equal(nextPollInMs(live, { nowMs: 1_000, tookMs: 300, pollMs: 2_000 }), 1_700);
  t.equal(nextPollInMs(live, { nowMs: 1_000, tookMs: 2_300, pollMs: 2_000 }), 0, 'one that took long');
});

t.test('a clock that is set back by a day holds no poll up for a day', async (t) => {
  const lost = nextContact(connecting, failed('CLU_DATABASE_UNREACHABLE'), 86_400_000, 1);
  t.equal(nextPollInMs(lost, { nowMs: 0, tookMs: 10, pollMs: 2_000 }), 120_000);
});
